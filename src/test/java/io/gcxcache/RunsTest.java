package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that do not wait for a report, and come back for it. */
class RunsTest {
    private static final String ONE_DAY = "{\"dateFrom\": \"2024-01-01\", \"dateTo\": \"2024-01-01\"}";

    @TempDir
    static Path audit;

    /** Longer than any test takes to get there; over when the clock is pushed. */
    private static final Duration RUN_TIME = Duration.ofMinutes(2);

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void aRunThatTookLongerThanItsAnswerMayServeIsStillFetchedLater() throws Exception {
        gateway.genesys.report("long-live").runTime(RUN_TIME);
        HttpResponse<String> accepted = gateway.post(
                "/gcx/reports/long-live", "{\"dateFrom\":\"today\",\"dateTo\":\"now\"}", "Prefer", "respond-async");
        String location = header(accepted, "Location");
        await().until(() -> json(gateway.get(location)).path("polls").asInt() >= 1);
        gateway.clock.advance(RUN_TIME.plusSeconds(90));
        await().until(() -> json(gateway.get(location)).path("state").asText().equals("completed"));

        HttpResponse<String> result = gateway.get(location + "/result");

        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(json(result).path("status").asText()).isEqualTo("completed");
        assertThat(header(result, "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aColdReportIsAcceptedToldOfWhileItRunsAndFetchedLater() throws Exception {
        gateway.genesys.report("async").runTime(RUN_TIME);
        long before = gateway.clock.instant().getEpochSecond();

        HttpResponse<String> accepted = gateway.post("/gcx/reports/async", ONE_DAY, "Prefer", "respond-async");
        String location = header(accepted, "Location");
        JsonNode atFirst = json(gateway.get(location));
        await().until(() -> json(gateway.get(location)).path("polls").asInt() >= 1);
        HttpResponse<String> running = gateway.get(location);
        JsonNode listed = json(gateway.get("/gcx/runs"));
        HttpResponse<String> tooEarly = gateway.get(location + "/result");
        long soFar = gateway.clock.instant().getEpochSecond();
        gateway.clock.advance(RUN_TIME);
        await().until(() -> json(gateway.get(location)).path("state").asText().equals("completed"));
        HttpResponse<String> ended = gateway.get(location);
        HttpResponse<String> result = gateway.get(location + "/result");
        HttpResponse<String> report = gateway.post("/gcx/reports/async", ONE_DAY);

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(location).matches("/gcx/runs/[0-9a-f-]{36}");
        assertThat(header(accepted, "Preference-Applied")).isEqualTo("respond-async");
        assertThat(header(accepted, "Retry-After")).isNotEmpty();
        assertThat(atFirst.path("state").asText()).isEqualTo("running");
        assertThat(atFirst.path("key").asText()).startsWith("gcx:analytics:async:");
        assertThat(running.statusCode()).isEqualTo(202);
        assertThat(json(running).path("polls").asInt()).isPositive();
        assertThat(json(running).path("age").asInt()).isBetween(0, (int) (soFar - before) + 1);
        assertThat(json(running).path("since").asLong()).isBetween(before, soFar);
        assertThat(listed.path("runs"))
                .anySatisfy(run -> assertThat(location).endsWith(run.path("id").asText()));
        assertThat(tooEarly.statusCode()).isEqualTo(202);
        assertThat(json(tooEarly).path("state").asText()).isEqualTo("running");
        assertThat(ended.statusCode()).isEqualTo(200);
        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(result.body()).isEqualTo(report.body());
        assertThat(header(result, "ETag")).isEqualTo(header(report, "ETag"));
        assertThat(gateway.genesys.report("async").runs()).isEqualTo(1);
    }

    @Test
    void aPatientClientGetsTheAnswerInTime() throws Exception {
        gateway.genesys.report("patient").runTime(Duration.ofMillis(500));

        HttpResponse<String> answer = gateway.post("/gcx/reports/patient", ONE_DAY, "Prefer", "wait=10");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("status").asText()).isEqualTo("completed");
    }

    @Test
    void anImpatientClientIsSentAwayInTime() throws Exception {
        gateway.genesys.report("impatient").runTime(RUN_TIME);

        long start = System.nanoTime();
        HttpResponse<String> answer =
                gateway.post("/gcx/reports/impatient", ONE_DAY, "Prefer", "respond-async, wait=1");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        HttpResponse<String> run = gateway.get(header(answer, "Location"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(990));
        assertThat(header(answer, "Preference-Applied")).isEqualTo("wait=1");
        assertThat(json(run).path("state").asText()).isEqualTo("running");
        await().until(() -> gateway.genesys.report("impatient").runs() == 1);
        gateway.clock.advance(RUN_TIME);
        await().until(() -> gateway.get(header(answer, "Location")).statusCode() == 200);
    }

    @Test
    void twoClientsThatDoNotWaitAreToldOfOneRun() throws Exception {
        gateway.genesys.report("shared").runTime(RUN_TIME);

        HttpResponse<String> one = gateway.post("/gcx/reports/shared", ONE_DAY, "Prefer", "respond-async");
        HttpResponse<String> other = gateway.post("/gcx/reports/shared", ONE_DAY, "Prefer", "respond-async");

        assertThat(header(other, "Location")).isEqualTo(header(one, "Location"));
        await().until(() -> gateway.genesys.report("shared").runs() == 1);
        gateway.clock.advance(RUN_TIME);
        await().until(() -> gateway.get(header(one, "Location") + "/result").statusCode() == 200);
        assertThat(gateway.genesys.report("shared").runs()).isEqualTo(1);
    }

    @Test
    void aFreshEntryIsAnsweredAtOnce() throws Exception {
        gateway.genesys.report("fresh").runTime(Duration.ZERO);
        gateway.post("/gcx/reports/fresh", ONE_DAY);

        HttpResponse<String> answer = gateway.post("/gcx/reports/fresh", ONE_DAY, "Prefer", "respond-async");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Cache-Status")).startsWith("gcx; hit; ttl=");
        assertThat(header(answer, "Location")).isEmpty();
    }

    @Test
    void aStaleEntryIsAnsweredAtOnceAndRefreshed() throws Exception {
        gateway.genesys.report("stale").runTime(Duration.ZERO);
        gateway.post("/gcx/reports/stale", ONE_DAY);
        gateway.clock.advance(Duration.ofSeconds(310));

        HttpResponse<String> answer = gateway.post("/gcx/reports/stale", ONE_DAY, "Prefer", "respond-async");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "GCX-Refreshing")).isEqualTo("true");
        await().until(() -> gateway.genesys.report("stale").runs() == 2);
    }

