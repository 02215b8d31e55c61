package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs at Genesys's own paths: clients that start the same share one, and follow it each by themselves. */
class ApiJobsTest {
    private static final String JOBS = "/api/v2/analytics/conversations/details/jobs";
    private static final String TAG = "query-conversations-details-job";

    /** How long the answer to a question about a day that is over is fresh. */
    private static final Duration TTL = Duration.ofSeconds(300);

    private static final Duration FOR_A_SECOND = Duration.ofMillis(1_100);

    @TempDir
    static Path folder;

    private static Gateway gateway;
    private static String token;
    private static int asked;

    private final String day = String.format("2023-01-01T00:00:%02dZ/2023-01-01T12:00:00Z", ++asked);
    private final String query = "{\"interval\":\"" + day + "\"}";

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(folder);
        token = gateway.logIn();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @BeforeEach
    void prepare() {
        gateway.clock.stop();
        gateway.clock.advance(Duration.ofSeconds(61));
        gateway.genesys.calls().clear();
        gateway.genesys.jobs().completes().items(25).runTime(Duration.ZERO);
    }

    private static HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Authorization";
        all[1] = "Bearer " + token;
        return gateway.send(method, path, all);
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    private static HttpResponse<String> post(String body, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Authorization";
        all[1] = "Bearer " + token;
        return gateway.post(JOBS, body, all);
    }

    private static String job(HttpResponse<String> started) throws Exception {
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return JOBS + '/' + json(started).path("jobId").asText();
    }

    private static String state(String job) throws Exception {
        return json(get(job)).path("state").asText();
    }

    private static int starts() {
        return gateway.genesys.calls().count("POST", JOBS);
    }

    private static int statuses() {
        return gateway.genesys
                .calls()
                .count(call ->
                        call.path().matches(JOBS + "/[^/]+") && call.method().equals("GET"));
    }

    private static int pages() {
        return gateway.genesys.calls().count(call -> call.path().endsWith("/results"));
    }

    private static int deletions() {
        return gateway.genesys.calls().count("DELETE", JOBS);
    }

