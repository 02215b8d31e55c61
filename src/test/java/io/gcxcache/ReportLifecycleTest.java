package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.simulator.Call;
import io.gcxcache.simulator.Fault;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a run, and what may go wrong with it. Every test has a report of its own. */
class ReportLifecycleTest {
    private static final String POLLS = "/api/v2/analytics/reports/run-";
    private static final int ALWAYS = Integer.MAX_VALUE;

    /** Longer than any test takes to get there, and shorter than an answer may be kept; over when the clock is pushed. */
    private static final Duration RUN_TIME = Duration.ofSeconds(30);

    @TempDir
    static Path audit;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @AfterEach
    void heal() {
        gateway.genesys.clearFaults();
        gateway.genesys.calls().clear();
    }

    @Test
    void aRunThatFailsTellsAHundredClientsWhyAndIsNotRunAgain() throws Exception {
        gateway.genesys.report("broken").runTime(Duration.ZERO).fails("Too many rows");

        List<CompletableFuture<HttpResponse<String>>> crowd = IntStream.range(0, 100)
                .mapToObj(i -> gateway.postAsync("/gcx/reports/broken", "{}"))
                .toList();

        for (CompletableFuture<HttpResponse<String>> reply : crowd) {
            assertThat(problem(reply.join(), 502)).contains("Too many rows");
        }
        assertThat(problem(gateway.post("/gcx/reports/broken", "{}"), 502)).contains("Too many rows");
        assertThat(gateway.genesys.report("broken").runs()).isEqualTo(1);
    }

