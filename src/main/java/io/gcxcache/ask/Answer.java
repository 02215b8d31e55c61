package io.gcxcache.ask;

import java.time.Duration;
import java.util.List;

/**
 * What a fetch route ends with: a rendered answer and the rules by which it will age.
 *
 * @param segments the body in one or more pieces
 * @param ttl how long it is fresh
 * @param staleWindow how much longer it may be served
 * @param entryCount how many list entries it holds; 0 if it is no list
 * @param lastModified upstream's {@code Last-Modified}, or null
 * @param schemaVersion upstream's schema version, or null
 */
public record Answer(
        List<byte[]> segments,
        Duration ttl,
        Duration staleWindow,
        int entryCount,
        String lastModified,
        String schemaVersion) {}
