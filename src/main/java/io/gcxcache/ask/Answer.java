package io.gcxcache.ask;

import io.gcxcache.cache.Body;
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
 */
public record Answer(
        Body body,
        Duration ttl,
        Duration staleWindow,
        String lastModified,
        String schemaVersion,
        boolean provisional,
        boolean torn) {}
