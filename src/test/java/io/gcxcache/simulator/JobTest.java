package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {
    private static final String DETAILS = "/api/v2/analytics/conversations/details/jobs";
    private static final String AGGREGATES = "/api/v2/analytics/conversations/aggregates/jobs";
    private static final String USERS = "/api/v2/analytics/users/details/jobs";
    private static final String INTERVAL = "2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z";
    private static final String QUERY =
            "{\"interval\":\"" + INTERVAL + "\",\"groupBy\":[\"queueId\"],\"metrics\":[\"nOffered\"]}";
    private static final Duration RUN_TIME = Duration.ofMillis(300);

    private final SettableClock clock = new SettableClock();
    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder()
                .clock(clock)
                .tokenLifetime(Duration.ofDays(30))
                .start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aJobOfUsersFindsWhatEachDidAndTellsUpToWhen() throws Exception {
        String job = USERS + "/" + json(client.post(USERS, QUERY)).path("jobId").asText();
        JsonNode available = json(client.get(USERS + "/availability")).path("dataAvailabilityDate");
        clock.advance(RUN_TIME);

        JsonNode results = json(client.get(job + "/results"));

        assertThat(results.path("userDetails").findValuesAsText("userId"))
                .containsAll(simulator.organization().userIds());
        assertThat(results.at("/userDetails/0/primaryPresence/0/systemPresence").asText())
                .isNotEmpty();
        assertThat(results.path("dataAvailabilityDate")).isEqualTo(available);
    }

    @ParameterizedTest
    @ValueSource(strings = {DETAILS, AGGREGATES, USERS})
    void aJobIsQueuedThenPendingThenFulfilled(String path) throws Exception {
        Instant submitted = clock.instant();
        HttpResponse<String> started = client.post(path, QUERY);
        String job = path + "/" + json(started).path("jobId").asText();

        assertThat(started.statusCode()).isEqualTo(202);
        HttpResponse<String> queued = client.get(job);
        assertThat(queued.statusCode()).isEqualTo(202);
        assertThat(queued.body()).isEqualTo("{\"state\":\"QUEUED\",\"submissionDate\":\"" + submitted + "\"}");
        clock.advance(RUN_TIME.minusMillis(1));
        HttpResponse<String> pending = client.get(job);
        assertThat(pending.statusCode()).isEqualTo(202);
        assertThat(json(pending).path("state").asText()).isEqualTo("PENDING");
        clock.advance(Duration.ofMillis(1));
        HttpResponse<String> done = client.get(job);
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(json(done).path("state").asText()).isEqualTo("FULFILLED");
        assertThat(json(done).path("completionDate").asText())
                .isEqualTo(clock.instant().toString());
        assertThat(json(done).has("expirationDate")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({DETAILS + ",conversations", AGGREGATES + ",results"})
    void theCursorLeadsThroughAllItems(String path, String items) throws Exception {
        String results = fulfilled(path, QUERY) + "/results";

        List<Integer> sizes = new ArrayList<>();
        List<JsonNode> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(client.get(results + (cursor.isEmpty() ? "" : "?cursor=" + cursor)));
            sizes.add(page.path(items).size());
            page.path(items).forEach(found::add);
            assertThat(page.has("entities")).isFalse();
            cursor = page.path("cursor").asText();
        } while (!cursor.isEmpty());

        assertThat(sizes).containsExactly(1000, 1000, 500);
        assertThat(new HashSet<>(found)).hasSize(2500);
    }

    @Test
    void thePageSizeIsTheClientsUpTo1000() throws Exception {
        String results = fulfilled(DETAILS, QUERY) + "/results";

        JsonNode first = json(client.get(results + "?pageSize=7"));
        JsonNode second = json(client.get(
                results + "?pageSize=7&cursor=" + first.path("cursor").asText()));

        assertThat(first.path("conversations")).hasSize(7);
        assertThat(second.path("conversations")).hasSize(7);
        assertThat(second.path("conversations").get(0))
                .isNotEqualTo(first.path("conversations").get(0));
        assertThat(client.get(results + "?pageSize=1001").statusCode()).isEqualTo(400);
        assertThat(client.get(results + "?cursor=made-up").statusCode()).isEqualTo(400);
    }

    @Test
    void conversationsShowTheFilter() throws Exception {
        simulator.jobs().items(40);
        String query = "{\"interval\":\"" + INTERVAL + "\",\"segmentFilters\":[{\"type\":\"and\",\"predicates\":["
                + "{\"dimension\":\"queueId\",\"value\":\"q-1\"},{\"dimension\":\"mediaType\",\"value\":\"email\"}]}]}";

        JsonNode page = json(client.get(fulfilled(DETAILS, query) + "/results"));

        assertThat(page.path("conversations")).hasSize(40).allSatisfy(conversation -> {
            JsonNode session = conversation.at("/participants/0/sessions/0");
            assertThat(session.path("mediaType").asText()).isEqualTo("email");
            assertThat(session.at("/segments/0/queueId").asText()).isEqualTo("q-1");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T00:00:00.000Z, 2026-03-02T00:00:00.000Z",
        "2026-03-01T23:59:59.123456Z, 2026-03-02T01:00:00.123457+01:00",
        "2026-02-01T00:00:00+01:00, 2026-03-01T00:00:00+01:00"
    })
    void conversationsLieInTheInterval(String from, String to) throws Exception {
        simulator.jobs().items(40);
        String query = "{\"interval\":\"" + from + "/" + to + "\"}";
        Instant beginning = OffsetDateTime.parse(from).toInstant();
        Instant end = OffsetDateTime.parse(to).toInstant();

        JsonNode page = json(client.get(fulfilled(DETAILS, query) + "/results"));

        assertThat(page.path("conversations")).hasSize(40).allSatisfy(conversation -> {
            Instant started =
                    Instant.parse(conversation.path("conversationStart").asText());
            Instant ended = Instant.parse(conversation.path("conversationEnd").asText());
            assertThat(started).isBetween(beginning, end).isBeforeOrEqualTo(ended);
            assertThat(ended).isBeforeOrEqualTo(end);
        });
    }

    @Test
    void nothingHappensInAnEmptyInterval() throws Exception {
        String query = "{\"interval\":\"2026-03-01T00:00:00Z/2026-03-01T01:00:00+01:00\"}";

        assertThat(json(client.get(fulfilled(DETAILS, query) + "/results")).path("conversations"))
                .isEmpty();
    }

    @Test
    void detailsTellHowFarTheDataReachedWhenTheirJobWasStarted() throws Exception {
        Instant reached = clock.instant().minus(Duration.ofHours(6));
        String job = fulfilled(DETAILS, QUERY);
        simulator.jobs().dataLag(Duration.ofDays(1));
        clock.advance(Duration.ofHours(1));

        assertThat(json(client.get(job + "/results"))
                        .path("dataAvailabilityDate")
                        .asText())
                .isEqualTo(reached.toString());
        assertThat(json(client.get(fulfilled(AGGREGATES, QUERY) + "/results")).has("dataAvailabilityDate"))
                .isFalse();
    }

    @Test
    void theAvailabilityIsHowFarTheDataReachesNow() throws Exception {
        HttpResponse<String> usual = client.get(DETAILS + "/availability");
        Instant reached = clock.instant().minus(Duration.ofHours(6));
        simulator.jobs().dataLag(Duration.ofMinutes(90));
        clock.advance(Duration.ofMinutes(100));

        assertThat(usual.statusCode()).isEqualTo(200);
        assertThat(usual.body()).isEqualTo("{\"dataAvailabilityDate\":\"" + reached + "\"}");
        assertThat(json(client.get(DETAILS + "/availability"))
                        .path("dataAvailabilityDate")
                        .asText())
                .isEqualTo(clock.instant().minus(Duration.ofMinutes(90)).toString());
    }

    @Test
    void aggregatesAreGroupedAndRepeatTheInterval() throws Exception {
        JsonNode page = json(client.get(fulfilled(AGGREGATES, QUERY) + "/results?pageSize=2"));

        assertThat(page.path("results")).hasSize(2).allSatisfy(result -> {
            assertThat(result.path("group").path("queueId").asText()).isNotEmpty();
            assertThat(result.at("/data/0/interval").asText()).isEqualTo(INTERVAL);
            assertThat(result.at("/data/0/metrics/0/stats/count").isIntegralNumber())
                    .isTrue();
        });
    }

    @Test
    void resultsDependOnTheQueryAndOnChangesOnly() throws Exception {
        List<String> first = conversationIds(QUERY);

        assertThat(conversationIds(QUERY)).hasSize(1000).isEqualTo(first);
        assertThat(conversationIds(QUERY.replace("queueId", "userId")))
                .hasSize(1000)
                .doesNotContainAnyElementsOf(first);
        simulator.changeAnalytics();
        assertThat(conversationIds(QUERY)).hasSize(1000).doesNotContainAnyElementsOf(first);
    }

    @Test
    void withoutItemsTheOnlyPageIsEmpty() throws Exception {
        simulator.jobs().items(0);

        for (String path : List.of(DETAILS, AGGREGATES)) {
            JsonNode page = json(client.get(fulfilled(path, QUERY) + "/results"));
            assertThat(page.path(path.equals(DETAILS) ? "conversations" : "results"))
                    .isEmpty();
            assertThat(page.has("cursor")).isFalse();
        }
    }

    @Test
    void aJobThatIsNotDoneHasNoResults() throws Exception {
        HttpResponse<String> early = client.get(start(DETAILS, QUERY) + "/results");

        assertThat(early.statusCode()).isEqualTo(400);
        assertThat(json(early).path("message").asText()).contains("QUEUED");
    }

    @Test
    void aScriptedJobFails() throws Exception {
        simulator.jobs().fails("Too much data").runTime(Duration.ofSeconds(5));
        String job = start(DETAILS, QUERY);
        assertThat(client.get(job).statusCode()).isEqualTo(202);

        clock.advance(Duration.ofSeconds(5));

        HttpResponse<String> failed = client.get(job);
        assertThat(failed.statusCode()).isEqualTo(200);
        assertThat(json(failed).path("state").asText()).isEqualTo("FAILED");
        assertThat(json(failed).path("errorMessage").asText()).isEqualTo("Too much data");
        assertThat(client.get(job + "/results").statusCode()).isEqualTo(400);
        assertThat(simulator.jobs().live()).isEqualTo(1);
        simulator.jobs().completes();
        assertThat(state(start(DETAILS, QUERY), Duration.ofSeconds(5))).isEqualTo("FULFILLED");
    }

    @Test
    void scriptedExpiryHitsTheJobsThatThereAreAndThoseToCome() throws Exception {
        String before = fulfilled(DETAILS, QUERY);

        simulator.jobs().expires();

        assertThat(client.get(before).statusCode()).isEqualTo(200);
        assertThat(state(before, Duration.ZERO)).isEqualTo("EXPIRED");
        assertThat(client.get(before + "/results").statusCode()).isEqualTo(400);
        String after = start(DETAILS, QUERY);
        assertThat(state(after, Duration.ZERO)).isEqualTo("QUEUED");
        assertThat(state(after, RUN_TIME)).isEqualTo("EXPIRED");
        simulator.jobs().completes();
        assertThat(state(start(DETAILS, QUERY), RUN_TIME)).isEqualTo("FULFILLED");
        assertThat(state(before, Duration.ZERO)).isEqualTo("EXPIRED");
    }

    @Test
    void aJobExpiresByItselfAfterADay() throws Exception {
        String job = fulfilled(DETAILS, QUERY);
        Instant expiry =
                Instant.parse(json(client.get(job)).path("expirationDate").asText());

        assertThat(expiry).isEqualTo(clock.instant().plus(Duration.ofDays(1)));
        assertThat(state(job, Duration.ofDays(1))).isEqualTo("EXPIRED");
        assertThat(simulator.jobs().live()).isZero();
    }

    @Test
    void aDeletedJobIsUnknown() throws Exception {
        String one = start(DETAILS, QUERY);
        String two = start(AGGREGATES, QUERY);
        assertThat(simulator.jobs().live()).isEqualTo(2);

        HttpResponse<String> deleted = client.delete(one);

        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(client.delete(one).statusCode()).isEqualTo(404);
        assertThat(client.get(one).statusCode()).isEqualTo(404);
        assertThat(client.get(one + "/results").statusCode()).isEqualTo(404);
        assertThat(client.get(two).statusCode()).isEqualTo(202);
        assertThat(simulator.jobs().live()).isEqualTo(1);
    }

    @Test
    void aJobIsKnownOnlyWhereItWasStarted() throws Exception {
        String id = start(DETAILS, QUERY).substring(DETAILS.length());

        HttpResponse<String> elsewhere = client.get(AGGREGATES + id);

        assertThat(elsewhere.statusCode()).isEqualTo(404);
        assertThat(json(elsewhere).path("code").asText()).isEqualTo("not.found");
    }

    @Test
    void aPageLoopRepeatsItsCursor() throws Exception {
        String results = fulfilled(DETAILS, QUERY) + "/results?pageSize=10";
        String second = json(client.get(results)).path("cursor").asText();
        simulator.fault(Fault.pageLoop().on(DETAILS).page(2));

        assertThat(json(client.get(results + "&cursor=" + second))
                        .path("cursor")
                        .asText())
                .isEqualTo(second);
    }

    @Test
    void scriptsThatMakeNoSenseAreRefused() {
        SimulatedJobs jobs = simulator.jobs();

        assertThatThrownBy(() -> jobs.runTime(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> jobs.dataLag(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> jobs.items(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private String start(String path, String query) throws Exception {
        return path + "/" + json(client.post(path, query)).path("jobId").asText();
    }

    private String fulfilled(String path, String query) throws Exception {
        String job = start(path, query);
        clock.advance(RUN_TIME);
        return job;
    }

    private String state(String job, Duration later) throws Exception {
        clock.advance(later);
        return json(client.get(job)).path("state").asText();
    }

    private List<String> conversationIds(String query) throws Exception {
        return json(client.get(fulfilled(DETAILS, query) + "/results")).findValuesAsText("conversationId");
    }
}
