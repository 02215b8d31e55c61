package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static io.gcxcache.RawServer.bytes;
import static io.gcxcache.RawServer.inTurn;
import static io.gcxcache.RawServer.json;
import static io.gcxcache.RawServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Genesys answered to somebody and was taken for something else, by the numbers of the cases. */
class AnswerCasesTest {
    private static final String SUMS = "/api/v2/sums/query";
    private static final String JOBS = "/api/v2/runs/jobs";
    private static final String RUNNING = "{\"state\":\"QUEUED\"}";
    private static final String DONE = "{\"state\":\"FULFILLED\"}";
    private static final String ERROR = "{\"message\":\"%s\",\"code\":\"so\",\"status\":%d,\"contextId\":\"c-1\"}";

    private static final RawServer.Answer CUT = out -> {
        throw new IOException("cut");
    };

    @TempDir
    static Path folder;

    private static RawUpstream upstream;
    private static int asked;

    @BeforeAll
    static void start() throws Exception {
        upstream = new RawUpstream(folder, 20, Map.of("gcx.genesys.response-timeout", "30"));
    }

    @AfterAll
    static void stop() throws Exception {
        upstream.close();
    }

    @Test
    void case14AStateInAnotherCaseIsTheState() throws Exception {
        String run = run(json("{\"state\":\"queued\"}"), json("{\"state\":\"fulfilled\"}"));

        HttpResponse<String> answer = askRun();

        assertThat(answer.body()).isEqualTo("{\"results\":[1]}");
        assertThat(upstream.genesys.requests(run)).isGreaterThan(1);
    }

    private static Map<String, RawServer.Answer> noPolls() {
        Map<String, RawServer.Answer> none = new LinkedHashMap<>();
        none.put("html", status(200, "<html>soon</html>"));
        none.put("empty", status(200, ""));
        none.put("204", status(204, ""));
        none.put("408", status(408, ERROR.formatted("late", 408)));
        none.put("429", status(429, ERROR.formatted("slower", 429), "Retry-After: 1"));
        none.put("404 once", status(404, ERROR.formatted("no such job", 404)));
        none.put("null", json("null"));
        none.put("text", json("\"FULFILLED\""));
        none.put("an array", json("[]"));
        none.put("an error as 200", json(ERROR.formatted("down", 503)));
        none.put("three 5xx", inTurn(status(503, ""), status(500, ""), status(504, "")));
        none.put("a connection that is cut", CUT);
        return none;
    }

    @Test
    void case15APollWithoutAnAnswerIsAskedAgainAndTheRunGoesOn() {
        Map<String, String> runs = new LinkedHashMap<>();
        noPolls().forEach((what, none) -> {
            String run = run(none, what.startsWith("three") ? none : json(RUNNING), json(RUNNING), json(DONE));
            upstream.genesys.on(run + "/results", json("{\"results\":[\"" + what + "\"]}"));
            runs.put(what, run);
        });

        List<HttpResponse<String>> answers = askAll(runs.values());

        assertThat(answers)
                .extracting(HttpResponse::body)
                .containsExactlyInAnyOrderElementsOf(runs.keySet().stream()
                        .map(what -> "{\"results\":[\"" + what + "\"]}")
                        .toList());
        assertThat(runs).allSatisfy((what, run) -> assertThat(upstream.genesys.requests(run))
                .isGreaterThan(2));
        assertThat(answers).allSatisfy(answer -> assertThat(header(answer, "Cache-Status"))
                .isEqualTo("gcx; fwd=uri-miss; stored"));
    }

    @Test
    void case15APageOfResultsWithoutAnAnswerIsAskedForAgain() {
        Map<String, String> runs = new LinkedHashMap<>();
        noPolls().forEach((what, none) -> {
            String run = run(json(DONE));
            upstream.genesys.on(
                    run + "/results",
                    inTurn(none, json("{\"results\":[1],\"cursor\":\"c\"}"), json("{\"results\":[\"" + what + "\"]}")));
            runs.put(what, run);
        });

        List<HttpResponse<String>> answers = askAll(runs.values());

        assertThat(runs.keySet()).allSatisfy(what -> assertThat(answers)
                .filteredOn(answer -> answer.body().endsWith("\"" + what + "\"]}"))
                .hasSize(1));
    }

