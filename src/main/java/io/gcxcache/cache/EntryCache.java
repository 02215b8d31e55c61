package io.gcxcache.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalListener;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Builds the one Caffeine cache that holds every entry. */
final class EntryCache {
    private EntryCache() {}

    /**
     * A cache within {@code bounds} whose entries leave at their hard age limit.
     *
     * <p>Its maintenance runs in the calling thread: it is short, and a bound that waits for another thread is none.
     *
     * @param evicted told of every entry that left for lack of room or for its age, in the thread that noticed
     */
    static Cache<String, CacheEntry> create(
            CacheBounds bounds, InstantSource clock, RemovalListener<String, CacheEntry> evicted) {
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        return Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker)
                .maximumWeight(bounds.maxBytes())
                .weigher((String key, CacheEntry entry) -> bounds.weight(entry))
                .expireAfter(new EntryExpiry(clock))
                .evictionListener(evicted)
                .build();
    }
}
