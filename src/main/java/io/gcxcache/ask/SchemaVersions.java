package io.gcxcache.ask;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Mark;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * The newest schema version of each group of entries. When a fill brings another one, the older entries of its group mean
 * something else than their readers think, and are dropped. Thread-safe.
 */
final class SchemaVersions {
    private static final int MOST_GROUPS = 10_000;

    private final Map<String, Seen> newest = new ConcurrentHashMap<>();
    private final EntryStore store;
    private final AuditTrail audit;
    private final InstantSource clock;

    private record Seen(String version, Instant fillStarted) {}

    SchemaVersions(EntryStore store, AuditTrail audit, InstantSource clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Takes note of an entry's schema; false if the entry is of an older schema than one that was seen before.
     *
     * @param group the tag of the entries that share a schema
     * @param keys what their keys begin with; a tag may be that of others too
     * @param dropping run before older entries are dropped
     */
    boolean accept(String group, String keys, CacheEntry entry, Runnable dropping) {
        if (entry.schemaVersion() == null) {
            return true;
        }
        return accept(group, keys, new Seen(entry.schemaVersion(), entry.fillStarted()), () -> {
            // Whoever keeps older ones elsewhere drops them too.
            store.backing().marked(Mark.schema(keys, group, entry.schemaVersion(), entry.fillStarted()));
            dropping.run();
        });
    }

    /** Whether no other schema was seen since. */
    boolean isNewest(String group, String keys, CacheEntry entry) {
        Seen seen = newest.get(keys + group);
        return seen == null || entry.schemaVersion() == null || seen.version().equals(entry.schemaVersion());
    }

    /** Another replica has found a schema. */
    void heard(Mark mark) {
        List<String> names = mark.names();
        accept(names.get(1), names.get(0), new Seen(names.get(2), mark.since()), () -> {});
    }

    private boolean accept(String group, String keys, Seen current, Runnable dropping) {
        AtomicReference<Seen> replaced = new AtomicReference<>();
        Seen after = newest.compute(keys + group, (name, before) -> {
            boolean late = before != null && current.fillStarted().isBefore(before.fillStarted());
            replaced.set(late ? null : before);
            return late ? before : current;
        });
        if (newest.size() > MOST_GROUPS) {
            newest.keySet().removeIf(other -> !other.equals(keys + group));
        }
        Seen before = replaced.get();
        Predicate<CacheEntry> others = other -> other.tags().contains(group)
                && other.key().startsWith(keys)
                && other.schemaVersion() != null
                && !current.version().equals(other.schemaVersion())
                && !other.fillStarted().isAfter(current.fillStarted());
        Optional<String> former = Optional.ofNullable(before).map(Seen::version);
        if (before == null && after == current) {
            // The first one of this process: what the one before has left may be of another.
            former = store.all().filter(others).map(CacheEntry::schemaVersion).findAny();
        }
        former.filter(version -> !version.equals(current.version())).ifPresent(version -> {
            dropping.run();
            dropAll(others, group, current.version(), version);
        });
        return after.version().equals(current.version());
    }

    private void dropAll(Predicate<CacheEntry> others, String group, String version, String before) {
        store.dropIf(others)
                .forEach(dropped -> audit.offer(AuditEvent.of(
                        clock.instant(),
                        "invalidation",
                        dropped.key(),
                        Map.of("reason", "schema", "by", "gateway", "tag", group, "from", before, "to", version))));
    }
}
