package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.header;
import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the endpoints of analytics share: rate limits, scopes, faults, the log. */
class AnalyticsLimitsTest {
    private static final String ANALYTICS = "/api/v2/analytics/";
    private static final String REPORTS = ANALYTICS + "reports/";
    private static final String START = REPORTS + "queue-performance/query";
    private static final String JOBS = ANALYTICS + "conversations/details/jobs";
    private static final String QUERY = ANALYTICS + "conversations/aggregates/query";

    private static final String ASKED =
            "{\"interval\":\"2026-03-01T00:00:00Z/2026-03-02T00:00:00Z\",\"metrics\":[\"nOffered\"]}";

    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().clock(new SettableClock()).start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void startingPollingAndAskingAreLimitedApart() throws Exception {
        simulator.rateLimit("analytics-run", 2, Duration.ofMinutes(1));
        simulator.rateLimit("analytics-query", 1, Duration.ofMinutes(1));

        String run = json(client.post(START, "{}")).path("reportId").asText();
        assertThat(client.post(JOBS, ASKED).statusCode()).isEqualTo(202);
        assertThat(client.post(START, "{}").statusCode()).isEqualTo(429);
        assertThat(client.post(QUERY, ASKED).statusCode()).isEqualTo(200);
        assertThat(client.post(QUERY, ASKED).statusCode()).isEqualTo(429);
        HttpResponse<String> poll = client.get(REPORTS + run + "/fetch");
        assertThat(header(poll, "x-ratelimit-limit")).isEqualTo("300");
        assertThat(header(poll, "x-ratelimit-remaining")).isEqualTo("299");
        assertThat(header(client.delete(JOBS + "/none"), "x-ratelimit-remaining"))
                .isEqualTo("298");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, reports/queue-performance/query, analytics:report:read",
        "GET, reports/run-1/fetch, analytics:report:read",
        "POST, conversations/details/jobs, analytics:conversationDetail:view",
        "GET, conversations/details/jobs/1, analytics:conversationDetail:view",
        "GET, conversations/details/jobs/1/results, analytics:conversationDetail:view",
        "DELETE, conversations/details/jobs/1, analytics:conversationDetail:view",
        "POST, conversations/aggregates/jobs, analytics:conversationAggregate:view",
        "POST, conversations/aggregates/query, analytics:conversationAggregate:view",
        "POST, conversations/details/query, analytics:conversationDetail:view",
        "POST, queues/observations/query, analytics:queueObservation:view",
        "POST, users/observations/query, analytics:userObservation:view",
    })
    void everyEndpointNeedsItsScope(String method, String path, String scope) throws Exception {
        try (GenesysSimulator narrow =
                GenesysSimulator.builder().scopes("routing:queue:view").start()) {
            HttpResponse<String> refused = call(new SimulatorClient(narrow).login(), method, ANALYTICS + path);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(json(refused).path("message").asText()).endsWith(" " + scope);
        }
        assertThat(call(client, method, ANALYTICS + path).statusCode()).isNotEqualTo(403);
    }

    @Test
    void aFaultCanMeetThePollsOfAllRuns() throws Exception {
        simulator.fault(Fault.revokeToken().on(REPORTS).endingWith("/fetch"));

        HttpResponse<String> started = client.post(START, "{}");
        String poll = REPORTS + json(started).path("reportId").asText() + "/fetch";

        assertThat(poll).startsWith(REPORTS + "run-");
        assertThat(started.statusCode()).isEqualTo(200);
        assertThat(client.get(poll).statusCode()).isEqualTo(401);
        assertThat(client.login().get(poll).statusCode()).isEqualTo(200);
    }

    @Test
    void faultsMeetStartsJobsAndQueries() throws Exception {
        simulator.fault(Fault.status(503).on(START));
        simulator.fault(Fault.truncated().on(JOBS));
        simulator.fault(Fault.notJson().on(QUERY));

        assertThat(client.post(START, "{}").statusCode()).isEqualTo(503);
        assertThatThrownBy(() -> client.post(JOBS, ASKED)).isInstanceOf(IOException.class);
        assertThat(client.post(QUERY, ASKED).body()).startsWith("<!DOCTYPE html>");
        assertThat(simulator.jobs().live()).isEqualTo(1);
    }

    @Test
    void callsAreCountedByMethodAndByCondition() throws Exception {
        client.post(JOBS, ASKED);
        client.get(JOBS + "/none");
        client.delete(JOBS + "/none");
        client.get(REPORTS + "run-1/fetch");
        client.get(REPORTS + "run-2/fetch");

        CallLog calls = simulator.calls();
        assertThat(calls.count("POST", JOBS)).isEqualTo(1);
        assertThat(calls.count("DELETE", ANALYTICS)).isEqualTo(1);
        assertThat(calls.count("GET", ANALYTICS)).isEqualTo(3);
        assertThat(calls.count(call -> call.path().endsWith("/fetch"))).isEqualTo(2);
    }

    private static HttpResponse<String> call(SimulatorClient client, String method, String path) throws Exception {
        return switch (method) {
            case "POST" -> client.post(path, "{}");
            case "DELETE" -> client.delete(path);
            default -> client.get(path);
        };
    }
}
