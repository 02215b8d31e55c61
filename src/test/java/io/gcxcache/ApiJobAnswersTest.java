package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.RawServer.inTurn;
import static io.gcxcache.RawServer.json;
import static io.gcxcache.RawServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Genesys may answer to the clients of a job, and what becomes of the job. Each test has one of its own. */
class ApiJobAnswersTest {
    private static final String JOBS = "/api/v2/analytics/users/details/jobs";
    private static final String DONE = "{\"state\":\"FULFILLED\"}";

    @TempDir
    static Path folder;

    private static RawServer genesys;
    private static Gateway gateway;
    private static String token;
    private static int asked;

    private final int number = ++asked;
    private final String run = "run-" + number;
    private final String job = JOBS + '/' + run;
    private final String results = job + "/results";
    private final String query = "{\"interval\":\"2023-01-01T00:00:00Z/2023-01-02T00:00:00Z\",\"n\":" + number + '}';

    @BeforeAll
    static void start() throws Exception {
        genesys = new RawServer();
        genesys.on("/oauth/token", json("{\"access_token\":\"t\",\"expires_in\":86400}"));
        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.genesys.api-url",
                        genesys.url().toString(),
                        "gcx.genesys.login-url",
                        genesys.url().toString()));
        gateway.clock.stop();
        token = gateway.logIn();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return gateway.get(path, "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> post() {
        return gateway.post(JOBS, query, "Authorization", "Bearer " + token);
    }

    /** Starts the job; another of the same would have another id. */
    private void begin() throws Exception {
        gateway.clock.advance(Duration.ofSeconds(61));
        genesys.on(
                JOBS,
                inTurn(status(202, "{\"jobId\":\"" + run + "\"}"), status(202, "{\"jobId\":\"" + run + "-again\"}")));
        assertThat(id(post())).isEqualTo(run);
    }

    private static String id(HttpResponse<String> started) throws Exception {
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return json(started).path("jobId").asText();
    }

    @Test
    void theBytesOfAllAnswersAreGenesyss() throws Exception {
        String page = "{ \"userDetails\" : [ { \"n\" : 1.50e1 } ] }";
        begin();
        genesys.on(job, json("{ \"state\" : \"FULFILLED\", \"n\" : 1e2 }"));
        genesys.on(results, json(page));

        assertThat(post().body()).isEqualTo("{\"jobId\":\"" + run + "\"}");
        assertThat(get(job).body()).isEqualTo("{ \"state\" : \"FULFILLED\", \"n\" : 1e2 }");
        assertThat(get(results).body()).isEqualTo(page);
        assertThat(header(get(results), "Cache-Status")).startsWith("gcx; hit; ttl=");
        assertThat(genesys.requests(results)).isEqualTo(1);
    }

    @Test
    void theQueryStringOfAStartIsAPartOfTheQuestion() throws Exception {
        begin();

        HttpResponse<String> other = gateway.post(JOBS + "?b=2&a=%31", query, "Authorization", "Bearer " + token);

        assertThat(id(other)).isEqualTo(run + "-again");
        assertThat(genesys.queries(JOBS)).endsWith("", "a=1&b=2");
    }

    @Test
    void aCursorReachesGenesysAsItIsMeant() throws Exception {
        begin();
        genesys.on(results, json("{\"userDetails\":[]}"));

        get(results + "?cursor=a%2Bb%2F%3D%3D%26%25%20%C3%A4*&pageSize=100");
        get(results + "?pageSize=100&cursor=a%2bb%2f==%26%25%20%c3%a4%2A");

        assertThat(genesys.queries(results)).containsExactly("cursor=a%2Bb%2F%3D%3D%26%25%20%C3%A4%2A&pageSize=100");
    }

    @Test
    void pagesOfAnotherSizeAreAnotherQuestion() throws Exception {
        begin();
        genesys.on(results, json("{\"userDetails\":[]}"));

        get(results + "?pageSize=100");
        get(results + "?pageSize=101");
        get(results);
        get(results + "?pageSize=100");

        assertThat(genesys.queries(results)).containsExactly("pageSize=100", "pageSize=101", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/results"})
    void aJobThatGenesysKnowsNoMoreIsToldAndStartedAnew(String call) throws Exception {
        begin();
        genesys.on(job + call, status(404, "{\"message\":\"Job gone, says Genesys\",\"code\":\"not.found\"}"));

        HttpResponse<String> gone = get(job + call);

        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(json(gone).path("message").asText()).contains("Job gone, says Genesys");
        assertThat(id(post())).isEqualTo(run + "-again");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 500})
    void aPageThatFailsDoesNotEndTheJob(int status) throws Exception {
        begin();
        genesys.on(results, status(status, "{\"message\":\"No page, says Genesys\",\"code\":\"bad\"}"));

        HttpResponse<String> failed = get(results);

        assertThat(failed.statusCode()).isEqualTo(status == 500 ? 502 : status);
        assertThat(json(failed).path("message").asText()).contains("No page, says Genesys");
        assertThat(id(post())).isEqualTo(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "CANCELLED", "EXPIRED"})
    void aJobThatCameToNothingIsStartedAnew(String state) throws Exception {
        begin();
        genesys.on(job, json("{\"state\":\"" + state + "\",\"errorMessage\":\"Too much\"}"));

        HttpResponse<String> told = get(job);

        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.body()).isEqualTo("{\"state\":\"" + state + "\",\"errorMessage\":\"Too much\"}");
        assertThat(id(post())).isEqualTo(run + "-again");
    }

    @Test
    void aJobThatGenesysForgetsSoonIsNobodysAnswerAMinuteBefore() throws Exception {
        begin();
        String soon = gateway.clock.instant().plusSeconds(100).toString();
        genesys.on(job, json("{\"state\":\"FULFILLED\",\"expirationDate\":\"" + soon + "\"}"));
        genesys.on(results, json("{\"userDetails\":[]}"));

        HttpResponse<String> done = get(job);
        HttpResponse<String> page = get(results);
        gateway.clock.advance(Duration.ofSeconds(39));
        String before = id(post());
        gateway.clock.advance(Duration.ofSeconds(1));
        String after = id(post());

        assertThat(header(done, "Cache-Control")).isEqualTo("private, max-age=40");
        assertThat(header(page, "Cache-Control")).isEqualTo("private, max-age=40");
        assertThat(before).isEqualTo(run);
        assertThat(after).isEqualTo(run + "-again");
        assertThat(header(get(job), "Cache-Status")).isEqualTo("gcx; fwd=uri-miss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"soon\"", "17", "null", "\"+999999999-12-31T23:59:59Z\"", "{}"})
    void anExpirationThatCannotBeReadDoesNotCount(String date) throws Exception {
        begin();
        genesys.on(job, json("{\"state\":\"FULFILLED\",\"expirationDate\":" + date + '}'));

        assertThat(header(get(job), "Cache-Control")).isEqualTo("private, max-age=300");
        assertThat(id(post())).isEqualTo(run);
    }

    @Test
    void resultsThatAreNotThereYetAreNotKept() throws Exception {
        begin();
        genesys.on(results, inTurn(status(202, "{\"state\":\"PENDING\"}"), json("{\"userDetails\":[]}")));

        HttpResponse<String> early = get(results);

        assertThat(early.statusCode()).isEqualTo(202);
        assertThat(early.body()).isEqualTo("{\"state\":\"PENDING\"}");
        assertThat(get(results).statusCode()).isEqualTo(200);
    }

    @Test
    void resultsWithAnAddressOfTheirOwnAreNotKept() throws Exception {
        begin();
        genesys.on(results, json("{\"userDetails\":[],\"downloadUrl\":\"https://example.org/1\"}"));

        HttpResponse<String> page = get(results);
        get(results);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
        assertThat(genesys.requests(results)).isEqualTo(2);
    }

    @Test
    void aJobThatTheGatewayDidNotStartPassesThrough() throws Exception {
        genesys.on(job, json(DONE));
        genesys.on("DELETE " + job, status(204, ""));

        HttpResponse<String> done = get(job);
        get(job);
        HttpResponse<String> deleted = gateway.send("DELETE", job, "Authorization", "Bearer " + token);

        assertThat(done.body()).isEqualTo(DONE);
        assertThat(header(done, "Cache-Status")).isEqualTo("gcx; fwd=bypass");
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(genesys.requests("GET " + job)).isEqualTo(2);
        assertThat(genesys.requests("DELETE " + job)).isEqualTo(1);
    }

    @Test
    void aSpentLimitIsToldInGenesyssWordsAndTheJobGoesOn() throws Exception {
        begin();
        genesys.on(job, status(429, "{}", "Retry-After: 40"));

        HttpResponse<String> refused = get(job);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).path("code").asText()).isEqualTo("too.many.requests.retry.after");
        assertThat(header(refused, "Retry-After")).isNotEmpty();
        assertThat(id(post())).isEqualTo(run);
        gateway.clock.advance(Duration.ofSeconds(61));
    }

    @Test
    void aStartThatGenesysRefusesIsToldInItsWords() throws Exception {
        genesys.on(JOBS, status(400, "{\"message\":\"No such dimension\",\"code\":\"bad.request\"}"));

        HttpResponse<String> refused = post();

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("message").asText()).contains("No such dimension");
        assertThat(json(refused).path("code").asText()).isEqualTo("bad.request");
    }

    @Test
    void aLongStartIsNotKept() throws Exception {
        String padding = " ".repeat(16_384);
        genesys.on(
                JOBS,
                inTurn(status(202, "{\"jobId\":\"" + run + "\"}" + padding), status(202, "{\"jobId\":\"other\"}")));

        assertThat(id(post())).isEqualTo(run);
        assertThat(id(post())).isEqualTo("other");
    }

    @Test
    void aStartWithoutAnIdThatCanBeUsedIsNone() throws Exception {
        genesys.on(JOBS, status(202, "{\"jobId\":\"../x\"}"));

        assertThat(post().statusCode()).isEqualTo(502);
    }
}
