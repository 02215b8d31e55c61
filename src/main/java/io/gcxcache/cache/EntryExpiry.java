package io.gcxcache.cache;

import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.InstantSource;

/** Lets an entry leave Caffeine at its hard age limit, whatever its TTL. */
final class EntryExpiry implements Expiry<String, CacheEntry> {
    private final InstantSource clock;

    EntryExpiry(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public long expireAfterCreate(String key, CacheEntry entry, long currentTime) {
        Duration age = Duration.ofMillis(entry.ageMillis(clock.millis()));
        return Math.max(0, entry.hardAgeLimit().minus(age).toNanos());
    }

    @Override
    public long expireAfterUpdate(String key, CacheEntry entry, long currentTime, long currentDuration) {
        return expireAfterCreate(key, entry, currentTime);
    }

    @Override
    public long expireAfterRead(String key, CacheEntry entry, long currentTime, long currentDuration) {
        return currentDuration;
    }
}
