package io.gcxcache.directory;

import java.util.Map;
import org.apache.camel.Header;

/**
 * The TTL of a directory, in seconds: by its id, or the default.
 *
 * @param byId TTLs of the directories that have one of their own
 * @param byDefault the TTL of all others
 */
public record DirectoryTtl(Map<String, Long> byId, long byDefault) {
    /** The range that every directory's TTL lies in, in seconds. */
    public static final long SHORTEST = 30;

    public static final long LONGEST = 3600;

    public DirectoryTtl {
        byId = Map.copyOf(byId);
    }

    public long seconds(@Header("GcxDirectoryId") String id) {
        return byId.getOrDefault(id, byDefault);
    }
}
