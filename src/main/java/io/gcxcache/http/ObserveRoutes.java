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

/**
 * What {@code /observe} tells: {@code direct:gcx-health} all that is to be known, for people; {@code direct:gcx-live} whether
 * the process has to be replaced, {@code direct:gcx-ready} whether it is to be asked, for whoever runs it; and
 * {@code direct:gcx-prometheus} the meters.
 */
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

        from("direct:gcx-live").routeId("gcx-live")
                .process(this::live).id("invoke-liveness-checks")
                .marshal().json(JsonLibrary.Jackson).id("live-json");

        from("direct:gcx-ready").routeId("gcx-ready")
                .process(this::ready).id("invoke-readiness-checks")
                .marshal().json(JsonLibrary.Jackson).id("ready-json");

        from("direct:gcx-prometheus").routeId("gcx-prometheus")
                .process(this::scrape).id("scrape-meters");
    }
    // spotless:on

    private void health(Exchange exchange) {
        tell(exchange, HealthCheckHelper.invoke(getContext(), "full"));
    }

    /** Without Camel's own: its context is down while it is suspended or stops, and a new process would not help. */
    private void live(Exchange exchange) {
        tell(exchange, withoutCamels(HealthCheckHelper.invokeLiveness(getContext(), "full")));
    }

    /** Without Camel's own: a route of a user's that failed keeps nobody else from being answered. */
    private void ready(Exchange exchange) {
        tell(exchange, withoutCamels(HealthCheckHelper.invokeReadiness(getContext(), "full")));
    }

    private static List<HealthCheck.Result> withoutCamels(Collection<HealthCheck.Result> results) {
        return results.stream().filter(result -> !isCamels(result.getCheck())).toList();
    }

    private static void tell(Exchange exchange, Collection<HealthCheck.Result> results) {
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
        return !isCamels(check) || "context".equals(check.getId()) || result.getState() != HealthCheck.State.UP;
    }

    private static boolean isCamels(HealthCheck check) {
        return "camel".equals(check.getGroup());
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
