package io.gcxcache.cache;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which keys have a tag. Thread-safe; what happens to one key is told in its order, by the map that keeps the entries and while
 * it holds the key.
 */
final class TagIndex {
    /** Sets are looked at and changed within the map's own compute alone. */
    private final Map<String, Set<String>> keys = new ConcurrentHashMap<>();

    /** @param before null if nothing was kept */
    void put(CacheEntry before, CacheEntry entry) {
        if (before == null || !before.tags().equals(entry.tags())) {
            entry.tags().names().forEach(tag -> add(tag, entry.key()));
            if (before != null) {
                before.tags().names().stream()
                        .filter(tag -> !entry.tags().contains(tag))
                        .forEach(tag -> remove(tag, entry.key()));
            }
        }
    }

    void remove(CacheEntry entry) {
        entry.tags().names().forEach(tag -> remove(tag, entry.key()));
    }

    List<String> of(String tag) {
        List<String> found = new ArrayList<>();
        keys.computeIfPresent(tag, (name, having) -> {
            found.addAll(having);
            return having;
        });
        return found;
    }

    /** How many tags there are. */
    int size() {
        return keys.size();
    }

    private void add(String tag, String key) {
        keys.compute(tag, (name, having) -> {
            Set<String> all = having == null ? new HashSet<>(2) : having;
            all.add(key);
            return all;
        });
    }

    private void remove(String tag, String key) {
        keys.computeIfPresent(tag, (name, having) -> {
            having.remove(key);
            return having.isEmpty() ? null : having;
        });
    }
}
