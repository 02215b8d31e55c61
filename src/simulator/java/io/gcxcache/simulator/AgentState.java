package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a user does at one moment. It depends on nothing but the user and the moment, and is another thing every five
 * minutes; users change one after the other.
 *
 * @param presence the index of the presence
 * @param since when it began
 * @param until when something else begins
 */
record AgentState(int presence, String routingStatus, Instant since, Instant until) {
    static final List<String> PRESENCES =
            List.of("Available", "On Queue", "Busy", "Break", "Meal", "Meeting", "Away", "Training", "Offline");

    private static final long SECONDS = Duration.ofMinutes(5).toSeconds();
    private static final int ON_QUEUE = PRESENCES.indexOf("On Queue");
    private static final List<String> PRESENCE_IDS = IntStream.range(0, PRESENCES.size())
            .mapToObj(Kind.PRESENCE_DEFINITION::id)
            .toList();
    private static final List<String> WORKING = List.of("IDLE", "INTERACTING", "INTERACTING", "NOT_RESPONDING");

    static AgentState of(String userId, Instant at) {
        long shift = Math.floorMod(userId.hashCode(), SECONDS);
        long slot = Math.floorDiv(at.getEpochSecond() + shift, SECONDS);
        SplittableRandom random = new SplittableRandom(userId.hashCode() * 31L + slot);
        boolean onQueue = random.nextBoolean();
        int presence = onQueue ? ON_QUEUE : random.nextInt(PRESENCES.size());
        String status = presence == ON_QUEUE ? WORKING.get(random.nextInt(WORKING.size())) : "OFF_QUEUE";
        Instant since = Instant.ofEpochSecond(slot * SECONDS - shift);
        return new AgentState(presence, status, since, since.plusSeconds(SECONDS));
    }

    /** The system presence that belongs to the presence definition with that index. */
    static String presence(int definition) {
        return PRESENCES.get(definition % PRESENCES.size());
    }

    boolean isOnQueue() {
        return presence == ON_QUEUE;
    }

    String presenceId() {
        return PRESENCE_IDS.get(presence);
    }

    /** The system presence as analytics spell it. */
    String systemPresence() {
        return PRESENCES.get(presence).toUpperCase(Locale.ROOT).replace(' ', '_');
    }

    ObjectNode presenceOf(String userId) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("userId", userId)
                .put("source", "PURECLOUD")
                .put("primary", true);
        node.putObject("presenceDefinition").put("id", presenceId()).put("systemPresence", PRESENCES.get(presence));
        return node.put("message", "")
                .put("modifiedDate", since.toString())
                .put("selfUri", Kind.USER.path() + "/" + userId + "/presences/PURECLOUD");
    }

    ObjectNode routingStatusOf(String userId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("userId", userId)
                .put("status", routingStatus)
                .put("startTime", since.toString());
    }
}
