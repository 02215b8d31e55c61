package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import java.util.List;

/** Which ones of a resource are cached, for schedules that visit them. */
public final class CachedIds {
    private final EntryStore store;

    CachedIds(EntryStore store) {
        this.store = store;
    }

    /** What follows a prefix in the keys that begin with it, in alphabetical order. */
    public List<String> after(String prefix) {
        return store.all()
                .map(CacheEntry::key)
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .sorted()
                .toList();
    }
}
