package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static io.gcxcache.RawServer.inTurn;
import static io.gcxcache.RawServer.json;
import static io.gcxcache.RawServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the login answered and was taken for something else, by the numbers of the cases. */
class LoginCasesTest {
    private static final String LOGIN = "/oauth/token";
    private static final String THINGS = "/api/v2/things/";
    private static final RawServer.Answer TOKEN = token("\"expires_in\":86400");
    private static final RawServer.Answer THING =
            json("{\"entities\":[{\"id\":\"1\"}],\"total\":1,\"pageCount\":1,\"pageNumber\":1}");
    private static final String SPENT =
            "{\"error\":\"invalid_request\",\"error_description\":\"rate limit exceeded for the client\"}";

    @TempDir
    static Path folder;

    private static RawUpstream upstream;
    private static int asked;
    private int before;

    @BeforeAll
    static void start() throws Exception {
        upstream = new RawUpstream(folder, 20, Map.of());
        upstream.genesys.onAnyOther(THING);
        await().until(() -> upstream.genesys.requests(LOGIN) == 1);
    }

    @AfterAll
    static void stop() throws Exception {
        upstream.close();
    }

    /** Whatever token there was is over, and so is every limit. */
    @BeforeEach
    void later() {
        upstream.gateway.clock.advance(Duration.ofDays(366));
        before = upstream.genesys.requests(LOGIN);
    }

    @AfterEach
    void goOn() {
        upstream.gateway.clock.go();
    }

