package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.change.Change;
import io.gcxcache.simulator.GenesysSimulator;
import io.gcxcache.simulator.SimulatedReport;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report whose schema changes: entries of the older one are not served any more. */
class ReportSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ONE = "{\"dateFrom\": \"2024-01-01\", \"dateTo\": \"2024-01-01\"}";
    private static final String OTHER = "{\"dateFrom\": \"2024-01-02\", \"dateTo\": \"2024-01-02\"}";
    private static final String THIRD = "{\"dateFrom\": \"2024-01-03\", \"dateTo\": \"2024-01-03\"}";

    @TempDir
    static Path audit;

    private static final List<Change> CHANGES = new CopyOnWriteArrayList<>();
    /** Longer than the test takes to get there; over when the clock is pushed. */
    private static final Duration RUN_TIME = Duration.ofMinutes(2);

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit, Map.of(), GenesysSimulator.builder(), List.of(CHANGES::add));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void anotherVersionDropsTheReportsOlderEntriesAndSaysSo() throws Exception {
        SimulatedReport report = report("versioned");
        gateway.post("/gcx/reports/versioned", ONE);
        gateway.post("/gcx/reports/versioned", THIRD);
        report("bystander");
        gateway.post("/gcx/reports/bystander", ONE);

        report.schemaVersion("2");
        gateway.post("/gcx/reports/versioned", OTHER);
        HttpResponse<String> ofTheOther = gateway.post("/gcx/reports/versioned", OTHER);
        HttpResponse<String> ofTheBystander = gateway.post("/gcx/reports/bystander", ONE);
        HttpResponse<String> older = gateway.post("/gcx/reports/versioned", ONE);

        assertThat(status(ofTheOther)).startsWith("gcx; hit; ttl=");
        assertThat(status(ofTheBystander)).startsWith("gcx; hit; ttl=");
        assertThat(status(older)).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(older.body()).contains("\"schemaVersion\":\"2\"");
        await().untilAsserted(
                        () -> assertThat(invalidations("versioned")).hasSize(2).allSatisfy(line -> {
                            assertThat(line.at("/details/reason").asText()).isEqualTo("schema");
                            assertThat(line.at("/details/from").asText()).isEqualTo("1");
                            assertThat(line.at("/details/to").asText()).isEqualTo("2");
                        }));
        assertThat(invalidations("bystander")).isEmpty();
    }

    @Test
    void listenersAreToldOnceOfAllThatWasDropped() throws Exception {
        SimulatedReport report = report("told");
        gateway.post("/gcx/reports/told", ONE);
        gateway.post("/gcx/reports/told", THIRD);

        report.schemaVersion("2");
        gateway.post("/gcx/reports/told", OTHER);

        await().untilAsserted(() -> assertThat(CHANGES)
                .filteredOn(change -> change.tags().contains("report-told"))
                .extracting(
                        change -> change.isOfTag() + " " + change.directive().word())
                .containsExactly("false fresh", "false fresh", "true invalidate", "false fresh"));
    }

    @Test
    void withoutAVersionTheMetricDefinitionsTell() throws Exception {
        SimulatedReport report = report("fingerprinted").withoutSchemaVersion();
        gateway.post("/gcx/reports/fingerprinted", ONE);
        gateway.post("/gcx/reports/fingerprinted", THIRD);
        HttpResponse<String> unchanged = gateway.post("/gcx/reports/fingerprinted", ONE);

        report.metricDefinitions(List.of("nOffered", "nTransferred"));
        gateway.post("/gcx/reports/fingerprinted", OTHER);
        HttpResponse<String> older = gateway.post("/gcx/reports/fingerprinted", ONE);

        assertThat(status(unchanged)).startsWith("gcx; hit; ttl=");
        assertThat(status(older)).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(older.body()).contains("nTransferred");
        await().untilAsserted(() -> assertThat(invalidations("fingerprinted")).hasSize(2));
    }

    @Test
    void theSameVersionDropsNothing() throws Exception {
        report("steady");
        gateway.post("/gcx/reports/steady", ONE);

        gateway.post("/gcx/reports/steady", OTHER);

        assertThat(status(gateway.post("/gcx/reports/steady", ONE))).startsWith("gcx; hit; ttl=");
        assertThat(invalidations("steady")).isEmpty();
    }

    @Test
    void anAnswerThatWasOvertakenByANewerSchemaIsServedButNotKept() throws Exception {
        SimulatedReport report = report("overtaken").runTime(RUN_TIME);
        CompletableFuture<HttpResponse<String>> slow = gateway.postAsync("/gcx/reports/overtaken", ONE);
        await().until(() -> report.runs() == 1);
        report.runTime(Duration.ZERO).schemaVersion("2");
        gateway.post("/gcx/reports/overtaken", OTHER);

        gateway.clock.advance(RUN_TIME);
        HttpResponse<String> overtaken = slow.join();
        HttpResponse<String> asked = gateway.post("/gcx/reports/overtaken", ONE);

        assertThat(overtaken.body()).contains("\"schemaVersion\":\"1\"");
        assertThat(asked.body()).contains("\"schemaVersion\":\"2\"");
        assertThat(status(gateway.post("/gcx/reports/overtaken", OTHER))).startsWith("gcx; hit; ttl=");
    }

    private static SimulatedReport report(String name) {
        return gateway.genesys.report(name).runTime(Duration.ZERO);
    }

    private static String status(HttpResponse<String> answer) {
        return header(answer, "Cache-Status");
    }

    /** The audit's lines about entries of a report that were dropped. */
    private static List<JsonNode> invalidations(String report) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(audit.resolve("audit"))) {
            for (Path file : files.toList()) {
                for (String text : Files.readAllLines(file)) {
                    JsonNode line = JSON.readTree(text);
                    boolean ofReport = line.path("key").asText().startsWith("gcx:analytics:" + report + ":");
                    if (ofReport && line.path("event").asText().equals("invalidation")) {
                        found.add(line);
                    }
                }
            }
        }
        return found;
    }
}
