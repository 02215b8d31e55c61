package io.gcxcache.simulator;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A user in a queue at one moment. */
record QueueMember(String queueId, String userId, boolean joined, AgentState state) {

    static List<QueueMember> of(SimulatedOrganization organization, String queueId, Instant now) {
        return organization.members(queueId).stream()
                .map(user -> user.path("id").asText())
                .map(userId -> new QueueMember(
                        queueId, userId, organization.isJoined(queueId, userId), AgentState.of(userId, now)))
                .toList();
    }

    /** The members of all queues. */
    static List<QueueMember> all(SimulatedOrganization organization, Instant now) {
        return organization.queueIds().stream()
                .flatMap(queueId -> of(organization, queueId, now).stream())
                .toList();
    }

    /** How many users a metric is about, for each of its qualifiers. */
    static Map<String, Long> count(String metric, List<QueueMember> members) {
        Map<String, QueueMember> users = new LinkedHashMap<>();
        members.forEach(member -> users.putIfAbsent(member.userId, member));
        return switch (metric) {
            case "oMemberUsers" -> QueryAnswers.count(users.values().stream());
            case "oActiveUsers" -> QueryAnswers.count(users.values().stream().filter(QueueMember::joined));
            case "oOnQueueUsers" ->
                by(users.values().stream().filter(user -> user.state.isOnQueue()), AgentState::routingStatus);
            case "oOffQueueUsers" ->
                by(users.values().stream().filter(user -> !user.state.isOnQueue()), AgentState::systemPresence);
            case "oUserPresences" -> by(users.values().stream(), AgentState::presenceId);
            case "oUserRoutingStatuses" -> by(users.values().stream(), AgentState::routingStatus);
            default -> Map.of();
        };
    }

    /** The values that it has in a dimension, none if it has not got it. */
    List<String> values(String dimension) {
        return switch (dimension) {
            case "queueId" -> List.of(queueId);
            case "userId" -> List.of(userId);
            case "routingStatus" -> List.of(state.routingStatus());
            case "systemPresence" -> List.of(state.systemPresence());
            case "organizationPresenceId" -> List.of(state.presenceId());
            default -> List.of();
        };
    }

    private static Map<String, Long> by(Stream<QueueMember> members, Function<AgentState, String> qualifier) {
        return members.collect(
                Collectors.groupingBy(member -> qualifier.apply(member.state), TreeMap::new, Collectors.counting()));
    }
}