    @Test
    void aFailedRunIsNotStoredAndIsRunAgainAFewSecondsLater() throws Exception {
        gateway.genesys.report("repaired").runTime(Duration.ZERO).fails("Broken for now");
        problem(gateway.post("/gcx/reports/repaired", "{}"), 502);
        gateway.genesys.report("repaired").completes();

        gateway.clock.advance(Duration.ofMillis(5_100));
        HttpResponse<String> answer = gateway.post("/gcx/reports/repaired", "{}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
    }

    @Test
    void aFailureOfOneQuestionIsNotRememberedForAnother() throws Exception {
        gateway.genesys.report("half-broken").runTime(Duration.ZERO).fails("This one only");
        problem(gateway.post("/gcx/reports/half-broken", "{}"), 502);
        gateway.genesys.report("half-broken").completes();

        assertThat(gateway.post("/gcx/reports/half-broken", "{\"other\": 1}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aForgottenRunIsStartedAgainOnce() throws Exception {
        gateway.genesys.report("forgotten").runTime(RUN_TIME);
        CompletableFuture<HttpResponse<String>> asked = gateway.postAsync("/gcx/reports/forgotten", "{}");
        await().until(() -> polls() >= 1);
        gateway.genesys.report("forgotten").runTime(Duration.ZERO);

        gateway.genesys.forgetRuns();
        HttpResponse<String> answer = asked.join();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).path("status").asText()).isEqualTo("completed");
        assertThat(gateway.genesys.report("forgotten").runs()).isEqualTo(2);
    }

    @Test
    void aRunThatIsForgottenTwiceIsAnUpstreamError() throws Exception {
        gateway.genesys.report("forgetful").runTime(Duration.ZERO);
        gateway.genesys.fault(Fault.status(404).on(POLLS).times(4));

        String detail = problem(gateway.post("/gcx/reports/forgetful", "{}"), 502);

        assertThat(detail).contains("forgot");
        assertThat(gateway.genesys.report("forgetful").runs()).isEqualTo(2);
    }

    @Test
    void aPollThatIsToldToRetryLaterWaitsAndTheRunGoesOn() throws Exception {
        gateway.genesys.report("throttled").runTime(Duration.ZERO);
        gateway.genesys.fault(Fault.tooManyRequests(Duration.ofSeconds(1)).on(POLLS));

        HttpResponse<String> answer = gateway.post("/gcx/reports/throttled", "{}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(gateway.genesys.report("throttled").runs()).isEqualTo(1);
        List<Call> polls = pollCalls();
        assertThat(polls).extracting(Call::status).containsExactly(429, 200);
        assertThat(polls).extracting(Call::path).containsOnly(polls.get(0).path());
        assertThat(Duration.between(polls.get(0).at(), polls.get(1).at())).isGreaterThan(Duration.ofMillis(990));
    }

    @Test
    void aPollThatHasToWaitLongerThanACallMayIsPutOffAndTheRunGoesOn(@TempDir Path otherAudit) throws Exception {
        try (Gateway impatient = Gateway.start(otherAudit, Map.of("gcx.budget.max-wait", "0"))) {
            impatient.genesys.report("put-off").runTime(Duration.ZERO);
            impatient.genesys.fault(Fault.tooManyRequests(Duration.ofSeconds(1)).on(POLLS));

            HttpResponse<String> answer = impatient.post("/gcx/reports/put-off", "{}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(impatient.genesys.report("put-off").runs()).isEqualTo(1);
            assertThat(impatient.genesys.calls().count(POLLS)).isEqualTo(2);
        }
    }

    @Test
    void aTokenRevokedBetweenPollsIsRenewedOnceAndTheRunGoesOn() throws Exception {
        gateway.genesys.report("revoked").runTime(Duration.ZERO);
        gateway.genesys.fault(Fault.revokeToken().on(POLLS));

        HttpResponse<String> answer = gateway.post("/gcx/reports/revoked", "{}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(gateway.genesys.report("revoked").runs()).isEqualTo(1);
        assertThat(gateway.genesys.calls().tokens()).isEqualTo(1);
        assertThat(pollCalls()).extracting(Call::status).containsExactly(401, 200);
    }

    @Test
    void aPollThatIsRefusedTwiceInARowIsAnUpstreamError() throws Exception {
        gateway.genesys.report("unauthorized").runTime(Duration.ZERO);
        gateway.genesys.fault(Fault.revokeToken().on(POLLS).times(2));

        String detail = problem(gateway.post("/gcx/reports/unauthorized", "{}"), 502);

        assertThat(detail).contains("401");
        assertThat(gateway.genesys.report("unauthorized").runs()).isEqualTo(1);
        // Until then no other token is fetched: this one was new.
        gateway.clock.advance(Duration.ofSeconds(5));
        gateway.genesys.report("authorized").runTime(Duration.ZERO);
        assertThat(gateway.post("/gcx/reports/authorized", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void aPollThatBreaksIsRepeatedAndTheRunGoesOn() throws Exception {
        gateway.genesys.report("shaky").runTime(Duration.ZERO);
        gateway.genesys.fault(Fault.status(503).on(POLLS));

        HttpResponse<String> answer = gateway.post("/gcx/reports/shaky", "{}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(gateway.genesys.report("shaky").runs()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"status\": \"\"}", "{\"status\": \"exploded\"}", "{\"status\": [\"completed\"]}"})
    void aPollsAnswerOfNoKnownStateIsAnUpstreamError(String answer) throws Exception {
        String report = "/gcx/reports/stateless-" + Integer.toHexString(answer.hashCode());
        gateway.genesys.report(report.substring("/gcx/reports/".length()));
        gateway.genesys.fault(Fault.wrongJson(answer).on(POLLS));

        problem(gateway.post(report, "{}"), 502);

        assertThat(polls()).isEqualTo(1);
    }

    @Test
    void aPollsAnswerThatIsNoneIsAskedForAgain() throws Exception {
        gateway.genesys.report("html").runTime(Duration.ZERO);
        gateway.genesys.fault(Fault.notJson().on(POLLS));
        gateway.genesys.fault(Fault.wrongJson("[]").on(POLLS));
        gateway.genesys.fault(Fault.wrongJson("null").on(POLLS));

        HttpResponse<String> answer = gateway.post("/gcx/reports/html", "{}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(polls()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"reportId\": null}",
                "{\"reportId\": \"\"}",
                "{\"reportId\": {}}",
                "{\"reportId\": \"../../users\"}"
            })
    void aStartWithoutAUsableRunIdIsAnUpstreamErrorAndNotPolled(String answer) throws Exception {
        String name = "anonymous-" + Integer.toHexString(answer.hashCode());
        gateway.genesys.fault(Fault.wrongJson(answer).endingWith("/query"));

        String detail = problem(gateway.post("/gcx/reports/" + name, "{}"), 502);

        assertThat(detail).contains("reportId");
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(1);
    }

    @Test
    void whenTheOnlyClientGoesTheRunEndsAndIsStored() throws Exception {
        gateway.genesys.report("abandoned").runTime(RUN_TIME);

        try (Socket client = ask("abandoned", "{}")) {
            await().until(() -> polls() >= 1);
            client.setSoLinger(true, 0);
        }
        gateway.clock.advance(RUN_TIME);
        await().untilAsserted(() -> assertThat(
                        header(gateway.post("/gcx/reports/abandoned", "{}", "Prefer", "respond-async"), "Cache-Status"))
                .startsWith("gcx; hit; ttl="));

        assertThat(gateway.genesys.report("abandoned").runs()).isEqualTo(1);
    }

    @Test
    void aFollowerThatComesLateMakesNoCallAndGetsTheSame() throws Exception {
        gateway.genesys.report("followed").runTime(RUN_TIME);
        CompletableFuture<HttpResponse<String>> leader = gateway.postAsync("/gcx/reports/followed", "{}");
        await().until(() -> polls() >= 1);

        int missesBefore = misses();
        CompletableFuture<HttpResponse<String>> following = gateway.postAsync("/gcx/reports/followed", "{}");
        await().until(() -> misses() > missesBefore);
        gateway.clock.advance(RUN_TIME);
        HttpResponse<String> follower = following.join();

        assertThat(header(follower, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; collapsed");
        assertThat(follower.body()).isEqualTo(leader.join().body());
        assertThat(gateway.genesys.report("followed").runs()).isEqualTo(1);
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(1 + polls());
    }

    @Test
    void aRunInProgressIsNeverStored() throws Exception {
        int storedBefore = json(gateway.get("/gcx/metrics")).path("cache_size").asInt();
        gateway.genesys.report("growing").runTime(RUN_TIME);
        CompletableFuture<HttpResponse<String>> asked = gateway.postAsync("/gcx/reports/growing", "{}");
        await().until(() -> polls() >= 1);

        HttpResponse<String> meanwhile = gateway.post("/gcx/reports/growing", "{}", "Prefer", "respond-async");
        int stored = json(gateway.get("/gcx/metrics")).path("cache_size").asInt();
        gateway.clock.advance(RUN_TIME);

        assertThat(meanwhile.statusCode()).isEqualTo(202);
        assertThat(stored).isEqualTo(storedBefore);
        assertThat(json(asked.join()).path("status").asText()).isEqualTo("completed");
        assertThat(json(gateway.post("/gcx/reports/growing", "{}"))
                        .path("status")
                        .asText())
                .isEqualTo("completed");
    }

    @Test
    void aBrokenStartIsRepeatedAndThenAnUpstreamError() throws Exception {
        gateway.genesys.report("down").runTime(Duration.ZERO);
        gateway.genesys.fault(
                Fault.status(500).on("/api/v2/analytics/reports/down/").times(ALWAYS));

        String detail = problem(gateway.post("/gcx/reports/down", "{}"), 502);

        assertThat(detail).contains("500");
        assertThat(gateway.genesys.calls().count("/api/v2/analytics/reports/down/"))
                .isEqualTo(3);
    }

    private static int polls() {
        return gateway.genesys.calls().count(POLLS);
    }

    private static int misses() throws Exception {
        return json(gateway.get("/gcx/metrics")).path("misses").asInt();
    }

    private static List<Call> pollCalls() {
        return gateway.genesys.calls().all().stream()
                .filter(call -> call.path().startsWith(POLLS))
                .toList();
    }

    private static Socket ask(String report, String body) throws Exception {
        Socket socket = new Socket("127.0.0.1", gateway.url("/").getPort());
        String request = "POST /gcx/reports/" + report + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
