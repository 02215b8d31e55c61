package io.gcxcache.ask;

import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import java.time.Duration;

/**
 * What a fetch route ends with: an answer and the rules by which it will age.
 *
 * @param body what clients get
 * @param ttl how long it is fresh
 * @param staleWindow how much longer it may be served
 * @param lastModified upstream's {@code Last-Modified}, or null
 * @param schemaVersion upstream's schema version, or null
 * @param provisional whether upstream says that it does not have all the data yet
 * @param torn whether it changed while it was read; it takes the place of nothing that is whole, and nobody is told of it
 * @param status what clients get it with at Genesys's own paths
 */
public record Answer(
        Body body,
        Duration ttl,
        Duration staleWindow,
        String lastModified,
        String schemaVersion,
        boolean provisional,
        boolean torn,
        int status) {
    /** One that comes with 200. */
    public Answer(
            Body body,
            Duration ttl,
            Duration staleWindow,
            String lastModified,
            String schemaVersion,
            boolean provisional,
            boolean torn) {
        this(body, ttl, staleWindow, lastModified, schemaVersion, provisional, torn, CacheEntry.OK);
    }
}
