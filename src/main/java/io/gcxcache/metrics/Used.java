package io.gcxcache.metrics;

import java.util.Map;
import java.util.TreeMap;

/**
 * How much of what was used. Immutable.
 *
 * @param asked requests
 * @param hits answers that were in the cache
 * @param calls that Genesys got, by family
 * @param refused requests that were not let in, or too many
 * @param bytes of bodies
 * @param spellings posted queries, by the rule by which their time is spelled
 */
record Used(long asked, long hits, Map<String, Long> calls, long refused, long bytes, Map<String, Long> spellings) {
    static final Used NOTHING = new Used(0, 0, Map.of(), 0, 0, Map.of());

    Used without(Used before) {
        return new Used(
                asked - before.asked,
                hits - before.hits,
                difference(calls, before.calls),
                refused - before.refused,
                bytes - before.bytes,
                difference(spellings, before.spellings));
    }

    long allCalls() {
        return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> difference(Map<String, Long> counts, Map<String, Long> before) {
        Map<String, Long> left = new TreeMap<>();
        counts.forEach((what, count) -> {
            long more = count - before.getOrDefault(what, 0L);
            if (more != 0) {
                left.put(what, more);
            }
        });
        return left;
    }
}