    @Test
    void case11ALimitIsToldAsOneWithWhatIsLeftOfIt() throws Exception {
        loginAnswers(status(400, SPENT), TOKEN);
        upstream.gateway.clock.stop();

        HttpResponse<String> first = ask();
        upstream.gateway.clock.advance(Duration.ofSeconds(20));
        HttpResponse<String> second = ask();

        assertThat(problem(first, 503)).contains("login's rate limit is spent").doesNotContain("client-secret");
        assertThat(header(first, "Retry-After")).isEqualTo("60");
        assertThat(problem(second, 503)).isEqualTo(problem(first, 503));
        assertThat(header(second, "Retry-After")).isEqualTo("40");
        assertThat(logins()).isEqualTo(1);
        assertThat(health()).contains("login's rate limit is spent").doesNotContain("client-secret");
        await().untilAsserted(
                        () -> assertThat(audited()).contains("\"refresh_failed\"", "login's rate limit is spent"));

        upstream.gateway.clock.advance(Duration.ofSeconds(40));
        assertThat(health()).doesNotContain("rate limit");
        assertThat(ask().statusCode()).isEqualTo(200);
        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void case11TwentyWhoWaitShareOneLoginAWait() {
        loginAnswers(
                status(429, "<html>slow down</html>", "Retry-After: 1"), status(400, SPENT, "Retry-After: 0"), TOKEN);

        List<CompletableFuture<HttpResponse<String>>> replies = IntStream.range(0, 20)
                .mapToObj(n -> upstream.gateway.getAsync("/gcx/lists/things/n" + ++asked))
                .toList();

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.join().statusCode()).isEqualTo(200));
        assertThat(logins()).isEqualTo(3);
    }

    @Test
    void case11ALimitInTheMiddleOfAJobDelaysIt() {
        loginAnswers(TOKEN, status(400, SPENT, "Retry-After: 1"), TOKEN);
        upstream.genesys.on("/api/v2/runs/jobs", status(202, "{\"jobId\":\"1\"}"));
        upstream.genesys.on(
                "/api/v2/runs/jobs/1",
                inTurn(json("{\"state\":\"QUEUED\"}"), status(401, ""), json("{\"state\":\"FULFILLED\"}")));
        upstream.genesys.on("/api/v2/runs/jobs/1/results", json("{\"results\":[1]}"));
        upstream.genesys.on("DELETE /api/v2/runs/jobs/1", status(204, ""));

        HttpResponse<String> answer = upstream.ask("runs", 1).join();

        assertThat(answer.body()).isEqualTo("{\"results\":[1]}");
        assertThat(logins()).isEqualTo(3);
        assertThat(upstream.genesys.requests("/api/v2/runs/jobs")).isEqualTo(1);
    }

    @Test
    void case11ALimitInTheMiddleOfAListDelaysIt() throws Exception {
        loginAnswers(TOKEN, status(400, SPENT, "Retry-After: 1"), TOKEN);
        String page = "{\"entities\":[{\"id\":\"%d\"}],\"total\":2,\"pageCount\":2,\"pageNumber\":%1$d}";
        RawServer.Answer second = inTurn(status(401, ""), json(page.formatted(2)));
        upstream.genesys.onQueries(
                THINGS + "long", query -> query.contains("pageNumber=1") ? json(page.formatted(1)) : second);

        HttpResponse<String> list = upstream.gateway.get("/gcx/lists/things/long");

        assertThat(json(list).path("entry_count").asInt()).as(list.body()).isEqualTo(2);
        assertThat(upstream.genesys.queries(THINGS + "long")).hasSize(3);
        assertThat(logins()).isEqualTo(3);
    }

    @Test
    void whoWaitsForTheLoginsLimitIsAnsweredWhenTheGatewayStops(@TempDir Path other) throws Exception {
        try (RawUpstream stopping = new RawUpstream(other, 20, Map.of())) {
            await().until(() -> stopping.genesys.requests(LOGIN) == 1);
            stopping.genesys.onAnyOther(THING);
            stopping.genesys.on(LOGIN, inTurn(status(429, "", "Retry-After: 1"), TOKEN));
            stopping.gateway.clock.advance(Duration.ofDays(1));
            CompletableFuture<HttpResponse<String>> waiting = stopping.gateway.getAsync("/gcx/lists/things/1");
            await().until(() -> stopping.genesys.requests(LOGIN) == 2);

            stopping.gateway.camel.stop();

            assertThat(waiting).succeedsWithin(Duration.ofSeconds(10));
            assertThat(waiting.join().statusCode()).isIn(200, 503);
        }
    }

    @Test
    void aLoginThatAsksToBeLeftAloneIs() throws Exception {
        loginAnswers(status(503, "<html>maintenance</html>", "Retry-After: 86400"));

        HttpResponse<String> refused = ask();

        assertThat(problem(refused, 503)).contains("503", "left alone");
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(200, 300);
        assertThat(logins()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"token_type\":\"bearer\"", "\"expires_in\":0", "\"expires_in\":\"soon\""})
    void case27ATokenWithoutALifetimeIsUsedFor300Seconds(String lifetime) throws Exception {
        loginAnswers(token(lifetime));

        ask();
        upstream.gateway.clock.advance(Duration.ofSeconds(200));
        assertThat(ask().statusCode()).isEqualTo(200);
        assertThat(logins()).isEqualTo(1);
        upstream.gateway.clock.advance(Duration.ofSeconds(101));
        assertThat(ask().statusCode()).isEqualTo(200);
        assertThat(logins()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"expires_in\":1e30", "\"expires_in\":999999999999", "\"expires_in\":\"7200\""})
    void case27ALongLifetimeIsOne(String lifetime) throws Exception {
        loginAnswers(token(lifetime));

        ask();
        upstream.gateway.clock.advance(Duration.ofSeconds(7_000));

        assertThat(ask().statusCode()).isEqualTo(200);
        assertThat(logins()).isEqualTo(1);
    }

    @Test
    void aTokenThatDoesNotFitIntoAHeaderIsNeverSent() throws Exception {
        loginAnswers(json("{\"access_token\":\"ab\\r\\nX-Other: 1\",\"expires_in\":60}"));

        assertThat(problem(ask(), 502)).contains("access_token");
        assertThat(upstream.genesys.requests(THINGS + 'n' + asked)).isZero();
    }

    static Stream<Arguments> answers() {
        String html = "<html>who are you?</html>";
        String oauth = "{\"error\":\"invalid_client\",\"error_description\":\"client not found\"}";
        String strange = "does not look like Genesys's login";
        return Stream.of(
                Arguments.of(200, html, 502, strange, 1),
                Arguments.of(204, "", 502, strange, 1),
                Arguments.of(302, html, 502, "a redirect", 1),
                Arguments.of(304, "", 502, strange, 1),
                Arguments.of(400, oauth, 502, "check gcx.genesys.client-id", 1),
                Arguments.of(401, oauth, 502, "check gcx.genesys.client-id", 1),
                Arguments.of(401, html, 502, strange, 1),
                Arguments.of(403, html, 502, strange, 1),
                Arguments.of(404, html, 502, strange, 1),
                Arguments.of(405, "{\"error\":\"Method Not Allowed\"}", 502, strange, 1),
                Arguments.of(408, "{}", 502, "answered 408", 3),
                Arguments.of(429, html, 503, "login's rate limit is spent", 1),
                Arguments.of(503, html, 502, strange, 3));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyStatusOfTheLoginHasAnOutcome(int status, String body, int code, String told, int tries) throws Exception {
        loginAnswers(status(status, body));

        HttpResponse<String> refused = ask();

        assertThat(problem(refused, code))
                .contains(told, upstream.genesys.url().toString())
                .matches(detail -> told.contains("client-id") || !detail.contains("client-"));
        assertThat(logins()).isEqualTo(tries);
    }

    private static HttpResponse<String> ask() throws Exception {
        return upstream.gateway.get("/gcx/lists/things/n" + ++asked);
    }

    private static RawServer.Answer token(String lifetime) {
        return json("{\"access_token\":\"t0ken\"," + lifetime + "}");
    }

    private static void loginAnswers(RawServer.Answer... answers) {
        upstream.genesys.on(LOGIN, inTurn(answers));
    }

    /** How often the login was asked in this test. */
    private int logins() {
        return upstream.genesys.requests(LOGIN) - before;
    }

    private static String health() throws Exception {
        return upstream.gateway.get("/observe/health").body();
    }

    private static String audited() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("audit"))) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }
}
