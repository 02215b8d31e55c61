package io.gcxcache;

import static io.gcxcache.DocumentsClient.json;
import static io.gcxcache.Gateway.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.Call;
import io.gcxcache.simulator.Fault;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the reports' own document, which have been given another address. */
class DocumentsClientTest {
    private static final String ONE_DAY = "{\"dateFrom\": \"2024-01-01\", \"dateTo\": \"2024-01-01\"}";
    private static final String REAL_TIME = "{\"dateFrom\": \"today\", \"dateTo\": \"now\"}";

    /** Longer than any test takes to get there; over when the clock is pushed. */
    private static final Duration RUN_TIME = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static Gateway gateway;
    private static DocumentsClient client;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(folder);
        client = new DocumentsClient(gateway.url("/"));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void aClientOfGenesysNeedsAnotherAddressAndNothingElse() throws Exception {
        gateway.genesys.report("drop-in").runTime(RUN_TIME);
        DocumentsClient ofGenesys = new DocumentsClient(gateway.genesys.url());
        List<HttpResponse<String>> genesyss = new ArrayList<>();
        List<HttpResponse<String>> ours = new ArrayList<>();
        genesyss.add(ofGenesys.query("drop-in", ONE_DAY));
        ours.add(client.query("drop-in", ONE_DAY));
        String theirRun = json(genesyss.get(0)).path("reportId").asText();
        String ourRun = json(ours.get(0)).path("reportId").asText();
        await().until(() -> gateway.genesys.report("drop-in").runs() == 2);

        genesyss.add(ofGenesys.fetch(theirRun));
        ours.add(client.fetch(ourRun));
        gateway.clock.advance(RUN_TIME);
        await().until(() -> client.status(ourRun).equals("completed"));
        genesyss.add(ofGenesys.fetch(theirRun));
        ours.add(client.fetch(ourRun));

        for (int i = 0; i < 3; i++) {
            assertThat(ours.get(i).statusCode()).isEqualTo(genesyss.get(i).statusCode());
            assertThat(header(ours.get(i), "Content-Type")).isEqualTo(header(genesyss.get(i), "Content-Type"));
            assertThat(names(ours.get(i))).isEqualTo(names(genesyss.get(i)));
            assertThat(json(ours.get(i)).path("status"))
                    .isEqualTo(json(genesyss.get(i)).path("status"));
        }
        assertThat(json(ours.get(1)).path("reportId").asText()).isEqualTo(ourRun);
        assertThat(json(ours.get(2)).path("data"))
                .isEqualTo(json(genesyss.get(2)).path("data"));
    }

    @Test
    void theSecondClientMeetsTheCachedAnswerOnItsFirstPoll() throws Exception {
        completed("cached", ONE_DAY);
        DocumentsClient second = new DocumentsClient(gateway.url("/"));

        HttpResponse<String> started = second.query("cached", ONE_DAY);
        HttpResponse<String> polled =
                second.fetch(json(started).path("reportId").asText());

        assertThat(json(started).path("status").asText()).isEqualTo("processing");
        assertThat(header(started, "Cache-Control")).isEqualTo("no-store");
        assertThat(json(polled).path("status").asText()).isEqualTo("completed");
        assertThat(header(polled, "Cache-Status")).startsWith("gcx; hit; ttl=");
        assertThat(gateway.genesys.report("cached").runs()).isEqualTo(1);
    }

    @Test
    void whatAPollBringsIsTheAnswerOfTheShortAddressByteForByte() throws Exception {
        gateway.genesys.report("bytes").runTime(Duration.ZERO);
        HttpResponse<String> atTheShortOne = gateway.post("/gcx/reports/bytes", ONE_DAY);

        HttpResponse<String> polled = client.fetch(client.run("bytes", ONE_DAY));

        assertThat(polled.body()).isEqualTo(atTheShortOne.body());
        assertThat(header(polled, "ETag")).isEqualTo(header(atTheShortOne, "ETag"));
        assertThat(gateway.genesys.report("bytes").runs()).isEqualTo(1);
    }

