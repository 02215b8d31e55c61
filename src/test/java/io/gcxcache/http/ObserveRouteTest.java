package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.RouteTest;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-health} and {@code gcx-prometheus}: what monitoring asks. */
class ObserveRouteTest extends RouteTest {
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicBoolean well = new AtomicBoolean(true);

    @Override
    protected RoutesBuilder createRouteBuilder() {
        context.getRegistry().bind("thing", new ThingCheck());
        return new ObserveRoutes(meters);
    }

    @BeforeEach
    void start() {
        context.start();
    }

    @Test
    void isUpWhileAllChecksAre() throws IOException {
        Exchange health = ask("direct:gcx-health");

        assertThat(health.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
        assertThat(health.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(json(health).path("status").asText()).isEqualTo("UP");
        assertThat(steps("gcx-health")).containsExactly("invoke-health-checks", "health-json");
    }

    @Test
    void isDownOnceACheckIsAndTellsWhy() throws IOException {
        well.set(false);

        Exchange health = ask("direct:gcx-health");

        assertThat(health.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(503);
        JsonNode told = json(health);
        assertThat(told.path("status").asText()).isEqualTo("DOWN");
        assertThat(told.path("checks")).anySatisfy(check -> {
            assertThat(check.path("status").asText()).isEqualTo("DOWN");
            assertThat(check.path("message").asText()).isEqualTo("the thing is broken");
        });
    }

    @Test
    void answersTheMetersAsPrometheusReadsThem() {
        meters.counter("gcx.things").increment();

        Exchange scrape = ask("direct:gcx-prometheus");

        assertThat(scrape.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class))
                .startsWith("text/plain");
        assertThat(scrape.getMessage().getBody(String.class)).contains("gcx_things_total 1.0");
        assertThat(steps("gcx-prometheus")).containsExactly("scrape-meters");
    }

    private Exchange ask(String uri) {
        return template.send(uri, exchange -> {});
    }

    private static JsonNode json(Exchange answer) throws IOException {
        return new ObjectMapper().readTree(answer.getMessage().getBody(byte[].class));
    }

    private final class ThingCheck extends AbstractHealthCheck {
        ThingCheck() {
            super("gcx", "thing");
        }

        @Override
        protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
            if (well.get()) {
                result.up();
            } else {
                result.message("the thing is broken").down();
            }
        }
    }
}
