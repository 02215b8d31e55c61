package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;

/** Believable values that depend on nothing but what they are made from. */
final class SampleValues {
    private static final int MOST_CALLS = 500;
    private static final int LONGEST_MILLIS = 600_000;

    private SampleValues() {}

    static UUID uuid(Object... origin) {
        String text = Arrays.stream(origin).map(Object::toString).collect(Collectors.joining(":"));
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static SplittableRandom random(Object... origin) {
        return new SplittableRandom(uuid(origin).getMostSignificantBits());
    }

    static String type(String metric) {
        return isTime(metric) ? "duration" : "count";
    }

    /** A metric's number: milliseconds for times, a count for all others; every change moves it by one. */
    static int number(String metric, SplittableRandom random, int changes) {
        return 1 + random.nextInt(isTime(metric) ? LONGEST_MILLIS : MOST_CALLS) + changes;
    }

    /** A metric's statistics: those of a time, or only a count for all others; every change moves them by one. */
    static ObjectNode stats(String metric, SplittableRandom random, int changes) {
        ObjectNode stats = JsonNodeFactory.instance.objectNode();
        long count = 1L + random.nextInt(MOST_CALLS) + changes;
        if (isTime(metric)) {
            long min = 1L + random.nextInt(LONGEST_MILLIS / 2);
            long max = min + random.nextInt(LONGEST_MILLIS / 2);
            stats.put("max", max).put("min", min).put("sum", count * ((min + max) / 2));
        }
        return stats.put("count", count);
    }

    private static boolean isTime(String metric) {
        return metric.startsWith("t");
    }
}
