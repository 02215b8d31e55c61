package io.gcxcache.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Everything that is kept, and everything that was invalidated: nothing older than an acknowledged invalidation is handed
 * out, and nothing newer is replaced by something older. Thread-safe; a look-up takes no lock.
 *
 * <p>Who invalidates marks first and drops then; a fill compares itself with the marks, is put, and compares itself once
 * more. Whichever of the two comes second sees the other: the fill its mark, or the invalidation its entry.
 */
public final class EntryStore {
    /** No entry has it. */
    private static final String NOBODYS = "";

    private final Cache<String, CacheEntry> entries;
    private final TagIndex tagged = new TagIndex();
    private final Invalidations invalidations;
    private final Consumer<CacheEntry> replaced;
    private final Backing backing;
    private final InstantSource steady;

    /** What was filled before is stale. */
    private volatile Instant doubted = Instant.MIN;

    /** What became of an entry that was put. */
    public enum Put {
        KEPT,
        /** Something newer or whole is kept, something else was renewed, or the entry was invalidated since its fill began. */
        OUTDATED
    }

    /**
     * @param steady tells how much time has passed
     * @param evicted told the key of every entry that left for lack of room ({@code size}) or for its age
     *     ({@code expired}), in the thread that noticed
     * @param replaced told every entry in whose place something else was put
     * @param backing told of every key under which something else is kept than before, or nothing
     */
    public EntryStore(
            CacheBounds bounds,
            InstantSource steady,
            BiConsumer<String, String> evicted,
            Consumer<CacheEntry> replaced,
            Backing backing) {
        this.entries = EntryCache.create(bounds, steady, (key, entry, cause) -> {
            tagged.remove(entry);
            backing.changed(key);
            evicted.accept(key, cause.name().toLowerCase(Locale.ROOT));
        });
        this.invalidations = new Invalidations();
        this.replaced = replaced;
        this.backing = backing;
        this.steady = steady;
    }

    EntryStore(
            Cache<String, CacheEntry> entries,
            Invalidations invalidations,
            Consumer<CacheEntry> replaced,
            Backing backing,
            InstantSource steady) {
        this.entries = entries;
        this.invalidations = invalidations;
        this.replaced = replaced;
        this.backing = backing;
        this.steady = steady;
    }

    /** What is kept under a key and was not invalidated since its fill began; null if nothing is. */
    public CacheEntry lookUp(String key) {
        CacheEntry entry = entries.getIfPresent(key);
        return entry == null || invalidations.cover(entry) ? null : entry;
    }

    /** The same, once whoever changes it just now has done so. */
    public CacheEntry settled(String key) {
        CacheEntry entry = entries.asMap().computeIfPresent(key, (name, current) -> current);
        return entry == null || invalidations.cover(entry) ? null : entry;
    }

    /**
     * Keeps an entry, unless it is {@link #isOutdated outdated}, or a renewal of something else than what is kept by now.
     */
    public Put put(CacheEntry filled) {
        CacheEntry entry = isDoubted(filled) ? filled.staleFrom(steady.instant()) : filled;
        AtomicReference<CacheEntry> before = new AtomicReference<>();
        CacheEntry kept = entries.asMap().compute(entry.key(), (key, current) -> {
            before.set(current);
            if (isOutdated(entry, current) || isAnotherRenewal(entry, current)) {
                return current;
            }
            tagged.put(current, entry);
            return entry;
        });
        if (kept != entry) {
            return Put.OUTDATED;
        }
        // Not before it is there: who looks for it would find nothing.
        backing.changed(entry.key());
        if (isOvertaken(entry.generation(), entry.key(), entry.tags())) {
            remove(entry);
            return Put.OUTDATED;
        }
        if (before.get() != null) {
            replaced.accept(before.get());
        }
        return Put.KEPT;
    }

    /** Whether something newer is kept, or something whole beside a torn entry, or the entry was invalidated, as far as is remembered, since its fill began. */
    public boolean isOutdated(CacheEntry entry) {
        return isOutdated(entry, entries.getIfPresent(entry.key()));
    }

    private boolean isOutdated(CacheEntry entry, CacheEntry current) {
        return current != null
                        && (current.fillStarted().isAfter(entry.fillStarted()) || entry.torn() && !current.torn())
                || isOvertaken(entry.generation(), entry.key(), entry.tags());
    }

    /** Whoever keeps a copy of what is kept was told of it, and is told nothing of a renewal. */
    private static boolean isAnotherRenewal(CacheEntry entry, CacheEntry current) {
        return entry.renewal() && current != null && !current.body().saysTheSame(entry.body());
    }

    /**
     * Makes sure that nothing that is being filled or kept under a key is handed out, by the next process or another replica neither
     * but for those that are {@linkplain Backing#pending pending}; answers how many were kept here.
     */
    public int invalidateKey(String key) {
        return invalidate(Mark.key(key));
    }

    /** The same for everything that has a tag. */
    public int invalidateTag(String tag) {
        return invalidate(Mark.tag(tag));
    }

