package io.gcxcache.api;

import io.gcxcache.ask.Flight;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Memory;
import io.gcxcache.cache.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The lives that pages of one set share: all end when the first of them does. Which page begins a life is decided when its
 * fill begins, so that those that are filled beside it belong to it; it takes the place of the one before when the first of
 * its pages is there. Thread-safe; asking takes no lock.
 */
final class PageSets {
    static final long UNTOLD = -1;

    /** No page is kept longer: 1 day and a stale window of 31 are the most. */
    static final Duration LONGEST = Duration.ofDays(32);

    private static final int MOST = 10_000;

    /** With the set's name. */
    private static final int BYTES_OF_LIVES = 1_500;

    private final EntryStore store;
    private final Memory<Lives> sets;

    PageSets(EntryStore store, InstantSource steady) {
        this.store = store;
        this.sets = new Memory<>(LONGEST, MOST, MOST * BYTES_OF_LIVES, lives -> BYTES_OF_LIVES, steady);
    }

    /**
     * One life of a set. Times are by the steady clock.
     *
     * @param since what was filled before belongs to an earlier one
     * @param began when its first fill did
     * @param generation how many invalidations there had been
     * @param total how many entries the set has, as its pages say; {@link #UNTOLD} if none does
     * @param told when the latest of the fills began that said so
     */
    record Life(Instant since, Instant began, long generation, long total, Instant told) {
        /** How long after its beginning a moment is. */
        Duration at(Instant moment) {
            // Entries age in milliseconds.
            return Duration.ofMillis(moment.toEpochMilli() - began.toEpochMilli());
        }

        private boolean isBefore(Life other) {
            return began.isBefore(other.began);
        }

        private Life telling(long what, Instant by) {
            return what == UNTOLD ? this : new Life(since, began, generation, what, by.isAfter(told) ? by : told);
        }
    }

    /**
     * @param served null if none is
     * @param filling the one of which no page is there yet, or null
     * @param founder the flight that began to fill it; it is nothing if that fails
     */
    private record Lives(Life served, Life filling, Flight founder) {
        private static final Lives NONE = new Lives(null);

        Lives(Life served) {
            this(served, null, null);
        }

        boolean isFilling() {
            return filling != null && !founder.hasLanded();
        }
    }

    /** The fill of a page. */
    record Fill(String key, Tags tags, Instant started, long generation, Flight flight) {}

    /** The life whose pages are served; null if there is none. */
    Life served(String set) {
        return lives(set).served;
    }

    /** The life to which a page will belong whose fill begins. A page that its set has already is the first of a new one. */
    synchronized Life join(String set, Fill fill, Duration ttl) {
        Lives lives = lives(set);
        if (isOpenTo(lives.served, fill, ttl) && !isKept(fill.key, lives.served)) {
            return lives.served;
        }
        if (lives.isFilling() && isOpenTo(lives.filling, fill, ttl)) {
            return lives.filling;
        }
        // Who asked for the page before its fill began waits for the same flight.
        Instant since = fill.flight.question().asked();
        Life begun = new Life(since, fill.started, fill.generation, UNTOLD, fill.started);
        sets.remember(set, new Lives(lives.served, begun, fill.flight));
        return begun;
    }

    private boolean isOpenTo(Life life, Fill fill, Duration ttl) {
        return life != null
                && !fill.started.isBefore(life.since)
                && life.at(fill.started).compareTo(ttl) < 0
                && !store.isOvertaken(life.generation, fill.key, fill.tags);
    }

    private boolean isKept(String key, Life life) {
        CacheEntry kept = store.lookUp(key);
        return kept != null && !kept.fillStarted().isBefore(life.since);
    }

    /**
     * The life to which a page belongs that has come: the one that it joined, or one of its own if it tells another total.
     *
     * @return empty if it is older than what is served by now, or was invalidated
     */
    synchronized Optional<Life> landed(String set, Fill fill, Life joined, long total) {
        Lives lives = lives(set);
        Life served = lives.served;
        // Others that joined the same may have come before, and told more.
        Life life = served == null || served.isBefore(joined) ? joined : served;
        boolean tellsAnother = total != UNTOLD && life.total != UNTOLD && total != life.total;
        if (joined.isBefore(life)
                || tellsAnother && !fill.started.isAfter(life.told)
                || store.isOvertaken(fill.generation, fill.key, fill.tags)) {
            return Optional.empty();
        }
        Life its = tellsAnother
                ? new Life(fill.started, fill.started, fill.generation, total, fill.started)
                : life.telling(total, fill.started);
        boolean goesOnFilling = lives.filling != null && its.isBefore(lives.filling);
        sets.remember(set, goesOnFilling ? new Lives(its, lives.filling, lives.founder) : new Lives(its));
        return Optional.of(its);
    }

    private Lives lives(String set) {
        return sets.of(set).orElse(Lives.NONE);
    }
}
