package io.gcxcache.catalogue;

import java.time.Duration;
import java.util.Map;

/**
 * The TTL of a list, in seconds: by its id, or the default.
 *
 * @param byId TTLs of the ids that have one of their own
 * @param byDefault the TTL of all others
 */
public record ListTtl(Map<String, Long> byId, long byDefault) {
    /** The range that every directory's TTL lies in, in seconds. */
    public static final long SHORTEST_OF_DIRECTORY = 30;

    public static final long LONGEST_OF_DIRECTORY = 3600;

    public ListTtl {
        byId = Map.copyOf(byId);
    }

    static ListTtl of(long seconds) {
        return new ListTtl(Map.of(), seconds);
    }

    /** @param id which one is asked for */
    public Duration of(String id) {
        return Duration.ofSeconds(seconds(id));
    }

    /** The same, for who asks often. */
    public long seconds(String id) {
        Long own = byId.get(id);
        return own == null ? byDefault : own;
    }
}
