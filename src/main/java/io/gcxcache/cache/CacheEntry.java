package io.gcxcache.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * One answer as it is kept: its body, the times of its fill and the rules by which it ages. Immutable.
 *
 * @param key names the question that this answers
 * @param body what a reply carries
 * @param fillStarted the moment the fill began, by a clock that never steps; age counts from here, since what changed upstream after it may be missing
 * @param fillEnded the moment the answer was complete, by the same clock
 * @param createdAt the time of day at that moment
 * @param ttl how long the answer is fresh
 * @param staleWindow how much longer it may be served stale
 * @param lastModified upstream's {@code Last-Modified} as it was sent, or null
 * @param schemaVersion upstream's version of the answer's schema, or null
 * @param interval the time that it is about, if its key spells the end of that as now; else null
 * @param tags names by which this entry can be invalidated together with others
 * @param directive why the entry stands as it does
 * @param shareable whether shared caches in front of the gateway may keep it
 * @param generation how many {@link Invalidations} there had been when the fill began
 * @param renewal whether it says the same as what was kept when its fill ended, so that nobody is told of it; it then takes
 *     the place of nothing that says something else
 * @param torn whether it changed upstream while it was read; it takes the place of nothing that is whole, and nobody is told
 *     of it
 * @param status with which upstream sent it
 * @param fingerprint of what was declared when it was filled
 * @param realTime whether it is about what goes on just now, so that the next process has no use for it
 */
public record CacheEntry(
        String key,
        Body body,
        Instant fillStarted,
        Instant fillEnded,
        Instant createdAt,
        Duration ttl,
        Duration staleWindow,
        String lastModified,
        String schemaVersion,
        String interval,
        Tags tags,
        Directive directive,
        boolean shareable,
        long generation,
        boolean renewal,
        boolean torn,
        int status,
        String fingerprint,
        boolean realTime) {
    /** The usual status. */
    public static final int OK = 200;

    public CacheEntry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(body, "body");
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

    /** The same entry, whose TTL is over at a moment of the steady clock, and which lives as long as before. */
    CacheEntry staleFrom(Instant moment) {
        Duration age = Duration.ofMillis(ageMillis(moment.toEpochMilli()));
        if (age.compareTo(ttl) >= 0) {
            return this;
        }
        return new CacheEntry(
                key,
                body,
                fillStarted,
                fillEnded,
                createdAt,
                age,
                hardAgeLimit().minus(age),
                lastModified,
                schemaVersion,
                interval,
                tags,
                directive,
                shareable,
                generation,
                renewal,
                torn,
                status,
                fingerprint,
                realTime);
    }

    /** The entity tag of the body, with its quotes. */
    public String etag() {
        return body.etag();
    }

    /** How many list entries the body holds; 0 for answers that are no list. */
    public int entryCount() {
        return body.values();
    }

    /** The length of the body in bytes. */
    public long size() {
        return body.size();
    }
}