    @Test
    void bothDoorsShareARunThatIsUnderWay() throws Exception {
        gateway.genesys.report("shared").runTime(RUN_TIME);
        String run = client.run("shared", ONE_DAY);

        CompletableFuture<HttpResponse<String>> waiting = gateway.postAsync("/gcx/reports/shared", ONE_DAY);
        await().until(() -> gateway.genesys.report("shared").runs() == 1);
        gateway.clock.advance(RUN_TIME);
        String answer = waiting.join().body();
        await().until(() -> client.status(run).equals("completed"));

        assertThat(client.fetch(run).body()).isEqualTo(answer);
        assertThat(gateway.genesys.report("shared").runs()).isEqualTo(1);
    }

    @Test
    void clientsThatRunTheSameAtOnceHaveRunsOfTheirOwnAndCostOne() throws Exception {
        gateway.genesys.report("crowded").runTime(RUN_TIME);
        String path = "/api/v2/analytics/reports/crowded/query";
        String token = "Bearer " + gateway.logIn();

        List<CompletableFuture<HttpResponse<String>>> started = IntStream.range(0, 30)
                .mapToObj(i -> gateway.postAsync(path, ONE_DAY, "Authorization", token))
                .toList();
        List<String> runs = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> one : started) {
            runs.add(json(one.join()).path("reportId").asText());
        }
        await().until(() -> gateway.genesys.report("crowded").runs() == 1);
        gateway.clock.advance(RUN_TIME);

