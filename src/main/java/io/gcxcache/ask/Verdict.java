package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Freshness;

/**
 * What a look-up came to.
 *
 * @param entry what to serve; null until a miss has its answer
 * @param freshness how fresh the entry was when it was looked up; EXPIRED for a miss
 * @param refreshing whether a flight for the key is in progress
 * @param refreshDue whether a refresh should start behind the reply
 * @param degraded whether the entry is stale and upstream's budget too low to refresh it
 * @param leads whether this look-up made the flight
 */
record Verdict(
        CacheEntry entry,
        Freshness freshness,
        boolean refreshing,
        boolean refreshDue,
        boolean degraded,
        boolean leads) {

    static final Verdict MISS = new Verdict(null, Freshness.EXPIRED, false, false, false, false);

    /** Whether there is something to serve without waiting. */
    boolean isHit() {
        return freshness != Freshness.EXPIRED;
    }

    /** Whether there is an answer, from the cache or from a flight. */
    boolean isAnswered() {
        return entry != null;
    }

    Verdict boarded(boolean first) {
        return new Verdict(entry, freshness, true, refreshDue, degraded, first);
    }

    Verdict answeredBy(CacheEntry arrived) {
        return new Verdict(arrived, freshness, false, refreshDue, degraded, leads);
    }
}