    @Test
    void anUnknownRunIsNotFound() throws Exception {
        problem(gateway.get("/gcx/runs/00000000-0000-4000-8000-000000000000"), 404);
        problem(gateway.get("/gcx/runs/00000000-0000-4000-8000-000000000000/result"), 404);
        problem(gateway.get("/gcx/runs/%2e%2e"), 400);
    }

    @Test
    void theResultOfAFailedRunIsItsProblem() throws Exception {
        gateway.genesys.report("failing").runTime(Duration.ZERO).fails("Too many rows");
        HttpResponse<String> accepted = gateway.post("/gcx/reports/failing", ONE_DAY, "Prefer", "respond-async");
        String location = header(accepted, "Location");

        await().until(() -> json(gateway.get(location)).path("state").asText().equals("failed"));
        JsonNode run = json(gateway.get(location));
        HttpResponse<String> result = gateway.get(location + "/result");

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(run.path("problem").asText()).contains("Too many rows");
        assertThat(problem(result, 502)).contains("Too many rows");
        problem(gateway.post("/gcx/reports/failing", ONE_DAY, "Prefer", "respond-async"), 502);
    }

    @Test
    void theListHasWhatRunsAndWhatEndedInTheLastTenMinutes() throws Exception {
        gateway.genesys.report("ended").runTime(Duration.ZERO);
        gateway.genesys.report("in-progress").runTime(RUN_TIME);
        String ended = start("/gcx/reports/ended");
        await().until(() -> json(gateway.get(ended)).path("state").asText().equals("completed"));
        String inProgress = start("/gcx/reports/in-progress");

        JsonNode both = json(gateway.get("/gcx/runs"));
        gateway.clock.advance(Duration.ofSeconds(601));
        JsonNode later = json(gateway.get("/gcx/runs"));

        assertThat(listed(both, ended).path("state").asText()).isEqualTo("completed");
        assertThat(listed(both, inProgress).path("state").asText()).isEqualTo("running");
        assertThat(List.of(listed(both, ended), listed(both, inProgress)))
                .allSatisfy(
                        run -> assertThat(run.fieldNames()).toIterable().contains("key", "state", "since", "polls"));
        assertThat(listed(later, ended).isMissingNode()).isTrue();
        end(inProgress);
    }

    /** Or the gateway would wait for the run when it stops. */
    private void end(String run) throws Exception {
        await().until(() -> json(gateway.get(run)).path("polls").asInt() > 0);
        gateway.clock.advance(RUN_TIME);
        await().until(() -> json(gateway.get(run)).path("state").asText().equals("completed"));
    }

    private static String start(String report) {
        return header(gateway.post(report, ONE_DAY, "Prefer", "respond-async"), "Location");
    }

    private static JsonNode listed(JsonNode runs, String location) {
        for (JsonNode run : runs.path("runs")) {
            if (location.endsWith(run.path("id").asText())) {
                return run;
            }
        }
        return MissingNode.getInstance();
    }

    @Test
    void anEndedRunIsForgottenAfterTenMinutes() throws Exception {
        gateway.genesys.report("forgettable").runTime(Duration.ZERO);
        HttpResponse<String> accepted = gateway.post("/gcx/reports/forgettable", ONE_DAY, "Prefer", "respond-async");
        String location = header(accepted, "Location");
        await().until(() -> json(gateway.get(location)).path("state").asText().equals("completed"));

        gateway.clock.advance(Duration.ofSeconds(590));
        int soon = gateway.get(location + "/result").statusCode();
        gateway.clock.advance(Duration.ofSeconds(11));

        assertThat(soon).isEqualTo(200);
        problem(gateway.get(location), 404);
    }

    @Test
    void aQueryAndAJobMayBeAskedForWithoutWaitingToo() throws Exception {
        String query = """
                {"interval": "2024-01-01T00:00:00Z/2024-01-02T00:00:00Z", "metrics": ["nOffered"]}""";
        HttpResponse<String> accepted =
                gateway.post("/gcx/queries/conversations-aggregates-job", query, "Prefer", "respond-async");
        String location = header(accepted, "Location");

        await().until(() -> gateway.get(location + "/result").statusCode() == 200);

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(json(gateway.get(location + "/result")).path("results").isArray())
                .isTrue();
    }
}
