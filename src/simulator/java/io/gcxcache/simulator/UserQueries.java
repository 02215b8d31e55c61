package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The analytics of users: what they do and did, and in which queues. */
final class UserQueries {
    private final SimulatedOrganization organization;
    private final Clock clock;

    UserQueries(SimulatedOrganization organization, Clock clock) {
        this.organization = organization;
        this.clock = clock;
    }

    Endpoint observations() {
        return QueryAnswers.endpoint(
                "users/observations",
                "analytics:userObservation:view",
                QueryAnswers.OBSERVED,
                (call, query) -> users(query));
    }

    List<Endpoint> others() {
        return List.of(
                QueryAnswers.endpoint(
                        "users/aggregates",
                        "analytics:userAggregate:view",
                        QueryAnswers.IN_INTERVAL,
                        (call, query) -> aggregates(query)),
                QueryAnswers.endpoint(
                        "users/details",
                        "analytics:userDetail:view",
                        List.of("interval"),
                        (call, query) -> details(query)),
                QueryAnswers.endpoint(
                        "routing/activity", "analytics:queueObservation:view", QueryAnswers.GROUPED, this::activity),
                QueryAnswers.endpoint(
                        "agents/status", "analytics:agentState:view", List.of(), (call, query) -> agents(query)));
    }

    private ObjectNode aggregates(AnalyticsQuery query) {
        Aggregation aggregation = new Aggregation(query, clock.instant());
        Interval interval = aggregation.interval();
        for (String userId : organization.userIds()) {
            Function<String, List<String>> values = QueryAnswers.values(Map.of("userId", userId));
            if (aggregation.keeps(values)) {
                for (AgentState state : states(userId, interval)) {
                    Instant since = state.since();
                    Instant until = state.until();
                    aggregation.addState(values, metric("tAgentRoutingStatus", state.routingStatus()), since, until);
                    aggregation.addState(values, metric("tSystemPresence", state.systemPresence()), since, until);
                    aggregation.addState(values, metric("tOrganizationPresence", state.presenceId()), since, until);
                }
            }
        }
        return aggregation.answer();
    }

    private ObjectNode details(AnalyticsQuery query) {
        Instant now = clock.instant();
        Interval interval = Interval.read(query.interval()).within(Conversation.BEGINNING, now);
        Predicate<Function<String, List<String>>> kept =
                AnalyticsFilter.all(query.body().path("userFilters"));
        List<String> users = organization.userIds().stream()
                .filter(userId -> kept.test(QueryAnswers.values(Map.of("userId", userId))))
                .sorted()
                .toList();
        return QueryAnswers.page(
                query,
                "userDetails",
                new GeneratedList(users.size(), index -> details(users.get(index), interval, now)));
    }

    /** What some users did in the last hour of the interval: they do something else every few minutes. */
    static List<ObjectNode> details(AnalyticsQuery query, int count) {
        Interval asked = Interval.read(query.interval());
        Interval hour = asked.within(asked.to().minus(1, ChronoUnit.HOURS), asked.to());
        return new GeneratedList(count, index -> details(Kind.USER.id(index), hour, hour.to()));
    }

    private static ObjectNode details(String userId, Interval interval, Instant now) {
        ObjectNode user = QueryAnswers.object().put("userId", userId);
        ArrayNode presences = user.putArray("primaryPresence");
        ArrayNode statuses = user.putArray("routingStatus");
        for (AgentState state : states(userId, interval)) {
            lasting(presences, state, now)
                    .put("systemPresence", state.systemPresence())
                    .put("organizationPresenceId", state.presenceId());
            lasting(statuses, state, now).put("routingStatus", state.routingStatus());
        }
        return user;
    }

    private ObjectNode users(AnalyticsQuery query) {
        AnalyticsFilter filter = new AnalyticsFilter(query.body().path("filter"));
        ObjectNode answer = QueryAnswers.object();
        ArrayNode results = answer.putArray("results");
        Map<String, List<QueueMember>> memberships = QueueMember.all(organization, clock.instant()).stream()
                .collect(Collectors.groupingBy(QueueMember::userId));
        for (String userId : organization.userIds()) {
            List<QueueMember> queues = memberships.getOrDefault(userId, List.of());
            QueryAnswers.observe(results, filter, Map.of("userId", userId), query, metric -> switch (metric) {
                case "oActiveQueues" -> QueryAnswers.count(queues.stream().filter(QueueMember::joined));
                case "oMemberQueues" -> QueryAnswers.count(queues.stream());
                default -> Map.of();
            });
        }
        return answer;
    }

    private ObjectNode activity(ApiRequest call, AnalyticsQuery query) {
        AnalyticsFilter filter = new AnalyticsFilter(query.body().path("filter"));
        Map<Map<String, String>, List<QueueMember>> groups = new TreeMap<>(Comparator.comparing(Map::toString));
        QueueMember.all(organization, clock.instant()).stream()
                .filter(member -> filter.keeps(member::values))
                .forEach(member -> groups.computeIfAbsent(
                                QueryAnswers.group(query, member::values), first -> new ArrayList<>())
                        .add(member));
        return QueryAnswers.activity(call, query, "userId", groups, QueueMember::count);
    }

    private ObjectNode agents(AnalyticsQuery query) {
        AnalyticsFilter filter = new AnalyticsFilter(query.body().path("userFilter"));
        Map<String, List<QueueMember>> memberships = QueueMember.all(organization, clock.instant()).stream()
                .collect(Collectors.groupingBy(QueueMember::userId));
        ObjectNode answer = QueryAnswers.object();
        ArrayNode entities = answer.putArray("entities");
        organization.all(Kind.USER).values().stream()
                .filter(SimulatedOrganization::isActive)
                .sorted(Comparator.comparing(user -> user.path("name").asText()))
                .forEach(user -> {
                    String userId = user.path("id").asText();
                    QueueMember agent = new QueueMember("", userId, false, AgentState.of(userId, clock.instant()));
                    List<QueueMember> queues = memberships.getOrDefault(userId, List.of());
                    if (filter.keeps(dimension -> dimension.equals("queueId")
                            ? queues.stream().map(QueueMember::queueId).toList()
                            : agent.values(dimension))) {
                        entities.add(status(user, agent.state()));
                    }
                });
        return answer;
    }

    private static ObjectNode status(ObjectNode user, AgentState state) {
        ObjectNode status = QueryAnswers.object()
                .put("userId", user.path("id").asText())
                .put("divisionId", user.at("/division/id").asText())
                .put("userName", user.path("name").asText())
                .put("sessionCount", 0)
                .put("systemPresence", state.systemPresence())
                .put("organizationPresenceId", state.presenceId())
                .put("presenceDate", Interval.text(state.since()))
                .put("routingStatus", state.routingStatus())
                .put("routingStatusDate", Interval.text(state.since()))
                .put("isOutOfOffice", false);
        status.putArray("sessions");
        return status;
    }

    private static List<AgentState> states(String userId, Interval interval) {
        return Stream.iterate(
                        AgentState.of(userId, interval.from()),
                        state -> state.since().isBefore(interval.to()),
                        state -> AgentState.of(userId, state.until()))
                .toList();
    }

    private static ObjectNode lasting(ArrayNode segments, AgentState state, Instant now) {
        ObjectNode segment = segments.addObject().put("startTime", Interval.text(state.since()));
        return state.until().isAfter(now) ? segment : segment.put("endTime", Interval.text(state.until()));
    }

    private static Aggregation.Metric metric(String name, String qualifier) {
        return new Aggregation.Metric(name, qualifier);
    }
}