        assertThat(runs).doesNotHaveDuplicates();
        await().until(() -> client.status(runs.get(0)).equals("completed"));
        for (String run : runs) {
            assertThat(client.status(run)).isEqualTo("completed");
        }
        assertThat(gateway.genesys.report("crowded").runs()).isEqualTo(1);
    }

    @Test
    void aStaleAnswerIsThereOnTheFirstPollAndRefreshedBehind() throws Exception {
        completed("stale", ONE_DAY);
        gateway.clock.advance(Duration.ofSeconds(310));

        String run = client.run("stale", ONE_DAY);

        assertThat(client.status(run)).isEqualTo("completed");
        await().until(() -> gateway.genesys.report("stale").runs() == 2);
    }

    @Test
    void aReportThatFailsIsToldAsFailedForAsLongAsItIsPolled() throws Exception {
        gateway.genesys.report("failing").runTime(Duration.ZERO).fails("Too many rows");

        String run = client.run("failing", ONE_DAY);
        await().until(() -> client.status(run).equals("failed"));
        gateway.clock.advance(Duration.ofSeconds(30));
        JsonNode told = json(client.fetch(run));

        assertThat(told.path("reportId").asText()).isEqualTo(run);
        assertThat(told.path("status").asText()).isEqualTo("failed");
        assertThat(told.path("message").asText()).contains("Too many rows");
        assertThat(gateway.genesys.report("failing").runs()).isEqualTo(1);
    }

    @Test
    void aReportThatGenesysDoesNotKnowIsNotFound() throws Exception {
        String run = client.run("unheard-of", ONE_DAY);

        await().until(() -> client.fetch(run).statusCode() == 404);

        assertGenesyss(client.fetch(run), 404, "not.found");
    }

    @Test
    void aRunThatMetALimitIsAskedAgainByWhoPollsOn() throws Exception {
        gateway.genesys.report("limited").runTime(Duration.ZERO);
        gateway.genesys.fault(Fault.tooManyRequests(Duration.ofMinutes(5)).on("/api/v2/analytics/reports/limited/"));
        String run = client.run("limited", ONE_DAY);

        HttpResponse<String> refused = await().until(() -> client.fetch(run), reply -> reply.statusCode() == 429);
        gateway.clock.advance(Duration.ofMinutes(6));

        assertGenesyss(refused, 429, "too.many.requests.retry.after");
        assertThat(header(refused, "Retry-After")).matches("\\d+");
        await().until(() -> isCompleted(client.fetch(run)));
        assertThat(gateway.genesys.report("limited").runs()).isEqualTo(1);
    }

    @Test
    void anInvalidationBetweenRunAndPollHasItRunAgain() throws Exception {
        JsonNode before = json(completed("invalidated", ONE_DAY)).path("data");
        String run = client.run("invalidated", ONE_DAY);
        gateway.genesys.report("invalidated").runTime(RUN_TIME).change();

        invalidate("invalidated");
        String status = client.status(run);
        await().until(() -> gateway.genesys.report("invalidated").runs() == 2);
        gateway.clock.advance(RUN_TIME);
        await().until(() -> client.status(run).equals("completed"));

        assertThat(status).isEqualTo("processing");
        assertThat(json(client.fetch(run)).path("data")).isNotEqualTo(before);
        assertThat(gateway.genesys.report("invalidated").runs()).isEqualTo(2);
    }

    @Test
    void whatWasUnderWayAtAnInvalidationIsNotTold() throws Exception {
        gateway.genesys.report("overtaken").runTime(RUN_TIME);
        String run = client.run("overtaken", ONE_DAY);
        await().until(() -> gateway.genesys.report("overtaken").runs() == 1);
        gateway.genesys.report("overtaken").change();

        invalidate("overtaken");
        String status = client.status(run);
        await().until(() -> gateway.genesys.report("overtaken").runs() == 2);
        gateway.clock.advance(RUN_TIME);
        await().until(() -> client.status(run).equals("completed"));

        assertThat(status).isEqualTo("processing");
        assertThat(client.fetch(run).body())
                .isEqualTo(gateway.post("/gcx/reports/overtaken", ONE_DAY).body());
        assertThat(gateway.genesys.report("overtaken").runs()).isEqualTo(2);
    }

    @Test
    void aRealTimeAnswerThatBecameTooOldBetweenRunAndPollIsNotTold() throws Exception {
        completed("live", REAL_TIME);
        gateway.clock.stop();
        gateway.clock.advance(Duration.ofSeconds(50));
        String run = client.run("live", REAL_TIME);
        await().until(() -> gateway.genesys.report("live").runs() == 2);
        gateway.genesys.report("live").runTime(RUN_TIME);
        await().until(() -> gateway.post("/gcx/reports/live", REAL_TIME)
                .headers()
                .firstValue("Age")
                .orElse("")
                .equals("0"));

        gateway.clock.advance(Duration.ofSeconds(15));
        HttpResponse<String> polled = client.fetch(run);
        gateway.clock.go();

        assertThat(json(polled).path("status").asText()).isEqualTo("completed");
        assertThat(header(polled, "Age")).isEqualTo("15");
    }

    /** It is asked with the moments of its start, for which others would get what is older than they may have. */
    @Test
    void whatIsRunAgainForAPollServesOthersNoLongerThanFromTheStartOfTheRun() throws Exception {
        completed("meant-then", REAL_TIME);
        String run = client.run("meant-then", REAL_TIME);
        invalidate("meant-then");
        gateway.clock.advance(Duration.ofSeconds(45));
        await().until(() -> client.status(run).equals("completed"));
        int runs = gateway.genesys.report("meant-then").runs();

        gateway.clock.advance(Duration.ofSeconds(20));
        HttpResponse<String> later = gateway.post("/gcx/reports/meant-then", REAL_TIME);

        assertThat(runs).isEqualTo(2);
        assertThat(header(later, "Cache-Status")).startsWith("gcx; fwd=uri-miss");
    }

    @Test
    void aRunIsForgottenTenMinutesAfterItsEndAndNotWhileItIsPolled() throws Exception {
        gateway.genesys.report("long").runTime(Duration.ofMinutes(9));
        String run = client.run("long", ONE_DAY);
        await().until(() -> gateway.genesys.report("long").runs() == 1);

        gateway.clock.advance(Duration.ofMinutes(8));
        assertThat(client.status(run)).isEqualTo("processing");
        gateway.clock.advance(Duration.ofMinutes(1));
        await().until(() -> client.status(run).equals("completed"));
        gateway.clock.advance(Duration.ofMinutes(5));
        assertThat(client.status(run)).isEqualTo("completed");
        gateway.clock.advance(Duration.ofMinutes(6));

        assertGenesyss(client.fetch(run), 404, "not.found");
    }

    @Test
    void aQueryStringIsPartOfTheQuestionAndReachesGenesys() throws Exception {
        gateway.genesys.report("parameters").runTime(Duration.ZERO);
        String token = "Bearer " + gateway.logIn();
        String path = "/api/v2/analytics/reports/parameters/query";

        gateway.post(path + "?x=1", ONE_DAY, "Authorization", token);
        gateway.post(path + "?x=2", ONE_DAY, "Authorization", token);
        await().until(() -> gateway.genesys.report("parameters").runs() == 2);

        assertThat(gateway.genesys.calls().all())
                .filteredOn(call -> call.path().equals(path))
                .extracting(Call::query)
                .containsExactlyInAnyOrder("x=1", "x=2");
    }

    @Test
    void anUnknownRunIsNotFound() throws Exception {
        assertGenesyss(client.fetch("00000000-0000-4000-8000-000000000000"), 404, "not.found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "", "{\"dateFrom\": \"2024-01-01\", \"dateFrom\": \"2024-01-02\"}"})
    void aBadQueryIsRefusedBeforeAnythingIsSpent(String query) throws Exception {
        assertGenesyss(client.query("spared", query), 400, "bad.request");

        assertThat(gateway.genesys.calls().count("/api/v2/analytics/reports/spared/"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"spared%2Dtoo", "a:b", "%C3%A4"})
    void anIdThatIsNoneAtTheShortAddressIsRefused(String id) throws Exception {
        assertGenesyss(client.query(id, ONE_DAY), 400, "bad.request");

        assertThat(gateway.genesys.calls().count("/api/v2/analytics/reports/" + id))
                .isZero();
    }

    @Test
    void withoutATokenNothingIsRunAndNothingTold() throws Exception {
        String run = client.run("private", ONE_DAY);

        HttpResponse<String> query = gateway.post("/api/v2/analytics/reports/private/query", ONE_DAY);
        HttpResponse<String> poll = gateway.get("/api/v2/analytics/reports/" + run + "/fetch");

        assertGenesyss(query, 401, "authentication.required");
        assertGenesyss(poll, 401, "authentication.required");
    }

    @Test
    void everyReplyTellsTheLimitAndItsOwnId() throws Exception {
        gateway.genesys.report("limits");
        HttpResponse<String> started = client.query("limits", ONE_DAY);
        HttpResponse<String> polled =
                client.fetch(json(started).path("reportId").asText());

        for (HttpResponse<String> reply : List.of(started, polled)) {
            assertThat(header(reply, "inin-ratelimit-allowed")).matches("\\d+");
            assertThat(header(reply, "inin-ratelimit-count")).matches("\\d+");
            assertThat(header(reply, "inin-ratelimit-reset")).matches("\\d+");
            assertThat(header(reply, "ININ-Correlation-Id")).isNotEmpty();
        }
    }

    /** Genesys's jobs are shared at their short addresses alone. */
    @Test
    void aJobIsStartedAtItsOwnPath() throws Exception {
        HttpResponse<String> job = gateway.post(
                "/api/v2/analytics/conversations/details/jobs",
                "{\"interval\": \"2024-01-01T00:00:00Z/2024-01-02T00:00:00Z\"}",
                "Authorization",
                "Bearer " + gateway.logIn());

        assertThat(job.statusCode()).isEqualTo(202);
        assertThat(json(job).path("jobId").asText()).isNotEmpty();
        assertThat(header(job, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
    }

    private static HttpResponse<String> completed(String report, String query) throws Exception {
        gateway.genesys.report(report).runTime(Duration.ZERO);
        String run = client.run(report, query);
        return await().until(() -> client.fetch(run), DocumentsClientTest::isCompleted);
    }

    private static void invalidate(String report) {
        assertThat(gateway.post("/gcx/invalidations", "{\"report_id\": \"" + report + "\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static void assertGenesyss(HttpResponse<String> error, int status, String code) {
        assertThat(error.statusCode()).as(error.body()).isEqualTo(status);
        assertThat(json(error).path("code").asText()).isEqualTo(code);
        assertThat(json(error).path("message").asText()).isNotEmpty();
    }

    private static List<String> names(HttpResponse<String> reply) {
        List<String> names = new ArrayList<>();
        json(reply).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static boolean isCompleted(HttpResponse<String> polled) {
        return json(polled).path("status").asText().equals("completed");
    }
}
