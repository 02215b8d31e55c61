package io.gcxcache.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was invalidated, and when, counted in invalidations: a fill that began before one of its key or of one of its tags
 * must not bring the old answer back.
 *
 * <p>A count, unlike a time, has no ties and does not step back. Thread-safe; asking takes no lock.
 *
 * <p>Entries that were kept at the time are dropped by whoever invalidates, so all that is remembered is for the fills in
 * progress, and {@value #MOST} names are enough; what is forgotten casts doubt on every fill that is older.
 */
final class Invalidations {
    static final int MOST = 50_000;

    private final Map<String, Long> keys = new ConcurrentHashMap<>();
    private final Map<String, Long> tags = new ConcurrentHashMap<>();

    /** The latest mark of each name, the oldest first. */
    private final Map<Marked, Long> marks = new LinkedHashMap<>();

    private volatile long generation;
    private volatile long forgotten;

    /** A name, of keys or of tags. */
    private record Marked(boolean tag, String name) {}

    /** How many there have been. */
    long generation() {
        return generation;
    }

    /** Whatever answers this key is to be asked for anew; answers how many there have been with this one. */
    long ofKey(String key) {
        return mark(keys, new Marked(false, key));
    }

    /** The same for whatever has this tag. */
    long ofTag(String tag) {
        return mark(tags, new Marked(true, tag));
    }

    /** The same for everything; what is kept is dropped by whoever says so. */
    synchronized void ofAll() {
        forgotten = generation + 1;
        generation = forgotten;
    }

    /** Whether an entry was invalidated after its fill began. */
    boolean cover(CacheEntry entry) {
        return since(entry.generation(), entry.key(), entry.tags());
    }

    /** Whether a key or one of its tags was invalidated since there were so many. */
    boolean since(long before, String key, Tags its) {
        if (before >= generation) {
            return false;
        }
        if (isAfter(keys.get(key), before)) {
            return true;
        }
        for (String tag : its.names()) {
            if (isAfter(tags.get(tag), before)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a fill is so old that an invalidation of its key may have been forgotten. */
    boolean isBeyondMemory(long before) {
        return before < forgotten;
    }

    /** Remembered before it is counted: whoever sees the new count sees the name too. */
    private synchronized long mark(Map<String, Long> names, Marked marked) {
        long next = generation + 1;
        names.put(marked.name(), next);
        marks.remove(marked);
        marks.put(marked, next);
        if (marks.size() > MOST) {
            forgetOldest();
        }
        generation = next;
        return next;
    }

    private void forgetOldest() {
        Iterator<Map.Entry<Marked, Long>> all = marks.entrySet().iterator();
        Map.Entry<Marked, Long> oldest = all.next();
        forgotten = oldest.getValue();
        (oldest.getKey().tag() ? tags : keys).remove(oldest.getKey().name(), oldest.getValue());
        all.remove();
    }

    private static boolean isAfter(Long generation, long before) {
        return generation != null && generation > before;
    }
}
