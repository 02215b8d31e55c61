package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Freshness;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Resource;
import java.time.Duration;

/**
 * How long an entry is served, in milliseconds of its age: as when it was fetched, or shorter if less is declared or set by now.
 *
 * @param ttl how long it is fresh
 * @param window how much longer it is served stale
 */
record Lifetime(long ttl, long window) {
    /** That of an entry whose question is not at hand; what is posted may have a rule of its own, which the entry does not tell. */
    static Lifetime of(CacheEntry entry, Resource declared) {
        long longest = declared instanceof ListResource list
                ? list.idOf(entry.key())
                        .map(id -> 1000 * list.ttls().seconds(id))
                        .orElse(Long.MAX_VALUE)
                : Long.MAX_VALUE;
        return of(entry, longest, declared.declaration().staleWindow());
    }

    static Lifetime of(CacheEntry entry, long longestTtl, Duration longestWindow) {
        long asFetched = entry.ttl().toMillis();
        long ttl = Math.min(asFetched, longestTtl);
        long window = asFetched + entry.staleWindow().toMillis() - ttl;
        return new Lifetime(ttl, Math.min(window, longestWindow.toMillis()));
    }

    static Lifetime asFetched(CacheEntry entry) {
        return new Lifetime(entry.ttl().toMillis(), entry.staleWindow().toMillis());
    }

    Freshness freshness(long age) {
        if (age < ttl) {
            return Freshness.FRESH;
        }
        return age - ttl < window ? Freshness.STALE : Freshness.EXPIRED;
    }
}
