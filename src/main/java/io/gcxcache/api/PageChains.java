package io.gcxcache.api;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Memory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Which page names which as the one behind it, by a cursor that means something only for a while. Thread-safe. */
final class PageChains {
    private static final int MOST_PAGES = 200;
    private static final int MOST = 50_000;
    private static final int MOST_BYTES = 16 << 20;
    private static final int BYTES_BESIDE_KEYS = 100;

    private final EntryStore store;
    private final Memory<Link> links;

    PageChains(EntryStore store, InstantSource steady) {
        this.store = store;
        this.links = new Memory<>(PageSets.LONGEST, MOST, MOST_BYTES, PageChains::bytes, steady);
    }

    /**
     * A page in its chain.
     *
     * @param set to which it belongs
     * @param began when the life of the set did
     * @param next the key of the page that it names; null if it names none, or did not come yet
     * @param named whether another page names it
     */
    record Link(String set, Instant began, String next, boolean named) {
        boolean isFirst() {
            return next != null && !named;
        }

        boolean isOf(PageSets.Life life) {
            return life != null && began.equals(life.began());
        }
    }

    private static int bytes(Link link) {
        int next = link.next == null ? 0 : link.next.length();
        return BYTES_BESIDE_KEYS + 2 * (link.set.length() + 2 * next);
    }

    Optional<Link> of(String key) {
        return links.of(key);
    }

    /**
     * Takes up a page that has come.
     *
     * @param next the key of the page that it names by a cursor, or null
     */
    synchronized void landed(String key, String set, PageSets.Life life, String next) {
        Optional<Link> before = of(key).filter(link -> link.isOf(life));
        if (next == null && before.isEmpty()) {
            links.of(key).ifPresent(old -> links.remember(key, new Link(set, life.began(), null, false)));
            return;
        }
        links.remember(
                key, new Link(set, life.began(), next, before.map(Link::named).orElse(false)));
        if (next != null) {
            String behind =
                    of(next).filter(link -> link.isOf(life)).map(Link::next).orElse(null);
            links.remember(next, new Link(set, life.began(), behind, true));
        }
    }

    /** Whether all pages behind one are kept, up to the one that names no other. */
    boolean holds(Link first, PageSets.Life life) {
        String next = first.next;
        for (int pages = 0; next != null && pages < MOST_PAGES; pages++) {
            Link link = of(next).filter(one -> one.isOf(life)).orElse(null);
            CacheEntry page = store.lookUp(next);
            if (link == null || page == null || page.fillStarted().isBefore(life.since())) {
                return false;
            }
            next = link.next;
        }
        return next == null;
    }
}