    private static List<JsonNode> readAll(String job) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(get(job + "/results?pageSize=10" + cursor));
            page.path("conversations").forEach(found::add);
            cursor = page.has("cursor")
                    ? "&cursor=" + URLEncoder.encode(page.path("cursor").asText(), StandardCharsets.UTF_8)
                    : null;
        } while (cursor != null);
        return found;
    }

    @Test
    void twoClientsRunAJobToItsLastPageAndGenesysRunsOne() throws Exception {
        HttpResponse<String> first = post(query);
        String job = job(first);
        List<JsonNode> read = readAll(job);
        HttpResponse<String> second = post(query);

        assertThat(state(job)).isEqualTo("FULFILLED");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(job(second)).isEqualTo(job);
        assertThat(readAll(job)).hasSize(25).isEqualTo(read);
        assertThat(state(job)).isEqualTo("FULFILLED");
        assertThat(List.of(starts(), statuses(), pages())).containsExactly(1, 1, 3);
        assertThat(header(first, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(header(second, "Cache-Status")).isEqualTo("gcx; hit; ttl=300");
        assertThat(header(second, "inin-ratelimit-allowed")).isEqualTo("300");
        assertThat(header(get(job), "ETag")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"order\":\"asc\",\"interval\":\"%s\"}",
                "{\"interval\": \"%s\", \"orderBy\": \"conversationStart\", \"segmentFilters\": []}",
                "{\"interval\":\"%s\",\"conversationFilters\":null,\"startOfDayIntervalMatching\":false}"
            })
    void whoSpellsTheSameQuestionOtherwiseIsGivenTheSameJob(String spelling) throws Exception {
        String job = job(post(query));

        String other = job(post(String.format(spelling, day.replace("Z", ".000Z"))));

        assertThat(other).isEqualTo(job);
        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void anotherDayIsAnotherJob() throws Exception {
        String job = job(post(query));

        String other = job(post(query.replace("2023-01-01", "2023-01-02")));

        assertThat(other).isNotEqualTo(job);
        assertThat(starts()).isEqualTo(2);
    }

    @Test
    void whoStartsTheSameAtOnceSharesOneCall() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> started = IntStream.range(0, 20)
                .mapToObj(i -> gateway.postAsync(JOBS, query, "Authorization", "Bearer " + token))
                .toList();

        List<String> jobs = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> one : started) {
            jobs.add(job(one.join()));
        }

        assertThat(jobs).containsOnly(jobs.get(0));
        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void aStatusIsSharedForASecondUntilItIsFinal() throws Exception {
        gateway.genesys.jobs().runTime(Duration.ofSeconds(8));
        String job = job(post(query));

        HttpResponse<String> queued = get(job);
        get(job);
        int whileQueued = statuses();
        gateway.clock.advance(Duration.ofSeconds(3));
        String later = state(job);
        gateway.clock.advance(Duration.ofSeconds(6));
        HttpResponse<String> done = get(job);
        gateway.clock.advance(Duration.ofSeconds(250));
        get(job);

        assertThat(queued.statusCode()).isEqualTo(202);
        assertThat(json(queued).path("state").asText()).isEqualTo("QUEUED");
        assertThat(whileQueued).isEqualTo(1);
        assertThat(later).isEqualTo("PENDING");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(json(done).path("state").asText()).isEqualTo("FULFILLED");
        assertThat(statuses()).isEqualTo(3);
    }

    @Test
    void aJobIsNobodysAnswerBeyondItsTtlAndIsReadOnByWhoHasIt() throws Exception {
        String job = job(post(query));
        gateway.clock.advance(TTL);

        String other = job(post(query));

        assertThat(other).isNotEqualTo(job);
        assertThat(state(job)).isEqualTo("FULFILLED");
        assertThat(readAll(job)).hasSize(25);
    }

    @Test
    void aJobThatFailedIsToldInGenesyssWordsAndStartedAnew() throws Exception {
        gateway.genesys.jobs().fails("The interval is too long");
        String job = job(post(query));

        JsonNode failed = json(get(job));
        gateway.genesys.jobs().completes();
        String other = job(post(query));

        assertThat(failed.path("state").asText()).isEqualTo("FAILED");
        assertThat(failed.path("errorMessage").asText()).isEqualTo("The interval is too long");
        assertThat(other).isNotEqualTo(job);
        assertThat(job(post(query))).isEqualTo(other);
        assertThat(starts()).isEqualTo(2);
    }

    @Test
    void aJobThatExpiredIsStartedAnew() throws Exception {
        String job = job(post(query));
        gateway.genesys.jobs().expires();
        String expired = state(job);
        gateway.genesys.jobs().completes();

        assertThat(expired).isEqualTo("EXPIRED");
        assertThat(job(post(query))).isNotEqualTo(job);
    }

    @Test
    void aDeletionBreaksNobodysReadingAndReachesGenesysWhenTheJobIsNobodysAnswer() throws Exception {
        String job = job(post(query));
        JsonNode page = json(get(job + "/results?pageSize=10"));

        HttpResponse<String> deleted = send("DELETE", job);

        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(page.path("conversations")).hasSize(10);
        assertThat(readAll(job)).hasSize(25);
        assertThat(job(post(query))).isEqualTo(job);
        assertThat(deletions()).isZero();
        gateway.clock.advance(TTL.plusSeconds(61));
        await().untilAsserted(() ->
                assertThat(gateway.genesys.calls().count("DELETE", job)).isEqualTo(1));
    }

    @Test
    void aDeletedJobThatSomebodyStillReadsIsLeftUntilNobodyDoes() throws Exception {
        String job = job(post(query));
        String other = job(post(query.replace("2023-01-01", "2023-01-02")));
        send("DELETE", job);
        send("DELETE", other);
        gateway.clock.advance(TTL.plusSeconds(31));
        readAll(job);
        gateway.clock.advance(Duration.ofSeconds(31));

        await().untilAsserted(() ->
                assertThat(gateway.genesys.calls().count("DELETE", other)).isEqualTo(1));
        assertThat(readAll(job)).hasSize(25);
        assertThat(gateway.genesys.calls().count("DELETE", job)).isZero();
        gateway.clock.advance(Duration.ofSeconds(61));
        await().untilAsserted(() ->
                assertThat(gateway.genesys.calls().count("DELETE", job)).isEqualTo(1));
    }

    @Test
    void aJobThatWasInvalidatedIsStartedAnew() throws Exception {
        String job = job(post(query));
        gateway.post("/gcx/invalidations", "{\"tag\":\"" + TAG + "\"}");

        assertThat(job(post(query))).isNotEqualTo(job);
        assertThat(state(job)).isEqualTo("FULFILLED");
    }

    @Test
    void aSharedJobIsForEveryoneWithATokenAndAnotherIsNot() throws Exception {
        String[] elsewhere = {"X-Forwarded-For", "192.0.2.1"};
        String job = job(post(query, elsewhere));

        assertThat(get(job, elsewhere).statusCode()).isEqualTo(200);
        assertThat(get(job + "/results", elsewhere).statusCode()).isEqualTo(200);
        assertThat(send("DELETE", job, elsewhere).statusCode()).isEqualTo(204);
        for (String method : new String[] {"GET", "DELETE"}) {
            assertThat(send(method, JOBS + "/another", elsewhere).statusCode()).isEqualTo(403);
        }
        assertThat(gateway.get(job).statusCode()).isEqualTo(401);
    }

    @Test
    void whoOnlyWantsWhatIsCachedStartsNothing() throws Exception {
        HttpResponse<String> none = post(query, "Cache-Control", "only-if-cached");
        String job = job(post(query));

        assertThat(none.statusCode()).isEqualTo(504);
        assertThat(job(post(query, "Cache-Control", "only-if-cached"))).isEqualTo(job);
        assertThat(get(job, "Cache-Control", "only-if-cached").statusCode()).isEqualTo(504);
        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void theGatewaysOwnRunOfAJobIsAnother() throws Exception {
        String job = job(post(query));

        HttpResponse<String> whole = gateway.post("/gcx/queries/conversations-details-job", query);

        assertThat(json(whole).path("conversations")).hasSize(25);
        assertThat(starts()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(deletions()).isEqualTo(1));
        assertThat(readAll(job)).hasSize(25);
    }

    @Test
    void aStatusThatDidNotChangeIs304AndAStartIsNot() throws Exception {
        HttpResponse<String> started = post(query);
        String job = job(started);
        String etag = header(get(job), "ETag");

        assertThat(get(job, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(job(post(query, "If-None-Match", header(started, "ETag")))).isEqualTo(job);
        gateway.clock.advance(FOR_A_SECOND);
        assertThat(send("HEAD", job).statusCode()).isEqualTo(200);
    }
}
