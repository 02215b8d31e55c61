package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Analytics that are computed of generated conversations and of what users do. */
class ComputedAnalyticsTest {
    private static final String ANALYTICS = "/api/v2/analytics/";
    private static final String AGGREGATES = "conversations/aggregates/query";
    private static final String DETAILS = "conversations/details/query";
    private static final String NOON = "2026-03-01T12:00:00.000Z";
    private static final String MORNING = "2026-03-01T00:00:00.000Z/" + NOON;
    private static final String EVENING = NOON + "/2026-03-02T00:00:00.000Z";
    private static final String DAY = "2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z";
    private static final String METRICS = """
            "nOffered","nConnected","tWait","tAnswered","tAbandon","tTalk","tAcw","tHandle","nFlow","tFlow",\
            "tAgentRoutingStatus","tSystemPresence","tOrganizationPresence\"""";

    private final SettableClock clock = new SettableClock();
    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().clock(clock).computedAnalytics().start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "conversations/aggregates/query, ''",
        "conversations/aggregates/query, queueId",
        "conversations/aggregates/query, 'queueId,mediaType'",
        "conversations/aggregates/query, 'userId,direction,wrapUpCode'",
        "flows/aggregates/query, flowId",
        "users/aggregates/query, userId",
        "users/aggregates/query, ''"
    })
    void adjacentIntervalsAddUpToTheWhole(String path, String groupBy) throws Exception {
        Map<String, Long> sum = totals(ask(path, aggregates(MORNING, groupBy, "")));
        totals(ask(path, aggregates(EVENING, groupBy, ""))).forEach((key, value) -> sum.merge(key, value, Long::sum));

        assertThat(sum).isNotEmpty().isEqualTo(totals(ask(path, aggregates(DAY, groupBy, ""))));
        assertThat(sum.values()).anyMatch(value -> value > 0);
    }

    @ParameterizedTest
    @CsvSource({
        "conversations/aggregates/query, PT30M, 48",
        "conversations/aggregates/query, PT5H, 5",
        "conversations/aggregates/query, P1D, 1",
        "users/aggregates/query, PT1H, 24",
        "users/aggregates/query, P1W, 1"
    })
    void theGranularityCutsTheIntervalAndThePiecesAddUp(String path, String granularity, int pieces) throws Exception {
        JsonNode cut = ask(path, aggregates(DAY, "", "\"granularity\":\"" + granularity + "\""));

        List<String> intervals = new ArrayList<>();
        cut.at("/results/0/data")
                .forEach(piece -> intervals.add(piece.path("interval").asText()));
        assertThat(intervals).hasSize(pieces).isSorted();
        assertThat(intervals.get(0)).startsWith("2026-03-01T00:00:00.000Z/");
        assertThat(intervals.get(pieces - 1)).endsWith("/2026-03-02T00:00:00.000Z");
        assertThat(totals(cut)).isEqualTo(totals(ask(path, aggregates(DAY, "", ""))));
    }

    @Test
    void daysAreThoseOfTheTimeZone() throws Exception {
        JsonNode cut = ask(
                AGGREGATES,
                aggregates(
                        "2025-10-25T22:00:00.000Z/2025-10-27T23:00:00.000Z",
                        "",
                        "\"granularity\":\"P1D\",\"timeZone\":\"Europe/Berlin\""));

        assertThat(cut.at("/results/0/data/0/interval").asText())
                .isEqualTo("2025-10-25T22:00:00.000Z/2025-10-26T23:00:00.000Z");
        assertThat(cut.at("/results/0/data")).hasSize(2);
    }

    @Test
    void aGroupIsWhatAFilterForItFinds() throws Exception {
        JsonNode grouped = ask(AGGREGATES, aggregates(DAY, "mediaType", "")).path("results");
        assertThat(grouped).hasSize(Conversation.MEDIA.size());
        for (JsonNode group : grouped) {
            String value = group.at("/group/mediaType").asText();
            String filter = filter("and", predicate("mediaType", value));
            assertThat(ask(AGGREGATES, aggregates(DAY, "mediaType", filter)).at("/results/0"))
                    .isEqualTo(group);
        }
    }

    @Test
    void filtersJoinPredicatesAndClausesByAndAndOr() throws Exception {
        long voice = offered(filter("and", predicate("mediaType", "voice")));
        long chat = offered(filter("and", predicate("mediaType", "chat")));
        String queue = simulator.organization().queueIds().get(0);

        assertThat(offered(filter("or", predicate("mediaType", "voice") + "," + predicate("mediaType", "chat"))))
                .isEqualTo(voice + chat);
        assertThat(offered(filter("and", predicate("mediaType", "voice") + "," + predicate("mediaType", "chat"))))
                .isZero();
        long inQueue = offered(filter("and", predicate("queueId", queue)));
        long both = offered("\"filter\":{\"type\":\"and\",\"predicates\":[" + predicate("queueId", queue)
                + "],\"clauses\":[{\"type\":\"or\",\"predicates\":[" + predicate("mediaType", "voice") + ","
                + predicate("mediaType", "chat") + "]}]}");
        assertThat(both).isPositive().isLessThan(inQueue);
        long answered = offered(filter("and", "{\"dimension\":\"userId\",\"operator\":\"exists\"}"));
        long abandoned = offered(filter("and", "{\"dimension\":\"userId\",\"operator\":\"notExists\"}"));
        assertThat(answered + abandoned).isEqualTo(offered(""));
        assertThat(offered(filter("and", predicate("queueId", "unknown")))).isZero();
    }

    @Test
    void metricsAgreeWithOneAnother() throws Exception {
        Map<String, Long> day = totals(ask(AGGREGATES, aggregates(DAY, "", "")));

        assertThat(day.get("{} nOffered count")).isBetween(4000L, 4500L);
        assertThat(day.get("{} tHandle sum")).isBetween(1L, Long.MAX_VALUE);
        assertThat(day.get("{} tAnswered count")).isEqualTo(day.get("{} nConnected count"));
        assertThat(day.get("{} tWait count")).isEqualTo(day.get("{} tAnswered count") + day.get("{} tAbandon count"));
        assertThat(day).doesNotContainKey("{} nFlow count");
    }

    @Test
    void usersAreInOneStateAtATime() throws Exception {
        Map<String, Long> ofOne = totals(ask(
                "users/aggregates/query",
                aggregates(
                        DAY,
                        "",
                        filter(
                                "and",
                                predicate(
                                        "userId",
                                        simulator.organization().userIds().get(0))))));

        for (String metric : List.of("tAgentRoutingStatus", "tSystemPresence", "tOrganizationPresence")) {
            assertThat(ofOne.entrySet().stream()
                            .filter(entry -> entry.getKey().contains(metric))
                            .mapToLong(Map.Entry::getValue)
                            .sum())
                    .isEqualTo(Duration.ofDays(1).toMillis());
        }
    }

    @Test
    void whatHasNotHappenedIsNotCountedYet() throws Exception {
        String today = aggregates("2026-03-02T00:00:00.000Z/2026-03-03T00:00:00.000Z", "", "");
        long before = totals(ask(AGGREGATES, today)).get("{} nOffered count");

        assertThat(ask(AGGREGATES, aggregates("2026-03-03T00:00:00.000Z/2026-03-04T00:00:00.000Z", "", ""))
                        .path("results"))
                .isEmpty();
        clock.advance(Duration.ofHours(1));

        assertThat(totals(ask(AGGREGATES, today)).get("{} nOffered count")).isBetween(before + 150, before + 210);
    }

    @Test
    void changesChangeAllConversations() throws Exception {
        JsonNode before = ask(AGGREGATES, aggregates(DAY, "", ""));

        simulator.changeAnalytics();

        assertThat(ask(AGGREGATES, aggregates(DAY, "", ""))).isNotEqualTo(before);
    }

    @Test
    void detailsArePagedInBothOrdersAndCountWhatAggregatesCount() throws Exception {
        String hour = "\"interval\":\"2026-03-01T10:00:00.000Z/2026-03-01T11:00:00.000Z\"";
        List<String> ids = new ArrayList<>();
        JsonNode page;
        int number = 1;
        do {
            page = ask(DETAILS, "{" + hour + ",\"paging\":{\"pageSize\":50,\"pageNumber\":" + number++ + "}}");
            ids.addAll(page.path("conversations").findValuesAsText("conversationId"));
        } while (!page.path("conversations").isEmpty());

        assertThat(ids).hasSize(page.path("totalHits").asInt()).hasSize(180).doesNotHaveDuplicates();
        JsonNode last = ask(DETAILS, "{" + hour + ",\"order\":\"desc\",\"paging\":{\"pageSize\":1,\"pageNumber\":1}}");
        assertThat(last.at("/conversations/0/conversationId").asText()).isEqualTo(ids.get(179));
        assertThat(client.post(ANALYTICS + DETAILS, "{" + hour + ",\"paging\":{\"pageSize\":101}}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void detailsAreFilteredBySegmentsAndConversations() throws Exception {
        String filters = "\"interval\":\"" + DAY + "\",\"segmentFilters\":[{\"type\":\"or\",\"predicates\":["
                + predicate("mediaType", "email") + "]}],\"conversationFilters\":[{\"type\":\"and\",\"predicates\":["
                + predicate("originatingDirection", "inbound") + "]}]";

        JsonNode found = ask(DETAILS, "{" + filters + "}");

        assertThat(found.path("conversations").findValuesAsText("mediaType")).containsOnly("email");
        assertThat(found.path("totalHits").asLong()).isEqualTo(started("email"));
    }

    @Test
    void aConversationIsFoundByItsId() throws Exception {
        JsonNode listed = ask(DETAILS, "{\"interval\":\"" + DAY + "\"}").path("conversations");
        String one = listed.at("/3/conversationId").asText();
        String other = listed.at("/5/conversationId").asText();

        assertThat(get(ANALYTICS + "conversations/" + one + "/details")).isEqualTo(listed.get(3));
        assertThat(get(ANALYTICS + "conversations/details?id=" + one + "," + other + ",none")
                        .path("conversations"))
                .hasSize(2)
                .contains(listed.get(3), listed.get(5));
    }

    @Test
    void observationsAreThoseOfTheMoment() throws Exception {
        String query = "{\"filter\":{\"type\":\"and\"},\"metrics\":[\"oWaiting\",\"oInteracting\",\"oOnQueueUsers\"]}";

        JsonNode now = ask("queues/observations/query", query);

        assertThat(sum(now, "oWaiting")).isBetween(1L, 12L);
        assertThat(sum(now, "oInteracting")).isBetween(1L, 60L);
        assertThat(sum(now, "oOnQueueUsers")).isPositive();
        assertThat(ask("queues/observations/query", query)).isEqualTo(now);
        clock.advance(Duration.ofMinutes(10));
        assertThat(ask("queues/observations/query", query)).isNotEqualTo(now);
    }

    @Test
    void observationsAreFilteredByQueueAndMedium() throws Exception {
        String queue = simulator.organization().queueIds().get(1);

        JsonNode found = ask(
                "queues/observations/query",
                "{" + filter("and", predicate("queueId", queue) + "," + predicate("mediaType", "voice"))
                        + ",\"metrics\":[\"oWaiting\",\"oMemberUsers\"]}");

        assertThat(found.path("results").findValuesAsText("queueId")).containsOnly(queue);
        assertThat(found.path("results").findValuesAsText("mediaType")).containsExactly("voice");
        int members = get("/api/v2/routing/queues/" + queue).path("memberCount").asInt();
        assertThat(sum(found, "oMemberUsers")).isEqualTo(members);
    }

    @Test
    void usersAndFlowsAreObserved() throws Exception {
        String all = "{\"filter\":{\"type\":\"and\"},\"metrics\":[\"oMemberQueues\",\"oActiveQueues\",\"oFlow\"]}";

        JsonNode users = ask("users/observations/query", all);
        JsonNode flows = ask("flows/observations/query", all);

        assertThat(users.path("results")).hasSameSizeAs(simulator.organization().userIds());
        assertThat(sum(users, "oActiveQueues")).isPositive().isLessThan(sum(users, "oMemberQueues"));
        assertThat(flows.path("results")).hasSize(70);
    }

    @ParameterizedTest
    @CsvSource({
        "conversations/activity/query, queueId, oInteracting, conversationId",
        "routing/activity/query, queueId, oUserRoutingStatuses, userId",
        "routing/activity/query, userId, oMemberUsers, userId"
    })
    void activityIsPagedByTheUrl(String path, String groupBy, String metric, String entity) throws Exception {
        String query = "{\"groupBy\":[\"" + groupBy + "\"],\"metrics\":[{\"metric\":\"" + metric + "\"}]}";

        JsonNode first = ask(path + "?pageSize=5", query);
        JsonNode second = ask(path + "?pageSize=5&pageNumber=2", query);
        JsonNode both = ask(path + "?pageSize=10", query);

        assertThat(first.path("results")).hasSize(5);
        List<JsonNode> joined = new ArrayList<>();
        first.path("results").forEach(joined::add);
        second.path("results").forEach(joined::add);
        assertThat(both.path("results")).containsExactlyElementsOf(joined);
        assertThat(first.path("entityIdDimension").asText()).isEqualTo(entity);
        for (String wrong : List.of("pageSize=0", "pageSize=101", "pageNumber=x")) {
            assertThat(client.post(ANALYTICS + path + "?" + wrong, query).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void agentsHaveTheStatesThatUsersHave() throws Exception {
        JsonNode all = ask("agents/status/query", "{}").path("entities");
        JsonNode idle = ask(
                        "agents/status/query",
                        "{\"userFilter\":{\"type\":\"and\",\"predicates\":[" + predicate("routingStatus", "IDLE")
                                + "]}}")
                .path("entities");

        assertThat(all).hasSameSizeAs(simulator.organization().userIds());
        assertThat(all.findValuesAsText("userName")).isSorted();
        assertThat(idle.findValuesAsText("routingStatus")).containsOnly("IDLE");
        String user = idle.at("/0/userId").asText();
        assertThat(get("/api/v2/users/" + user + "/routingstatus")
                        .path("status")
                        .asText())
                .isEqualTo("IDLE");
    }

    @Test
    void usersDetailsAreTheStatesOfTheInterval() throws Exception {
        String user = simulator.organization().userIds().get(2);

        JsonNode found = ask(
                "users/details/query",
                "{\"interval\":\"2026-03-02T08:00:00.000Z/2026-03-02T10:00:00.000Z\",\"userFilters\":["
                        + "{\"type\":\"and\",\"predicates\":[" + predicate("userId", user) + "]}]}");

        assertThat(found.path("totalHits").asInt()).isEqualTo(1);
        JsonNode statuses = found.at("/userDetails/0/routingStatus");
        assertThat(statuses.size()).isBetween(13, 14);
        assertThat(statuses.get(0).has("endTime")).isTrue();
        assertThat(statuses.get(statuses.size() - 1).has("endTime")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "flows/aggregates/query, analytics:flowAggregate:view",
        "users/aggregates/query, analytics:userAggregate:view",
        "users/details/query, analytics:userDetail:view",
        "flows/observations/query, analytics:flowObservation:view",
        "conversations/activity/query, analytics:queueObservation:view",
        "routing/activity/query, analytics:queueObservation:view",
        "agents/status/query, analytics:agentState:view"
    })
    void everyQueryNeedsItsScope(String path, String scope) throws Exception {
        try (GenesysSimulator narrow = GenesysSimulator.builder().scopes("none").start()) {
            HttpResponse<String> refused =
                    new SimulatorClient(narrow).login().post(ANALYTICS + path, aggregates(DAY, "", ""));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(json(refused).path("message").asText()).endsWith(" " + scope);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "conversations/aggregates/query, interval",
        "conversations/aggregates/query, metrics",
        "conversations/details/query, interval",
        "queues/observations/query, filter",
        "users/observations/query, metrics",
        "flows/aggregates/query, interval",
        "users/aggregates/query, metrics",
        "users/details/query, interval",
        "flows/observations/query, filter",
        "conversations/activity/query, groupBy",
        "routing/activity/query, metrics"
    })
    void whatAQueryMustHaveIsRequired(String path, String field) throws Exception {
        String whole = aggregates(DAY, "userId", "\"filter\":{\"type\":\"and\"}");

        assertThat(client.post(ANALYTICS + path, whole).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = client.post(ANALYTICS + path, whole.replace("\"" + field + "\":", "\"other\":"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("message").asText()).isEqualTo(field + " is required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"granularity\":\"hourly\"",
                "\"granularity\":\"PT0S\"",
                "\"granularity\":\"P1D\",\"timeZone\":\"Mars\""
            })
    void aGranularityThatIsNoneIsRefused(String wrong) throws Exception {
        HttpResponse<String> refused = client.post(ANALYTICS + AGGREGATES, aggregates(DAY, "", wrong));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("message").asText()).startsWith("granularity must be");
    }

    private long offered(String filter) throws Exception {
        return totals(ask(AGGREGATES, aggregates(DAY, "", filter))).getOrDefault("{} nOffered count", 0L);
    }

    private static long started(String mediaType) {
        return Conversation.between(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-02T00:00:00Z"), 0)
                .filter(one ->
                        one.start() >= Instant.parse("2026-03-01T00:00:00Z").toEpochMilli())
                .filter(one -> one.values("mediaType").contains(mediaType))
                .count();
    }

    private static String aggregates(String interval, String groupBy, String more) {
        String groups = groupBy.isEmpty() ? "" : "\"" + groupBy.replace(",", "\",\"") + "\"";
        return "{\"interval\":\"" + interval + "\",\"groupBy\":[" + groups + "],\"metrics\":[" + METRICS + "]"
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static String filter(String type, String predicates) {
        return "\"filter\":{\"type\":\"" + type + "\",\"predicates\":[" + predicates + "]}";
    }

    private static String predicate(String dimension, String value) {
        return "{\"dimension\":\"" + dimension + "\",\"operator\":\"matches\",\"value\":\"" + value + "\"}";
    }

    /** All counts and sums by group, metric and qualifier, over all pieces of the interval. */
    private static Map<String, Long> totals(JsonNode answer) {
        Map<String, Long> totals = new TreeMap<>();
        for (JsonNode result : answer.path("results")) {
            for (JsonNode piece : result.path("data")) {
                for (JsonNode metric : piece.path("metrics")) {
                    for (String part : List.of("count", "sum")) {
                        String key = result.path("group") + " "
                                + metric.path("metric").asText()
                                + metric.path("qualifier").asText() + " " + part;
                        if (metric.path("stats").has(part)) {
                            totals.merge(key, metric.path("stats").path(part).asLong(), Long::sum);
                        }
                    }
                }
            }
        }
        return totals;
    }

    private static long sum(JsonNode observed, String metric) {
        long sum = 0;
        for (JsonNode result : observed.path("results")) {
            for (JsonNode data : result.path("data")) {
                sum += data.path("metric").asText().equals(metric)
                        ? data.at("/stats/count").asLong()
                        : 0;
            }
        }
        return sum;
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = client.get(path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return json(answer);
    }

    private JsonNode ask(String path, String query) throws Exception {
        HttpResponse<String> answer = client.post(ANALYTICS + path, query);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return json(answer);
    }
}
