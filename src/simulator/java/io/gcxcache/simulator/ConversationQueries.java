package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The analytics of conversations: those that there were, and those that there are. */
final class ConversationQueries {
    private static final String DETAIL_VIEW = "analytics:conversationDetail:view";
    private static final String OBSERVATION_VIEW = "analytics:queueObservation:view";

    private final SimulatedOrganization organization;
    private final Clock clock;
    private final IntSupplier changes;

    ConversationQueries(SimulatedOrganization organization, Clock clock, IntSupplier changes) {
        this.organization = organization;
        this.clock = clock;
        this.changes = changes;
    }

    Endpoint aggregates() {
        return QueryAnswers.endpoint(
                "conversations/aggregates",
                "analytics:conversationAggregate:view",
                QueryAnswers.IN_INTERVAL,
                (call, query) -> aggregates(query, metric -> !metric.contains("Flow")));
    }

    Endpoint details() {
        return QueryAnswers.endpoint(
                "conversations/details", DETAIL_VIEW, List.of("interval"), (call, query) -> details(query));
    }

    Endpoint observations() {
        return QueryAnswers.endpoint(
                "queues/observations", OBSERVATION_VIEW, QueryAnswers.OBSERVED, (call, query) -> queues(query));
    }

    List<Endpoint> others() {
        return List.of(
                QueryAnswers.endpoint(
                        "flows/aggregates",
                        "analytics:flowAggregate:view",
                        QueryAnswers.IN_INTERVAL,
                        (call, query) -> aggregates(query, metric -> metric.contains("Flow"))),
                QueryAnswers.endpoint(
                        "flows/observations",
                        "analytics:flowObservation:view",
                        QueryAnswers.OBSERVED,
                        (call, query) -> flows(query)),
                QueryAnswers.endpoint("conversations/activity", OBSERVATION_VIEW, QueryAnswers.GROUPED, this::activity),
                Endpoint.get("/api/v2/analytics/conversations/details", DETAIL_VIEW, this::conversations),
                Endpoint.get(
                        "/api/v2/analytics/conversations/:conversationId/details", DETAIL_VIEW, this::conversation));
    }

    private ObjectNode aggregates(AnalyticsQuery query, Predicate<String> known) {
        Aggregation aggregation = new Aggregation(query, clock.instant());
        Interval interval = aggregation.interval();
        Conversation.between(interval.from(), interval.to(), changes.getAsInt())
                .filter(conversation -> aggregation.keeps(conversation::values))
                .forEach(conversation -> conversation.measurements().stream()
                        .filter(measured -> known.test(measured.metric()))
                        .forEach(measured -> aggregation.add(conversation::values, measured)));
        return aggregation.answer();
    }

    private ObjectNode details(AnalyticsQuery query) {
        Instant now = clock.instant();
        Interval asked = Interval.read(query.interval()).within(Conversation.BEGINNING, now);
        Predicate<Function<String, List<String>>> kept = AnalyticsFilter.all(
                        query.body().path("conversationFilters"))
                .and(AnalyticsFilter.all(query.body().path("segmentFilters")));
        List<Conversation> found = Conversation.between(asked.from(), asked.to(), changes.getAsInt())
                .filter(one -> asked.from().toEpochMilli() <= one.start()
                        && one.start() < asked.to().toEpochMilli())
                .filter(one -> kept.test(one::values))
                .toList();
        boolean descending = query.body().path("order").asText().equals("desc");
        int last = found.size() - 1;
        return QueryAnswers.page(query, "conversations", new GeneratedList(found.size(), index -> found.get(
                        descending ? last - index : index)
                .details(now)));
    }

    private ObjectNode queues(AnalyticsQuery query) {
        AnalyticsFilter filter = new AnalyticsFilter(query.body().path("filter"));
        ObjectNode answer = QueryAnswers.object();
        ArrayNode results = answer.putArray("results");
        List<Conversation> current =
                Conversation.at(clock.instant(), changes.getAsInt()).toList();
        for (String queueId : organization.queueIds()) {
            for (String mediaType : Conversation.MEDIA) {
                Map<String, String> group = new LinkedHashMap<>(Map.of("queueId", queueId));
                group.put("mediaType", mediaType);
                QueryAnswers.observe(results, filter, group, query, metric -> conversations(metric, current, group));
            }
            QueryAnswers.observe(
                    results,
                    filter,
                    Map.of("queueId", queueId),
                    query,
                    metric -> QueueMember.count(metric, QueueMember.of(organization, queueId, clock.instant())));
        }
        return answer;
    }

    private ObjectNode flows(AnalyticsQuery query) {
        AnalyticsFilter filter = new AnalyticsFilter(query.body().path("filter"));
        long now = clock.instant().toEpochMilli();
        ObjectNode answer = QueryAnswers.object();
        ArrayNode results = answer.putArray("results");
        Map<String, List<Conversation>> flows = Conversation.at(clock.instant(), changes.getAsInt())
                .filter(conversation -> conversation.isInFlow(now))
                .collect(Collectors.groupingBy(
                        conversation -> conversation.values("flowId").get(0)));
        for (String flowId : organization.all(Kind.FLOW).keySet()) {
            List<Conversation> inside = flows.getOrDefault(flowId, List.of());
            QueryAnswers.observe(
                    results,
                    filter,
                    Map.of("flowId", flowId),
                    query,
                    metric -> metric.equals("oFlow") ? QueryAnswers.count(inside.stream()) : Map.of());
        }
        return answer;
    }

    private ObjectNode activity(ApiRequest call, AnalyticsQuery query) {
        AnalyticsFilter filter = new AnalyticsFilter(query.body().path("filter"));
        Map<Map<String, String>, List<Conversation>> groups = new TreeMap<>(Comparator.comparing(Map::toString));
        Conversation.at(clock.instant(), changes.getAsInt())
                .filter(conversation -> filter.keeps(conversation::values))
                .forEach(conversation -> groups.computeIfAbsent(
                                QueryAnswers.group(query, conversation::values), first -> new ArrayList<>())
                        .add(conversation));
        return QueryAnswers.activity(
                call, query, "conversationId", groups, (metric, of) -> conversations(metric, of, Map.of()));
    }

    private Reply conversation(ApiRequest call) {
        Instant now = clock.instant();
        return Conversation.find(call.pathParameter("conversationId"), now, changes.getAsInt())
                .map(found -> Reply.json(200, found.details(now)))
                .orElseThrow(() -> call.notFound());
    }

    private Reply conversations(ApiRequest call) {
        Instant now = clock.instant();
        ObjectNode answer = QueryAnswers.object();
        ArrayNode found = answer.putArray("conversations");
        call.values("id").stream()
                .sorted()
                .flatMap(id -> Conversation.find(id, now, changes.getAsInt()).stream())
                .forEach(conversation -> found.add(conversation.details(now)));
        return Reply.json(200, answer);
    }

    /** How many conversations of a group a metric is about. */
    private Map<String, Long> conversations(String metric, List<Conversation> current, Map<String, String> group) {
        long now = clock.instant().toEpochMilli();
        Stream<Conversation> ofGroup = current.stream().filter(one -> group.entrySet().stream()
                .allMatch(part -> one.values(part.getKey()).contains(part.getValue())));
        return switch (metric) {
            case "oWaiting" -> QueryAnswers.count(ofGroup.filter(one -> one.isWaiting(now)));
            case "oInteracting" -> QueryAnswers.count(ofGroup.filter(one -> one.isInteracting(now)));
            case "oAlerting" -> QueryAnswers.count(Stream.of());
            default -> Map.of();
        };
    }
}
