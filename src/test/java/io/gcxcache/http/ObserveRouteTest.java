package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.RouteTest;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-health} and {@code gcx-prometheus}: what monitoring asks. */
class ObserveRouteTest extends RouteTest {
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicBoolean well = new AtomicBoolean(true);
    private final AtomicBoolean beats = new AtomicBoolean(true);

    @Override
    protected RoutesBuilder createRouteBuilder() {
        context.getRegistry().bind("thing", new ThingCheck());
        context.getRegistry().bind("heart", new HeartCheck());
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
    void isAliveAndNotReadyWhileSomethingIsBrokenThatANewProcessDoesNotMend() throws IOException {
        well.set(false);

        Exchange live = ask("direct:gcx-live");
        Exchange ready = ask("direct:gcx-ready");

        assertThat(live.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
        assertThat(names(live)).containsExactly("heart");
        assertThat(ready.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(503);
        assertThat(names(ready)).containsExactlyInAnyOrder("heart", "thing");
        assertThat(steps("gcx-live")).containsExactly("invoke-liveness-checks", "live-json");
        assertThat(steps("gcx-ready")).containsExactly("invoke-readiness-checks", "ready-json");
    }

    @Test
    void isNotAliveOnceAProcessHasToBeReplaced() throws IOException {
        beats.set(false);

        Exchange live = ask("direct:gcx-live");

        assertThat(live.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(503);
        assertThat(json(live).path("status").asText()).isEqualTo("DOWN");
    }

    @Test
    void isReadyWhileARouteOfAUsersDoesNotRun() throws Exception {
        context.getCamelContextExtension()
                .getContextPlugin(HealthCheckRegistry.class)
                .register(new CamelsCheck());

        assertThat(ask("direct:gcx-health").getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                .isEqualTo(503);
        assertThat(ask("direct:gcx-ready").getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                .isEqualTo(200);
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

    private static List<String> names(Exchange answer) throws IOException {
        return json(answer).path("checks").findValuesAsText("name");
    }

    /** What Camel says of a route that is stopped. */
    private static final class CamelsCheck extends AbstractHealthCheck {
        CamelsCheck() {
            super("camel", "route:mine");
        }

        @Override
        protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
            result.down();
        }
    }

    private final class HeartCheck extends AbstractHealthCheck {
        HeartCheck() {
            super("gcx", "heart");
        }

        @Override
        public boolean isLiveness() {
            return true;
        }

        @Override
        protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
            result.state(beats.get() ? HealthCheck.State.UP : HealthCheck.State.DOWN);
        }
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
