package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    private static final String AGGREGATES = "/api/v2/analytics/conversations/aggregates/query";
    private static final String DETAILS = "/api/v2/analytics/conversations/details/query";
    private static final String QUEUES = "/api/v2/analytics/queues/observations/query";
    private static final String USERS = "/api/v2/analytics/users/observations/query";
    private static final String INTERVAL = "2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z";

    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aggregatesHaveTheGroupsTheIntervalAndTheMetricsOfTheQuery() throws Exception {
        JsonNode results = ask(AGGREGATES, """
                {"interval":"%s","groupBy":["queueId","mediaType"],"metrics":["nOffered","tHandle"],
                 "filter":{"type":"and","predicates":[{"dimension":"mediaType","operator":"matches","value":"voice"}],
                  "clauses":[{"type":"or","predicates":[{"dimension":"queueId","value":"q-1"},
                   {"dimension":"queueId","value":"q-2"}]}]}}""".formatted(INTERVAL)).path("results");

        assertThat(results.findValuesAsText("queueId")).containsExactly("q-1", "q-2");
        assertThat(results.findValuesAsText("mediaType")).containsExactly("voice", "voice");
        JsonNode data = results.at("/0/data/0");
        assertThat(data.path("interval").asText()).isEqualTo(INTERVAL);
        assertThat(data.path("metrics").findValuesAsText("metric")).containsExactly("nOffered", "tHandle");
        JsonNode handled = data.at("/metrics/1/stats");
        assertThat(handled.path("min").asLong())
                .isLessThanOrEqualTo(handled.path("max").asLong());
        assertThat(handled.path("sum").asLong())
                .isBetween(
                        handled.path("min").asLong() * handled.path("count").asLong(),
                        handled.path("max").asLong() * handled.path("count").asLong());
        assertThat(data.at("/metrics/0/stats").has("sum")).isFalse();
    }

    @Test
    void groupsWithoutAFilterAreThoseOfSomeQueuesThatAreListed() throws Exception {
        Set<String> listed = new HashSet<>(
                json(client.get("/api/v2/routing/queues?pageSize=100")).findValuesAsText("id"));

        JsonNode results = ask(AGGREGATES, aggregates("queueId")).path("results");

        assertThat(results.findValuesAsText("queueId"))
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allMatch(listed::contains);
    }

    @Test
    void withoutGroupAndFilterThereIsOneResult() throws Exception {
        JsonNode results = ask(AGGREGATES, aggregates()).path("results");

        assertThat(results).hasSize(1);
        assertThat(results.get(0).path("group").isObject()).isTrue();
        assertThat(results.get(0).path("group")).isEmpty();
    }

    @Test
    void manyGroupsAreCutOff() throws Exception {
        JsonNode results = ask(AGGREGATES, aggregates("queueId", "userId", "ani", "dnis", "flowId"))
                .path("results");

        assertThat(results).hasSize(100);
        assertThat(new HashSet<>(results.findValues("group"))).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {QUEUES, USERS})
    void observationsHaveOneResultForEachFilteredValue(String path) throws Exception {
        JsonNode results = ask(path, """
                {"filter":{"type":"or","predicates":[{"dimension":"queueId","value":"q-1"},
                 {"dimension":"queueId","value":"q-2"}]},"metrics":["oWaiting","oOnQueueUsers"]}""").path("results");

        assertThat(results.findValuesAsText("queueId")).containsExactly("q-1", "q-2");
        JsonNode data = results.at("/0/data");
        assertThat(data.findValuesAsText("metric")).containsExactly("oWaiting", "oOnQueueUsers");
        assertThat(data.at("/0/stats/count").isIntegralNumber()).isTrue();
        assertThat(data.get(0).has("qualifier")).isFalse();
        assertThat(data.at("/1/qualifier").asText()).isNotEmpty();
    }

    @Test
    void theSameObservationOfQueuesAndOfUsersDiffers() throws Exception {
        String query = "{\"filter\":{\"type\":\"and\"},\"metrics\":[\"oActive\",\"oMember\",\"tActive\"]}";

        assertThat(ask(QUEUES, query)).isNotEqualTo(ask(USERS, query));
    }

    @Test
    void detailsArePagedAsTheBodySays() throws Exception {
        JsonNode first = ask(DETAILS, paged(10, 1));
        JsonNode second = ask(DETAILS, paged(10, 2));
        JsonNode both = ask(DETAILS, paged(20, 1));

        assertThat(first.path("conversations")).hasSize(10);
        List<String> ids = first.findValuesAsText("conversationId");
        ids.addAll(second.findValuesAsText("conversationId"));
        assertThat(both.findValuesAsText("conversationId")).isEqualTo(ids);
        int total = first.path("totalHits").asInt();
        assertThat(second.path("totalHits").asInt()).isEqualTo(total);
        assertThat(ask(DETAILS, paged(100, 1 + total / 100)).path("conversations"))
                .hasSize(total % 100);
        assertThat(ask(DETAILS, paged(100, Integer.MAX_VALUE)).path("conversations"))
                .isEmpty();
    }

    @Test
    void detailsLieInTheInterval() throws Exception {
        Instant from = Instant.parse("2026-03-01T10:00:00.500Z");

        JsonNode answer = ask(DETAILS, """
                {"interval":"2026-03-01T10:00:00.500Z/2026-03-01T10:10:00.500Z","paging":{"pageSize":100,"pageNumber":1}}""");

        assertThat(answer.path("conversations")).isNotEmpty().allSatisfy(conversation -> {
            Instant started =
                    Instant.parse(conversation.path("conversationStart").asText());
            assertThat(started).isBetween(from, from.plusSeconds(600));
            assertThat(Instant.parse(conversation.path("conversationEnd").asText()))
                    .isBetween(started, from.plusSeconds(600));
        });
    }

    @Test
    void nothingHappensInAnEmptyInterval() throws Exception {
        JsonNode answer = ask(DETAILS, "{\"interval\":\"2026-03-01T10:00:00Z/2026-03-01T11:00:00+01:00\"}");

        assertThat(answer.path("conversations")).isEmpty();
        assertThat(answer.path("totalHits").asInt(-1)).isZero();
    }

    @Test
    void detailsShowTheFilter() throws Exception {
        JsonNode answer = ask(DETAILS, """
                {"interval":"%s","conversationFilters":[{"type":"or","predicates":[
                 {"type":"dimension","dimension":"divisionId","value":"d-7"}]}]}""".formatted(INTERVAL));

        assertThat(answer.at("/conversations/0/participants/0/sessions/0/segments/0/divisionId")
                        .asText())
                .isEqualTo("d-7");
    }

    @Test
    void pagingThatMakesNoSenseIsRefused() throws Exception {
        assertThat(client.post(DETAILS, paged(101, 1)).statusCode()).isEqualTo(400);
        assertThat(client.post(DETAILS, paged(0, 1)).statusCode()).isEqualTo(400);
        assertThat(client.post(DETAILS, paged(10, 0)).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {AGGREGATES, DETAILS, QUEUES, USERS})
    void answersDependOnTheQueryAndOnChangesOnly(String path) throws Exception {
        String asked = "\"interval\":\"" + INTERVAL + "\",\"metrics\":[\"nOffered\"],\"filter\":{\"type\":\"and\"}";
        JsonNode answer = ask(path, "{" + asked + ",\"timeZone\":\"UTC\"}");

        assertThat(ask(path, "{\"timeZone\": \"UTC\", " + asked + "}")).isEqualTo(answer);
        assertThat(ask(path, "{" + asked + ",\"timeZone\":\"CET\"}")).isNotEqualTo(answer);
        simulator.changeAnalytics();
        assertThat(ask(path, "{" + asked + ",\"timeZone\":\"UTC\"}")).isNotEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {AGGREGATES, DETAILS, QUEUES, USERS})
    void aBodyThatIsNoObjectIsRefused(String path) throws Exception {
        for (String body : List.of("", "[]", "1", "{")) {
            HttpResponse<String> refused = client.post(path, body);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).path("code").asText()).isEqualTo("bad.request");
        }
    }

    private static String aggregates(String... groupBy) {
        return "{\"interval\":\"%s\",\"metrics\":[\"nOffered\"],\"groupBy\":[%s]}"
                .formatted(
                        INTERVAL,
                        Arrays.stream(groupBy).map(name -> '"' + name + '"').collect(Collectors.joining(",")));
    }

    private static String paged(int size, int number) {
        return "{\"interval\":\"%s\",\"paging\":{\"pageSize\":%d,\"pageNumber\":%d}}".formatted(INTERVAL, size, number);
    }

    private JsonNode ask(String path, String query) throws Exception {
        HttpResponse<String> answer = client.post(path, query);
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer);
    }
}
