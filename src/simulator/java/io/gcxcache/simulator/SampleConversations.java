package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Conversations that a query finds, in the order of their starts. They tell what was asked: they lie in its
 * interval and their segments have the values that it filters by. Every change makes all of them others.
 */
final class SampleConversations {
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private final UUID origin;
    private final int count;
    private final Dimensions dimensions;
    private final Interval interval;

    private SampleConversations(AnalyticsQuery query, int count, int changes) {
        this.origin = SampleValues.uuid(query.canonicalText(), changes);
        this.interval = Interval.read(query.interval());
        this.count = interval.isEmpty() ? 0 : count;
        this.dimensions = Dimensions.of(query, 1);
    }

    static List<ObjectNode> of(AnalyticsQuery query, int count, int changes) {
        SampleConversations sample = new SampleConversations(query, count, changes);
        return new GeneratedList(sample.count, sample::conversation);
    }

    private ObjectNode conversation(int index) {
        SplittableRandom random = SampleValues.random(origin, index);
        Duration between = Duration.between(interval.from(), interval.to()).dividedBy(count);
        Instant start = interval.from().plus(between.multipliedBy(index).truncatedTo(ChronoUnit.MILLIS));
        Instant end = start.plusMillis(1 + random.nextInt((int) LONGEST.toMillis()));
        if (end.isAfter(interval.to())) {
            end = interval.to();
        }
        ObjectNode group = dimensions.group(index);
        ObjectNode conversation = JsonNodeFactory.instance
                .objectNode()
                .put("conversationId", SampleValues.uuid(origin, index).toString())
                .put("conversationStart", start.toString())
                .put("conversationEnd", end.toString())
                .put("originatingDirection", "inbound");
        conversation.putArray("divisionIds").add("00000000-0000-4000-8000-000000000001");
        ObjectNode participant = conversation.putArray("participants").addObject();
        participant
                .put(
                        "participantId",
                        SampleValues.uuid(origin, index, "customer").toString())
                .put("purpose", "customer");
        ObjectNode session = participant
                .putArray("sessions")
                .addObject()
                .put("mediaType", group.path("mediaType").asText("voice"));
        session.putArray("segments")
                .addObject()
                .put("segmentType", "interact")
                .put("segmentStart", start.toString())
                .put("segmentEnd", end.toString())
                .setAll(group);
        return conversation;
    }
}