    /** The same for everything that has one of these tags, since something was written: what was nowhere may be there by now. */
    public int written(Collection<String> tags) {
        return invalidate(Mark.written(tags));
    }

    private int invalidate(Mark mark) {
        int dropped = heard(mark);
        backing.marked(mark);
        return dropped;
    }

    /** What is marked somewhere is marked here too; answers how many entries were kept here. */
    public int heard(Mark mark) {
        int dropped = 0;
        switch (mark.kind()) {
            case KEY -> {
                for (String key : mark.names()) {
                    dropped += drop(key, invalidations.ofKey(key));
                }
            }
            case TAGS -> dropped = dropTagged(mark.names());
            case WRITTEN -> {
                invalidations.ofTag(NOBODYS);
                dropped = dropTagged(mark.names());
            }
            case ALL -> {
                invalidations.ofAll();
                dropped = dropAll(entry -> true).size();
            }
            case SCHEMA -> throw new IllegalArgumentException("Which entries are of another schema is not known here");
        }
        backing.settle();
        return dropped;
    }

    private int dropTagged(Collection<String> tags) {
        int dropped = 0;
        for (String tag : tags) {
            long mark = invalidations.ofTag(tag);
            for (String key : tagged.of(tag)) {
                dropped += drop(key, mark);
            }
        }
        return dropped;
    }

    /** What keeps beyond this process what is kept here. */
    public Backing backing() {
        return backing;
    }

    private int drop(String key, long mark) {
        CacheEntry entry = entries.getIfPresent(key);
        return entry != null && entry.generation() < mark && remove(entry) ? 1 : 0;
    }

    private boolean remove(CacheEntry entry) {
        boolean[] removed = new boolean[1];
        entries.asMap().computeIfPresent(entry.key(), (key, current) -> {
            if (current != entry) {
                return current;
            }
            tagged.remove(entry);
            backing.changed(key);
            removed[0] = true;
            return null;
        });
        return removed[0];
    }

    /** Drops what fits, of what is kept; answers what was dropped. */
    public List<CacheEntry> dropIf(Predicate<CacheEntry> condition) {
        List<CacheEntry> dropped = dropAll(condition);
        backing.settle();
        return dropped;
    }

    private List<CacheEntry> dropAll(Predicate<CacheEntry> condition) {
        return entries.asMap().values().stream()
                .filter(condition)
                .filter(this::remove)
                .toList();
    }

    /**
     * Takes what was filled before a moment for stale, from now on: nobody can say whether it was invalidated.
     *
     * @param now by the steady clock, as that moment
     */
    public void doubt(Instant before, Instant now) {
        doubted = before.isAfter(doubted) ? before : doubted;
        entries.asMap().keySet().forEach(key -> entries.asMap()
                .computeIfPresent(key, (name, entry) -> isDoubted(entry) ? entry.staleFrom(now) : entry));
    }

    private boolean isDoubted(CacheEntry entry) {
        return entry.fillStarted().isBefore(doubted);
    }

    /** Keeps nothing under a key any more; a fill that is under way may bring it again. */
    public void drop(String key) {
        CacheEntry entry = entries.getIfPresent(key);
        if (entry != null) {
            remove(entry);
        }
    }

    /** Whether anything is kept that has a tag. */
    public boolean hasTagged(String tag) {
        return !tagged.of(tag).isEmpty();
    }

    /** Whether an entry that need not be kept here any more was invalidated, as far as is remembered, since its fill began. */
    public boolean isInvalidated(CacheEntry entry) {
        return isOvertaken(entry.generation(), entry.key(), entry.tags());
    }

    /** How many invalidations there have been; a fill remembers it when it begins. */
    public long generation() {
        return invalidations.generation();
    }

    /** Whether what began when there had been so many invalidations may be older than one of this key or its tags. */
    public boolean isOvertaken(long before, String key, Tags tags) {
        return invalidations.since(before, key, tags) || invalidations.isBeyondMemory(before);
    }

    /** Everything that may be handed out, in no order. */
    public Stream<CacheEntry> all() {
        return entries.asMap().values().stream().filter(entry -> !invalidations.cover(entry));
    }

    /** About how many are kept. */
    public long size() {
        return entries.estimatedSize();
    }

    /** The bytes of all bodies. */
    public long bytes() {
        return entries.asMap().values().stream().mapToLong(CacheEntry::size).sum();
    }

    /**
     * Looks at the heap once each time it runs, and moves the bound on what is kept accordingly.
     *
     * @param heapAfterGc the share of the heap in use after the last collection, from 0 to 1
     */
    public Runnable memoryPressure(DoubleSupplier heapAfterGc) {
        return new MemoryPressure(entries.policy().eviction().orElseThrow(), heapAfterGc);
    }

    /** What the routes' {@code caffeine-cache:gcx} looks up in and puts to: this store. */
    public Cache<String, CacheEntry> forRoutes() {
        return new RoutesView(this);
    }
}
