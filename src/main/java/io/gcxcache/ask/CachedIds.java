package io.gcxcache.ask;

import com.github.benmanes.caffeine.cache.Cache;
import io.gcxcache.cache.CacheEntry;
import java.util.List;

/** Which ones of a resource are cached, for schedules that visit them. */
public final class CachedIds {
    private final Cache<String, CacheEntry> cache;

    CachedIds(Cache<String, CacheEntry> cache) {
        this.cache = cache;
    }

    /** What follows a prefix in the keys that begin with it, in alphabetical order. */
    public List<String> after(String prefix) {
        return cache.asMap().keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .sorted()
                .toList();
    }
}
