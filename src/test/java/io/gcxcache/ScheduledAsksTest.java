package io.gcxcache;

import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.pagesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.budget.Budgets;
import io.gcxcache.simulator.Fault;
import io.gcxcache.wiring.ShippedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is declared with a schedule is asked for by the clock. */
class ScheduledAsksTest {
    private static final String SITES = "/api/v2/telephony/providers/edges/sites";
    private static final String ORGANIZATION = "/api/v2/organizations/me";
    private static final String OWN = "own.resources.yaml";
    private static final String HOURLY = "0 0 * * * ?";

    @TempDir
    Path folder;

    private Path routes;
    private Gateway gateway;

    @BeforeEach
    void copyRoutes() throws IOException {
        routes = Files.createDirectory(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void eachKindIsAskedForWithWhatItNeedsAndWhatIsFreshIsNotFetchedAgain() throws Exception {
        Files.writeString(routes.resolve(OWN), """
                lists:
                  sites: {path: %s, ttl: 80000, schedule: 0 0 * * * ?}
                  own-directory:
                    path: /api/v2/routing/directories/{id}/entries
                    fetch: "direct:own"
                    ttl: 80000
                    schedule: {cron: 0 0 * * * ?, timeZone: Europe/Berlin, id: external_vendors}
                """.formatted(SITES));
        Files.writeString(routes.resolve("own.camel.yaml"), """
                - route:
                    from:
                      uri: direct:own
                      steps:
                        - to: "direct:gcx-fetch-list?block=false"
                """);
        schedule("analytics.resources.yaml", "  conversations-aggregates:\n", """
                    schedule:
                      cron: 0 0 * * * ?
                      query: {interval: yesterday/today, groupBy: [queueId], metrics: [tHandle]}
                """);
        schedule("analytics.resources.yaml", "  report:\n", """
                    schedule:
                      - cron: 0 0 * * * ?
                        id: queue-performance
                        query: {dateFrom: yesterday, dateTo: today}
                        locale: de-DE
                """);
        schedule("api.resources.yaml", "  organization:\n", "    schedule: 0 0 * * * ?\n");
        start();

        hourPasses();

        await().untilAsserted(() -> {
            // Genesys takes its time for a report.
            gateway.clock.advance(Duration.ofSeconds(1));
            assertThat(keys())
                    .hasSize(5)
                    .contains("gcx:list:sites", "gcx:own-directory:external_vendors")
                    .anyMatch(key -> key.startsWith("gcx:query:conversations-aggregates:"))
                    .anyMatch(key -> key.startsWith("gcx:analytics:queue-performance:") && key.endsWith(":de-DE"))
                    .contains("gcx:api:GET:" + ORGANIZATION);
        });
        // By now the one has been fresh for longer than its TTL, and the other not.
        hourPasses();
        hourPasses();
        await().until(() -> gateway.genesys.calls().count(ORGANIZATION) == 2);
        assertThat(gateway.genesys.calls().count(SITES)).isEqualTo(1);
        // So that what was asked for again ends before the gateway does.
        gateway.clock.go();
    }

    @Test
    void anEditOfTheScheduleAloneKeepsWhatIsCachedAndHolds() throws Exception {
        Files.writeString(routes.resolve(OWN), "lists:\n  sites: {path: " + SITES + "}\n");
        start();
        gateway.get("/gcx/lists/sites");

        Files.writeString(routes.resolve(OWN), "lists:\n  sites: {path: " + SITES + ", schedule: " + HOURLY + "}\n");

        await().until(() ->
                json(gateway.get("/gcx/routes")).path("declarations").has("applied_at"));
        assertThat(gateway.get("/gcx/lists/sites").headers().firstValue("cache-status"))
                .hasValueSatisfying(status -> assertThat(status).startsWith("gcx; hit"));
        await().until(() -> {
            hourPasses();
            return gateway.genesys.calls().count(SITES) == 2;
        });
    }

    @Test
    void whatFailsIsToldInOneLineWithoutAStackTrace() throws Exception {
        Files.writeString(routes.resolve(OWN), "lists:\n  sites: {path: " + SITES + ", schedule: " + HOURLY + "}\n");
        start();
        gateway.genesys.fault(Fault.status(404).on(SITES));

        try (LogCapture log = LogCapture.attach()) {
            hourPasses();

            await().untilAsserted(() -> assertThat(log.lines())
                    .filteredOn(line -> line.contains("schedule"))
                    .singleElement()
                    .asString()
                    .startsWith("lists.sites was not fetched by its schedule: ")
                    .contains("404")
                    .doesNotContain("\n"));
        }
    }

    @Test
    void nothingIsAskedForWhileTheBudgetIsNotNormal() throws Exception {
        schedule(
                "lists.resources.yaml",
                "  directory:\n",
                "    schedule: {cron: " + HOURLY + ", id: emergency_contacts}\n");
        start();
        gateway.camel
                .getRegistry()
                .lookupByNameAndType("gcxBudgets", Budgets.class)
                .block("routing-directories", gateway.clock.instant().plus(Duration.ofDays(1)));

        try (LogCapture log = LogCapture.ofAll("io.gcxcache.wiring.TickRoutes")) {
            hourPasses();
            await().untilAsserted(() -> assertThat(log.lines())
                    .containsExactly(
                            "lists.directory is not asked for by its schedule: routing-directories is BLOCKED"));
        }

        assertThat(gateway.genesys.calls().count(pagesOf("emergency_contacts"))).isZero();
    }

    private void start() throws Exception {
        gateway = Gateway.start(folder, Map.of("gcx.routes.dir", routes.toString()));
        gateway.clock.stop();
    }

    private List<String> keys() throws Exception {
        return json(gateway.get("/gcx/entries")).path("entries").findValuesAsText("key");
    }

    /** A full hour comes and is ten minutes ago, and the quiet after the start is over. */
    private void hourPasses() {
        Instant now = gateway.clock.instant();
        Instant hour = now.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        gateway.clock.advance(Duration.between(now, hour).plus(Duration.ofMinutes(10)));
    }

    /** Adds lines to a declaration that is shipped, behind the line with its name. */
    private void schedule(String file, String name, String lines) throws IOException {
        String shipped = Files.readString(routes.resolve(file));
        assertThat(shipped).containsOnlyOnce(name);
        Files.writeString(routes.resolve(file), shipped.replace(name, name + lines));
    }
}
