package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A conversation that came in, went through a flow, waited in a queue, and was answered unless it was abandoned. One
 * begins in every twenty seconds since 2023, the same at every run, and none is kept: each is made of its number when it
 * is asked for. Times are Unix milliseconds.
 *
 * @param queued when the flow was over and the wait began
 * @param connected when the wait was over
 * @param talked when the talk was over and the work after it began
 */
record Conversation(
        UUID id, long start, long queued, long connected, long talked, long end, boolean answered, int likeness) {
    static final List<String> MEDIA = List.of("voice", "chat", "email", "message", "callback");

    /** Before it, nobody did anything. */
    static final Instant BEGINNING = Instant.parse("2023-01-01T00:00:00Z");

    private static final long BETWEEN = Duration.ofSeconds(20).toMillis();
    private static final long FIRST = BEGINNING.toEpochMilli() / BETWEEN;
    private static final int LONGEST_FLOW = 35_000;
    private static final int LONGEST_WAIT = 180_000;
    private static final int LONGEST_TALK = 900_000;
    private static final int LONGEST_WORK = 120_000;
    private static final long LONGEST = (long) LONGEST_FLOW + LONGEST_WAIT + LONGEST_TALK + LONGEST_WORK;
    private static final long NUMBER_BITS = 0xFFFF_FFFF_FFFFL;

    private static final List<String> QUEUES = ids(Kind.QUEUE, 30);
    private static final List<String> AGENTS = ids(Kind.USER, 100);
    private static final List<String> FLOWS = ids(Kind.FLOW, 10);
    private static final List<String> CODES = ids(Kind.WRAPUP_CODE, 20);

    /** Those of which something lies between these moments, in the order of their starts. */
    static Stream<Conversation> between(Instant from, Instant to, int changes) {
        long first = Math.max(FIRST, Math.floorDiv(from.toEpochMilli() - LONGEST, BETWEEN));
        long end = Math.floorDiv(to.toEpochMilli() - 1, BETWEEN) + 1;
        return LongStream.range(first, Math.max(first, end)).mapToObj(number -> of(number, changes));
    }

    /** Those that have begun and not ended. */
    static Stream<Conversation> at(Instant now, int changes) {
        long millis = now.toEpochMilli();
        return between(now, now.plusMillis(1), changes).filter(one -> one.start <= millis && millis < one.end);
    }

    /** The one with that id, if it has begun. */
    static Optional<Conversation> find(String id, Instant now, int changes) {
        try {
            long number = UUID.fromString(id).getLeastSignificantBits() & NUMBER_BITS;
            return Optional.of(of(number, changes))
                    .filter(found -> found.id.toString().equals(id))
                    .filter(found -> number >= FIRST && found.start <= now.toEpochMilli());
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    private static Conversation of(long number, int changes) {
        SplittableRandom random = new SplittableRandom(number * 1_000_003 + changes);
        UUID id = new UUID(random.nextLong() & ~0xF000L | 0x4000L, 0x8000_0000_0000_0000L | number & NUMBER_BITS);
        long start = number * BETWEEN + random.nextInt((int) BETWEEN);
        long queued = start + 1 + random.nextInt(LONGEST_FLOW);
        long connected = queued + random.nextInt(LONGEST_WAIT);
        boolean answered = random.nextInt(10) > 0;
        long talked = connected + (answered ? random.nextInt(LONGEST_TALK) : 0);
        long end = talked + (answered ? random.nextInt(LONGEST_WORK) : 0);
        return new Conversation(id, start, queued, connected, talked, end, answered, random.nextInt(Integer.MAX_VALUE));
    }

    boolean isWaiting(long now) {
        return queued <= now && now < connected;
    }

    boolean isInteracting(long now) {
        return answered && connected <= now && now < end;
    }

    boolean isInFlow(long now) {
        return start <= now && now < queued;
    }

    /** The values that it has in a dimension, none if it has not got it. */
    List<String> values(String dimension) {
        return switch (dimension) {
            case "conversationId" -> List.of(id.toString());
            case "queueId" -> List.of(one(QUEUES, 1));
            case "userId" -> answered ? List.of(one(AGENTS, 31)) : List.of();
            case "wrapUpCode" -> answered ? List.of(one(CODES, 59)) : List.of();
            case "flowId" -> List.of(one(FLOWS, 7));
            case "flowType" -> List.of("INBOUNDCALL");
            case "mediaType" -> List.of(one(MEDIA, 101));
            case "direction", "originatingDirection" -> List.of("inbound");
            case "divisionId" -> List.of(Kind.DIVISION.id(0));
            case "ani" -> List.of("tel:+1463555" + likeness % 10_000);
            case "purpose" -> answered ? List.of("customer", "acd", "agent") : List.of("customer", "acd");
            default -> List.of();
        };
    }

    /** What it adds to which metric, and when. */
    List<Measurement> measurements() {
        List<Measurement> all = new ArrayList<>(List.of(
                Measurement.count("nFlow", start),
                new Measurement("tFlow", queued, queued - start),
                Measurement.count("nOffered", queued),
                new Measurement("tWait", connected, connected - queued),
                new Measurement("tAcd", connected, connected - queued)));
        if (!answered) {
            all.add(new Measurement("tAbandon", connected, connected - queued));
            return all;
        }
        all.add(new Measurement("tAnswered", connected, connected - queued));
        all.add(Measurement.count("nConnected", connected));
        all.add(new Measurement("tTalk", talked, talked - connected));
        all.add(new Measurement("tTalkComplete", talked, talked - connected));
        all.add(new Measurement("tAcw", end, end - talked));
        all.add(new Measurement("tHandle", end, end - connected));
        return all;
    }

    /** As analytics show it at that moment; what has not happened yet is not in it. */
    ObjectNode details(Instant now) {
        long moment = now.toEpochMilli();
        ObjectNode details = JsonNodeFactory.instance
                .objectNode()
                .put("conversationId", id.toString())
                .put("conversationStart", text(start));
        if (end <= moment) {
            details.put("conversationEnd", text(end));
        }
        details.put("originatingDirection", "inbound").putArray("divisionIds").add(Kind.DIVISION.id(0));
        ArrayNode participants = details.putArray("participants");
        participate(participants, "customer", start, end, moment);
        participate(participants, "acd", queued, connected, moment);
        if (answered) {
            participate(participants, "agent", connected, end, moment);
        }
        return details;
    }

    private void participate(ArrayNode participants, String purpose, long from, long to, long now) {
        if (from > now) {
            return;
        }
        ObjectNode participant = participants
                .addObject()
                .put("participantId", SampleValues.uuid(id, purpose).toString())
                .put("purpose", purpose);
        if (purpose.equals("agent")) {
            participant.put("userId", values("userId").get(0));
        }
        ObjectNode session = participant
                .putArray("sessions")
                .addObject()
                .put("sessionId", SampleValues.uuid(id, purpose, "session").toString())
                .put("mediaType", values("mediaType").get(0))
                .put("direction", "inbound");
        ObjectNode segment = session.putArray("segments")
                .addObject()
                .put("segmentType", purpose.equals("acd") ? "delay" : "interact")
                .put("segmentStart", text(from))
                .put("queueId", values("queueId").get(0));
        if (to <= now) {
            segment.put("segmentEnd", text(to));
        }
        if (purpose.equals("agent") && to <= now) {
            segment.put("wrapUpCode", values("wrapUpCode").get(0));
        }
    }

    /** One of these; the same likeness divided by another number is another choice. */
    private String one(List<String> some, int divisor) {
        return some.get(likeness / divisor % some.size());
    }

    private static List<String> ids(Kind kind, int count) {
        return IntStream.range(0, count).mapToObj(kind::id).toList();
    }

    private static String text(long millis) {
        return Interval.text(Instant.ofEpochMilli(millis));
    }

    /**
     * What a conversation adds to a metric.
     *
     * @param at when it happened, which decides to which interval it belongs
     * @param millis how long it took, 0 for what is only counted
     */
    record Measurement(String metric, long at, long millis) {
        private static Measurement count(String metric, long at) {
            return new Measurement(metric, at, 0);
        }
    }
}
