package io.gcxcache.http;

import io.gcxcache.problem.Problem;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.model.dataformat.JsonLibrary;

/** {@code direct:gcx-health} and {@code direct:gcx-prometheus}: what {@code /observe/health} and {@code /observe/metrics} tell. */
public final class ObserveRoutes extends RouteBuilder {
    private final PrometheusMeterRegistry meters;

    /** @param meters null if the host keeps its meters in another kind of registry */
    public ObserveRoutes(PrometheusMeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-health").routeId("gcx-health")
                .process(this::health).id("invoke-health-checks")
                .marshal().json(JsonLibrary.Jackson).id("health-json");

        from("direct:gcx-prometheus").routeId("gcx-prometheus")
                .process(this::scrape).id("scrape-meters");
    }
    // spotless:on

    private void health(Exchange exchange) {
        Collection<HealthCheck.Result> results = HealthCheckHelper.invoke(getContext(), "full");
        boolean up = HealthCheckHelper.isResultsUp(results, false);
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, up ? 200 : 503);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(new Health(
                up ? HealthCheck.State.UP : HealthCheck.State.DOWN,
                results.stream()
                        .filter(ObserveRoutes::isTold)
                        .map(result -> new Check(
                                result.getCheck().getId(),
                                result.getState(),
                                result.getMessage().orElse(null)))
                        .toList()));
    }

    /** Camel checks every route and consumer; of those that are UP nobody wants to read. */
    private static boolean isTold(HealthCheck.Result result) {
        HealthCheck check = result.getCheck();
        boolean camels = "camel".equals(check.getGroup()) && !"context".equals(check.getId());
        return !camels || result.getState() != HealthCheck.State.UP;
    }

    private void scrape(Exchange exchange) {
        if (meters == null) {
            throw Problem.notFound("The meter registry of this application is not Prometheus's");
        }
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        exchange.getMessage().setBody(meters.scrape());
    }

    record Health(HealthCheck.State status, List<Check> checks) {}

    record Check(String name, HealthCheck.State status, String message) {}
}
