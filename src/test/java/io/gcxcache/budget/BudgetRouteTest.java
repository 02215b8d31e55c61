package io.gcxcache.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.RouteTest;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-budget}: what every family has left, as JSON. */
class BudgetRouteTest extends RouteTest {
    private static final long LIMIT = 1000;

    private LocalBudgets budgets;

    @Override
    protected RoutesBuilder createRouteBuilder() {
        Services services =
                new Services(clock, clock, () -> 0, new Meters(new SimpleMeterRegistry()), new AuditTrail(), pools);
        budgets = new LocalBudgets(
                new BudgetPolicy(
                        LIMIT, Duration.ofSeconds(60), 1_000_000, ClientForms.parse(""), 0.1, Duration.ofSeconds(2)),
                services);
        return new BudgetRoutes(budgets, services);
    }

    @BeforeEach
    void start() throws Exception {
        context.start();
    }

    @Test
    void tellsEveryFamilyInAlphabeticalOrder() throws IOException {
        clock.stop();
        budgets.take("queues", false);
        budgets.block("directories", clock.instant().plusSeconds(30));

        JsonNode report = ask();

        assertThat(report.path("families")).hasSize(2);
        JsonNode directories = report.path("families").get(0);
        assertThat(directories.path("family").asText()).isEqualTo("directories");
        assertThat(directories.path("mode").asText()).isEqualTo("BLOCKED");
        assertThat(directories.path("reset_at").asLong())
                .isEqualTo(clock.instant().plusSeconds(30).getEpochSecond());
        JsonNode queues = report.path("families").get(1);
        assertThat(queues.path("family").asText()).isEqualTo("queues");
        assertThat(queues.path("mode").asText()).isEqualTo("NORMAL");
        assertThat(queues.path("limit").asLong()).isEqualTo(LIMIT);
        assertThat(queues.path("remaining").asLong()).isEqualTo(LIMIT - 1);
        assertThat(queues.path("reset_at").asLong())
                .isBetween(clock.instant().getEpochSecond(), clock.instant().getEpochSecond() + 60);
    }

    @Test
    void takesItsStepsInTheirOrder() throws IOException {
        JsonNode report = ask();

        assertThat(report.path("families").isArray()).isTrue();
        assertThat(report.path("families")).isEmpty();
        assertThat(steps("gcx-budget")).containsExactly("budget-report", "budget-json");
    }

    private JsonNode ask() throws IOException {
        return new ObjectMapper().readTree(template.requestBody("direct:gcx-budget", null, byte[].class));
    }
}
