package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Conversations that a query finds, in the order of their starts. They tell what was asked: they start within its
 * interval and their segments have the values that it filters by. Every change makes all of them others.
 */
final class SampleConversations {
    private static final Instant SOME_DAY = Instant.parse("2026-01-05T00:00:00Z");
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private final UUID origin;
    private final int count;
    private final Dimensions dimensions;
    private Instant from = SOME_DAY;
    private Instant to = SOME_DAY.plus(Duration.ofDays(1));

    private SampleConversations(AnalyticsQuery query, int count, int changes) {
        this.origin = SampleValues.uuid(query.canonicalText(), changes);
        this.count = count;
        this.dimensions = Dimensions.of(query, 1);
        readInterval(query.interval());
    }

    static List<ObjectNode> of(AnalyticsQuery query, int count, int changes) {
        return new GeneratedList(count, new SampleConversations(query, count, changes)::conversation);
    }

    private ObjectNode conversation(int index) {
        SplittableRandom random = SampleValues.random(origin, index);
        Duration since = Duration.between(from, to).dividedBy(count).multipliedBy(index);
        Instant start = from.plus(since).truncatedTo(ChronoUnit.MILLIS);
        Instant end = start.plusMillis(1 + random.nextInt((int) LONGEST.toMillis()));
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

    /** Keeps to some day if the interval is none of {@code from/to} with both as points in time. */
    private void readInterval(String text) {
        String[] ends = text.split("/", 2);
        if (ends.length < 2) {
            return;
        }
        try {
            Instant start = OffsetDateTime.parse(ends[0]).toInstant();
            Instant end = OffsetDateTime.parse(ends[1]).toInstant();
            from = start;
            to = end;
        } catch (DateTimeParseException unreadable) {
            // The platform reads more forms than are worth their code here.
        }
    }
}
