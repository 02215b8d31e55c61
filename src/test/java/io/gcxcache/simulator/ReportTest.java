package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    private static final String REPORTS = "/api/v2/analytics/reports/";
    private static final String QUERY = "{\"dateFrom\":\"2026-03-01\",\"dateTo\":\"now\",\"metrics\":[\"nOffered\"]}";
    private static final Duration RUN_TIME = Duration.ofMillis(300);

    private final SettableClock clock = new SettableClock();
    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder()
                .clock(clock)
                .rateLimit("analytics-run", 10_000, Duration.ofMinutes(1))
                .rateLimit("analytics-fetch", 10_000, Duration.ofMinutes(1))
                .start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aRunIsProcessingUntilItsTimeHasPassed() throws Exception {
        HttpResponse<String> started = post("queue-performance", QUERY);
        String run = json(started).path("reportId").asText();

        assertThat(started.statusCode()).isEqualTo(200);
        assertThat(json(started)).hasSize(2);
        assertThat(json(started).path("status").asText()).isEqualTo("processing");
        clock.advance(RUN_TIME.minusMillis(1));
        assertThat(fetch(run)).isEqualTo(json(started));
        clock.advance(Duration.ofMillis(1));
        assertThat(fetch(run).path("status").asText()).isEqualTo("completed");
        assertThat(fetch(run).path("reportId").asText()).isEqualTo(run);
    }

    @Test
    void aCompletedRunTellsItsSchemaItsDataAndItsQuery() throws Exception {
        JsonNode report = completed("queue-performance", QUERY);

        assertThat(report.path("schemaVersion").asText()).isEqualTo("1");
        assertThat(report.path("metricDefinitions").toString())
                .isEqualTo("[{\"name\":\"nOffered\",\"type\":\"count\"},{\"name\":\"nAnswered\",\"type\":\"count\"},"
                        + "{\"name\":\"tHandle\",\"type\":\"duration\"}]");
        assertThat(report.path("query").toString()).isEqualTo(QUERY);
        assertThat(report.path("data")).isNotEmpty().allSatisfy(row -> {
            assertThat(row.path("nOffered").isIntegralNumber()).isTrue();
            assertThat(row.path("tHandle").isIntegralNumber()).isTrue();
        });
        assertThat(completed("agent-activity", QUERY).path("metricDefinitions"))
                .isNotEqualTo(report.path("metricDefinitions"));
    }

    @Test
    void dataDependsOnReportAndQueryButNotOnHowTheQueryIsWritten() throws Exception {
        JsonNode data = data("queue-performance", "{\"a\":{\"x\":1,\"y\":1.50},\"b\":[1,2]}");

        assertThat(data("queue-performance", " {\"b\": [1,2], \"a\": {\"y\":1.5, \"x\":1}}"))
                .isEqualTo(data);
        assertThat(data("queue-performance", "{\"a\":{\"x\":1,\"y\":1.5},\"b\":[2,1]}"))
                .isNotEqualTo(data);
        assertThat(data("queue-performance", "{\"a\":{\"x\":1,\"y\":1.5}}")).isNotEqualTo(data);
        simulator.report("twin");
        assertThat(data("twin", "{\"a\":{\"x\":1,\"y\":1.5},\"b\":[1,2]}")).isNotEqualTo(data);
    }

    @Test
    void aChangeShowsInRunsThatStartAfterIt() throws Exception {
        String before = run("queue-performance");
        simulator.report("queue-performance").change();
        String after = run("queue-performance");
        clock.advance(RUN_TIME);

        assertThat(fetch(after).path("data")).isNotEqualTo(fetch(before).path("data"));
        assertThat(data("queue-performance", QUERY)).isEqualTo(fetch(after).path("data"));
    }

    @Test
    void aScriptedRunFails() throws Exception {
        simulator.report("queue-performance").fails("The data source is gone");
        String run = run("queue-performance");

        assertThat(fetch(run).path("status").asText()).isEqualTo("processing");
        clock.advance(RUN_TIME);
        assertThat(fetch(run).toString())
                .isEqualTo(
                        "{\"reportId\":\"" + run + "\",\"status\":\"failed\",\"message\":\"The data source is gone\"}");
        simulator.report("queue-performance").completes();
        assertThat(completed("queue-performance", QUERY).path("status").asText())
                .isEqualTo("completed");
        assertThat(fetch(run).path("status").asText()).isEqualTo("failed");
    }

    @Test
    void aScriptedRunNeverEnds() throws Exception {
        simulator.report("queue-performance").never();
        String run = run("queue-performance");

        clock.advance(Duration.ofHours(23));

        assertThat(fetch(run).path("status").asText()).isEqualTo("processing");
        simulator.report("queue-performance").completes();
        assertThat(completed("queue-performance", QUERY).path("status").asText())
                .isEqualTo("completed");
    }

    @Test
    void theRunTimeIsScripted() throws Exception {
        simulator.report("queue-performance").runTime(Duration.ofMinutes(2));
        String run = run("queue-performance");

        clock.advance(Duration.ofSeconds(119));
        assertThat(fetch(run).path("status").asText()).isEqualTo("processing");
        clock.advance(Duration.ofSeconds(1));
        assertThat(fetch(run).path("status").asText()).isEqualTo("completed");
        simulator.report("queue-performance").runTime(Duration.ZERO);
        assertThat(fetch(run("queue-performance")).path("status").asText()).isEqualTo("completed");
    }

    @Test
    void theSchemaIsScripted() throws Exception {
        SimulatedReport report = simulator.report("queue-performance");

        report.schemaVersion("2.1").metricDefinitions(List.of("nLost", "tWait"));
        JsonNode versioned = completed("queue-performance", QUERY);
        report.withoutSchemaVersion();
        JsonNode unversioned = completed("queue-performance", QUERY);

        assertThat(versioned.path("schemaVersion").asText()).isEqualTo("2.1");
        assertThat(versioned.path("metricDefinitions").findValuesAsText("name")).containsExactly("nLost", "tWait");
        assertThat(versioned.path("data").get(0).has("nLost")).isTrue();
        assertThat(versioned.path("data").get(0).has("nOffered")).isFalse();
        assertThat(unversioned.has("schemaVersion")).isFalse();
        assertThat(unversioned.path("metricDefinitions")).isEqualTo(versioned.path("metricDefinitions"));
    }

    @Test
    void runsAreCountedByReport() throws Exception {
        run("queue-performance");
        run("queue-performance");
        run("agent-activity");
        post("queue-performance", "not JSON");
        simulator.fault(Fault.status(503).on(REPORTS));
        post("queue-performance", QUERY);

        assertThat(simulator.report("queue-performance").runs()).isEqualTo(2);
        assertThat(simulator.report("agent-activity").runs()).isEqualTo(1);
    }

    @Test
    void whatIsUnknownIs404() throws Exception {
        assertThat(post("unheard-of", QUERY).statusCode()).isEqualTo(404);
        assertThat(json(post("unheard-of", QUERY)).path("code").asText()).isEqualTo("not.found");
        HttpResponse<String> noRun = client.get(REPORTS + "queue-performance/fetch");
        assertThat(noRun.statusCode()).isEqualTo(404);
        assertThat(json(noRun).path("code").asText()).isEqualTo("not.found");
        assertThat(client.get(REPORTS + "queue-performance/query").statusCode()).isEqualTo(404);
    }

    @Test
    void forgottenRunsAre404() throws Exception {
        String run = run("queue-performance");

        simulator.forgetRuns();

        assertThat(client.get(REPORTS + run + "/fetch").statusCode()).isEqualTo(404);
        assertThat(fetch(run("queue-performance")).path("status").asText()).isEqualTo("processing");
    }

    @Test
    void aRemovedReportIs404ButItsRunsGoOn() throws Exception {
        String run = run("queue-performance");

        simulator.report("queue-performance").remove();
        clock.advance(RUN_TIME);

        assertThat(post("queue-performance", QUERY).statusCode()).isEqualTo(404);
        assertThat(fetch(run).path("status").asText()).isEqualTo("completed");
        assertThat(simulator.report("queue-performance").runs()).isZero();
        assertThat(post("queue-performance", QUERY).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"text\"", "null", "{\"a\":", "{} {}"})
    void aQueryThatIsNoObjectIsRefused(String body) throws Exception {
        HttpResponse<String> refused = post("queue-performance", body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("code").asText()).isEqualTo("bad.request");
    }

    @Test
    void scriptsThatMakeNoSenseAreRefused() {
        SimulatedReport report = simulator.report("queue-performance");

        assertThatThrownBy(() -> report.runTime(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> report.metricDefinitions(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aThousandRunsAtOnceKeepTheirOwnQueries() throws Exception {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            runs.add(json(post("queue-performance", "{\"n\":" + i + "}"))
                    .path("reportId")
                    .asText());
        }
        clock.advance(RUN_TIME);

        assertThat(runs).doesNotHaveDuplicates();
        for (int i = 0; i < 1000; i++) {
            assertThat(fetch(runs.get(i)).path("query").path("n").asInt()).isEqualTo(i);
        }
        assertThat(simulator.report("queue-performance").runs()).isEqualTo(1000);
    }

    private HttpResponse<String> post(String report, String query) throws Exception {
        return client.post(REPORTS + report + "/query", query);
    }

    private String run(String report) throws Exception {
        return json(post(report, QUERY)).path("reportId").asText();
    }

    private JsonNode fetch(String run) throws Exception {
        return json(client.get(REPORTS + run + "/fetch"));
    }

    private JsonNode completed(String report, String query) throws Exception {
        String run = json(post(report, query)).path("reportId").asText();
        clock.advance(RUN_TIME);
        return fetch(run);
    }

    private JsonNode data(String report, String query) throws Exception {
        return completed(report, query).path("data");
    }
}
