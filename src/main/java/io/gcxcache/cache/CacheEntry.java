package io.gcxcache.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One answer as it is kept: its bytes, the times of its fill and the rules by which it ages.
 *
 * <p>Immutable by contract: nobody writes to the byte arrays, so that a hit copies nothing.
 *
 * @param key names the question that this answers
 * @param segments the body, in the order in which a reply joins it; at least one
 * @param etag a strong entity tag over the joined body, with its quotes (RFC 9110, section 8.8.3)
 * @param fillStarted the moment the fill began, by a clock that never steps; age counts from here, since what changed upstream after it may be missing
 * @param fillEnded the moment the answer was complete, by the same clock
 * @param createdAt the time of day at that moment
 * @param ttl how long the answer is fresh
 * @param staleWindow how much longer it may be served stale
 * @param entryCount how many list entries the body holds; 0 for answers that are no list
 * @param lastModified upstream's {@code Last-Modified} as it was sent, or null
 * @param schemaVersion upstream's version of the answer's schema, or null
 * @param tags names by which this entry can be invalidated together with others
 * @param directive why the entry stands as it does
 * @param shareable whether shared caches in front of the gateway may keep it
 * @param generation how many {@link Invalidations} there had been when the fill began
 */
public record CacheEntry(
        String key,
        List<byte[]> segments,
        String etag,
        Instant fillStarted,
        Instant fillEnded,
        Instant createdAt,
        Duration ttl,
        Duration staleWindow,
        int entryCount,
        String lastModified,
        String schemaVersion,
        Tags tags,
        Directive directive,
        boolean shareable,
        long generation) {

    public CacheEntry {
        Objects.requireNonNull(key, "key");
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("An entry has at least one body segment: " + key);
        }
        if (ttl.isNegative() || staleWindow.isNegative()) {
            throw new IllegalArgumentException("TTL and stale window are not negative: " + key);
        }
        Objects.requireNonNull(tags, "tags");
    }

    /** How old the answer is, in milliseconds; never negative. */
    public long ageMillis(long nowMillis) {
        return Math.max(0, nowMillis - fillStarted.toEpochMilli());
    }

    /** What is left of the TTL in milliseconds; negative once the entry is stale. */
    public long ttlLeftMillis(long nowMillis) {
        return ttl.toMillis() - ageMillis(nowMillis);
    }

    /** The age beyond which the entry is never served: TTL plus stale window. */
    public Duration hardAgeLimit() {
        return ttl.plus(staleWindow);
    }

    /** How long the fill took; XFetch's delta. */
    public Duration fillDuration() {
        return Duration.between(fillStarted, fillEnded);
    }

    /** The length of the joined body in bytes. */
    public long size() {
        long size = 0;
        for (byte[] segment : segments) {
            size += segment.length;
        }
        return size;
    }

    /** The joined body; the kept array itself, not a copy, where there is only one segment. */
    public byte[] body() {
        return segments.size() == 1 ? segments.get(0) : Segments.join(segments);
    }
}