    @Test
    void case15APollThatIsNeverAnsweredIsToldOfAtTheTimeLimit(@TempDir Path other) throws Exception {
        try (RawUpstream hasty = new RawUpstream(other, 3, Map.of())) {
            run(hasty, status(200, "<html>soon</html>"));

            assertThat(problem(hasty.ask("runs", ++asked).join(), 504)).contains("within 3 s", "not JSON");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"results\":null}", "{\"results\":null,\"cursor\":null}", "{\"results\":[]}"})
    void resultsThatAreNotThereAreNone(String page) throws Exception {
        String run = run(json(DONE));
        upstream.genesys.on(run + "/results", json(page));

        assertThat(askRun().body()).isEqualTo("{\"results\":[]}");
    }

    @Test
    void a202SlowsItsOwnRunDownAndNoOther() throws Exception {
        String slow = run(status(202, RUNNING, "Retry-After: 2"), json(DONE));
        long began = System.nanoTime();
        CompletableFuture<HttpResponse<String>> waiting = upstream.ask("runs", ++asked);
        await().until(() -> upstream.genesys.requests("GET " + slow) > 0);
        run(json(DONE));

        HttpResponse<String> other = askRun();
        boolean slowIsStillWaiting = !waiting.isDone();

        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(slowIsStillWaiting).isTrue();
        assertThat(waiting.join().statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_990));
    }

    @Test
    void case16ARunThatFailsAfterItsStartIsDeletedBehindTheReply() throws Exception {
        String run = run(json("{\"state\":\"FAILED\",\"errorMessage\":\"too\\nmany rows\"}"));

        assertThat(problem(askRun(), 502)).contains("FAILED: too many rows");
        await().until(() -> upstream.genesys.requests("DELETE " + run) == 1);
    }

    @Test
    void case16ARunWhosePollIsRefusedIsDeleted() throws Exception {
        String run = run(status(400, ERROR.formatted("no such poll", 400)));

        assertThat(problem(askRun(), 502)).contains("no such poll");
        await().until(() -> upstream.genesys.requests("DELETE " + run) == 1);
    }

    @Test
    void case16ARunThatTakesTooLongIsDeleted(@TempDir Path other) throws Exception {
        try (RawUpstream hasty = new RawUpstream(other, 1, Map.of())) {
            String run = run(hasty, json(RUNNING));

            problem(hasty.ask("runs", ++asked).join(), 504);

            await().until(() -> hasty.genesys.requests("DELETE " + run) == 1);
        }
    }

    @Test
    void case16ARunWhoseStartIsAnsweredTooLateIsDeleted(@TempDir Path other) throws Exception {
        try (RawUpstream hasty = new RawUpstream(other, 1, Map.of())) {
            String run = run(hasty, json(RUNNING));
            CountDownLatch gaveUp = new CountDownLatch(1);
            hasty.genesys.on(JOBS, out -> {
                gaveUp.await(20, TimeUnit.SECONDS);
                status(202, "{\"jobId\":\"" + run.substring(run.lastIndexOf('/') + 1) + "\"}")
                        .write(out);
            });

            problem(hasty.ask("runs", ++asked).join(), 504);
            gaveUp.countDown();

            await().until(() -> hasty.genesys.requests("DELETE " + run) == 1);
        }
    }

    @Test
    void case16ADeletionThatFailsForAMomentIsRepeated() throws Exception {
        String run = run(json("{\"state\":\"FAILED\"}"));
        upstream.genesys.on(
                "DELETE " + run, inTurn(status(503, ""), status(503, ""), status(503, ""), status(204, "")));

        problem(askRun(), 502);

        await().until(() -> upstream.genesys.requests("DELETE " + run) == 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 413, 422})
    void case17WhatGenesysRefusesOfAQuestionIsToldAsWhatItIs(int status) throws Exception {
        upstream.genesys.on(SUMS, status(status, ERROR.formatted("the interval is odd", status)));

        assertThat(problem(askSum(), status)).contains("the interval is odd");
        assertThat(upstream.genesys.requests("/api/v2/runs/none")).isZero();
    }

    @Test
    void case17A400ToWhatTheGatewayChoseIsNotTheClients() throws Exception {
        upstream.genesys.on("/api/v2/things/odd", status(400, ERROR.formatted("pageSize is too large", 400)));

        assertThat(problem(upstream.gateway.get("/gcx/lists/things/odd"), 502)).contains("pageSize is too large");
    }

    @Test
    void case17OfGenesyssWordsNothingButTheMessageIsTold() throws Exception {
        String message = "no\\u0007\\r\\n\\u202e\\ud800 Bearer abc.def token=xyz t0ken-4711 " + "x".repeat(5_000);
        upstream.genesys.on(
                SUMS, status(400, "{\"message\":\"" + message + "\",\"details\":[{\"password\":\"p4ss\"}]}"));

        HttpResponse<String> refused = askSum();

        assertThat(problem(refused, 400))
                .contains(": no Bearer *** token= *** *** xx")
                .hasSizeLessThan(400);
        assertThat(refused.body()).doesNotContain("abc.def", "xyz", "4711", "p4ss");
    }

    static Stream<Arguments> denials() {
        return Stream.of(
                Arguments.of("The client's address 10.1.2.3 is not allowed", true),
                Arguments.of("You are missing the following permission(s): other:thing:view", true),
                Arguments.of("<html><body>Web application firewall</body></html>", false));
    }

    @ParameterizedTest
    @MethodSource("denials")
    void case18A403TellsGenesyssReasonFirstAndTheScopeAsAHint(String reason, boolean told) throws Exception {
        upstream.genesys.on(SUMS, status(403, told ? ERROR.formatted(reason, 403) : reason));

        String detail = problem(askSum(), 502);

        assertThat(detail).contains("403", RawUpstream.SCOPE).doesNotContain("lacks", "<");
        assertThat(detail.indexOf(told ? reason : "does not say why")).isBetween(0, detail.indexOf(RawUpstream.SCOPE));
    }

    @Test
    void case19A408OnAListPageIsRetried() throws Exception {
        upstream.genesys.on(
                "/api/v2/things/late",
                inTurn(status(408, ""), json("{\"entities\":[{\"id\":\"1\"}],\"total\":1,\"pageCount\":1}")));

        HttpResponse<String> list = upstream.gateway.get("/gcx/lists/things/late");

        assertThat(json(list).path("entry_count").asInt()).as(list.body()).isEqualTo(1);
        assertThat(upstream.genesys.requests("/api/v2/things/late")).isEqualTo(2);
    }

    static Stream<Arguments> noAnswers() {
        return Stream.of(
                Arguments.of("20: 202", status(202, "{\"message\":\"later\"}"), "202"),
                Arguments.of("23: 204", status(204, ""), "204"),
                Arguments.of("206", status(206, "{\"results\":[]}"), "206"),
                Arguments.of("23: 304", status(304, ""), "304"),
                Arguments.of("an error as 200", json(ERROR.formatted("out of order", 500)), "out of order"),
                Arguments.of("text", json("\"later\""), "no object"),
                Arguments.of("null", json(" null"), "no object"),
                Arguments.of("an array", json("[{}]"), "no object"),
                Arguments.of("html", json("<html>"), "not JSON"),
                Arguments.of("nothing", json(""), "nothing"),
                Arguments.of(
                        "21: UTF-16 with a mark",
                        bytes(200, "{\"a\":1}".getBytes(StandardCharsets.UTF_16)),
                        "not JSON in UTF-8"),
                Arguments.of(
                        "21: UTF-16", bytes(200, "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE)), "not JSON in UTF-8"),
                Arguments.of("a redirect", status(302, "", "Location: https://login.example/?token=s"), "a redirect"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noAnswers")
    void cases20To23WhatIsNoAnswerIsNeitherServedNorKept(String what, RawServer.Answer none, String told)
            throws Exception {
        upstream.genesys.on(SUMS, none);
        int n = ++asked;

        assertThat(problem(upstream.ask("sums", n).join(), 502)).contains(told).doesNotContain("token=");
        upstream.genesys.on(SUMS, json("{\"results\":[]}"));
        upstream.gateway.clock.advance(Duration.ofMillis(5_100));
        assertThat(header(upstream.ask("sums", n).join(), "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204, 206, 304})
    void case23AListIsNoneEither(int status) throws Exception {
        upstream.genesys.on("/api/v2/things/no-" + status, status(status, "{\"entities\":[],\"total\":0}"));

        assertThat(problem(upstream.gateway.get("/gcx/lists/things/no-" + status), 502))
                .contains(Integer.toString(status));
    }

    @Test
    void case21AByteOrderMarkIsDropped() throws Exception {
        upstream.genesys.on(SUMS, json("\ufeff{\"results\":[1]}"));
        upstream.genesys.on(
                "/api/v2/things/marked",
                json("\ufeff{\"entities\":[{\"id\":\"1\"}],\"total\":1,\"pageCount\":1,\"pageNumber\":1}"));

        assertThat(askSum().body()).isEqualTo("{\"results\":[1]}");
        assertThat(json(upstream.gateway.get("/gcx/lists/things/marked"))
                        .path("entry_count")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"t\":\"\\ud800\"}",
                "{\"n\":1e99999999999,\"m\":-0.0}",
                "{\"metricDefinitions\":[1e99999999999]}",
                "{\"message\":\"of an answer\",\"code\":\"c\",\"results\":[]}",
                "{\"status\":\"ok\",\"message\":\"done\"}",
                " { \"a\" : 1e0 } "
            })
    void aValidAnswerPassesByteForByte(String body) throws Exception {
        upstream.genesys.on(SUMS, json(body));

        assertThat(askSum().body()).isEqualTo(body);
    }

    @Test
    void resultsPassByteForByte() throws Exception {
        String run = run(json("{\"state\":\"FULFILLED\",\"t\":\"\\ud800\",\"n\":1e99999999999}"));
        upstream.genesys.on(
                run + "/results", json("{\"results\":[{\"t\":\"\\ud800\",\"n\":1e99999999999}],\"m\":1e99999999999}"));

        assertThat(askRun().body())
                .isEqualTo("{\"results\":[{\"t\":\"\\ud800\",\"n\":1e99999999999}],\"m\":1e99999999999}");
    }

    @Test
    void case24TheReplyDoesNotWaitForTheDeletion() throws Exception {
        String run = run(json(DONE));
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        upstream.genesys.on("DELETE " + run, out -> {
            mayEnd.await(20, TimeUnit.SECONDS);
            ended.countDown();
            status(204, "").write(out);
        });

        HttpResponse<String> answer = askRun();
        long notEnded = ended.getCount();
        await().until(() -> upstream.genesys.requests("DELETE " + run) == 1);
        mayEnd.countDown();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(notEnded).isEqualTo(1);
    }

    private static HttpResponse<String> askRun() {
        return upstream.ask("runs", ++asked).join();
    }

    /** One question for each run, all at once: they are started in this order, whoever asked for them. */
    private static List<HttpResponse<String>> askAll(Collection<String> runs) {
        upstream.genesys.on(
                JOBS,
                inTurn(runs.stream()
                        .map(run -> status(202, "{\"jobId\":\"" + run.substring(run.lastIndexOf('/') + 1) + "\"}"))
                        .toArray(RawServer.Answer[]::new)));
        List<CompletableFuture<HttpResponse<String>>> waiting =
                runs.stream().map(run -> upstream.ask("runs", ++asked)).toList();
        return waiting.stream().map(CompletableFuture::join).toList();
    }

    private static HttpResponse<String> askSum() {
        return upstream.ask("sums", ++asked).join();
    }

    private static String run(RawServer.Answer... polls) {
        return run(upstream, polls);
    }

    /** The path of the run that the next question starts, with one page of results. */
    private static String run(RawUpstream at, RawServer.Answer... polls) {
        String id = "run-" + ++asked;
        String run = JOBS + '/' + id;
        at.genesys.on(JOBS, status(202, "{\"jobId\":\"" + id + "\"}"));
        at.genesys.on(run, inTurn(polls));
        at.genesys.on("DELETE " + run, status(204, ""));
        at.genesys.on(run + "/results", json("{\"results\":[1]}"));
        return run;
    }
}
