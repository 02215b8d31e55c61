package io.gcxcache.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** The actions GET and PUT of {@code caffeine-cache:gcx}, as the store does them. There are no others. */
record RoutesView(EntryStore store) implements Cache<String, CacheEntry> {
    @Override
    public CacheEntry getIfPresent(String key) {
        return store.lookUp(key);
    }

    @Override
    public void put(String key, CacheEntry entry) {
        store.put(entry);
    }

    @Override
    public long estimatedSize() {
        return store.size();
    }

    @Override
    public void cleanUp() {
        // the store does so by itself
    }

    @Override
    public CacheEntry get(String key, Function<? super String, ? extends CacheEntry> fill) {
        throw refused();
    }

    @Override
    public Map<String, CacheEntry> getAllPresent(Iterable<? extends String> keys) {
        throw refused();
    }

    @Override
    public Map<String, CacheEntry> getAll(
            Iterable<? extends String> keys,
            Function<? super Set<? extends String>, ? extends Map<? extends String, ? extends CacheEntry>> fill) {
        throw refused();
    }

    @Override
    public void putAll(Map<? extends String, ? extends CacheEntry> entries) {
        throw refused();
    }

    @Override
    public void invalidate(String key) {
        throw refused();
    }

    @Override
    public void invalidateAll(Iterable<? extends String> keys) {
        throw refused();
    }

    @Override
    public void invalidateAll() {
        throw refused();
    }

    @Override
    public CacheStats stats() {
        throw refused();
    }

    @Override
    public ConcurrentMap<String, CacheEntry> asMap() {
        throw refused();
    }

    @Override
    public Policy<String, CacheEntry> policy() {
        throw refused();
    }

    private static UnsupportedOperationException refused() {
        return new UnsupportedOperationException(
                "caffeine-cache:gcx has the actions GET and PUT; what is kept is dropped at direct:gcx-invalidate");
    }
}
