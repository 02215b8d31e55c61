package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Freshness;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Usage;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.camel.Exchange;

/**
 * Answers again, out of the same entry, what {@code gcx-ask} has answered out of it: by the same look-up, judge, rendering, meters and
 * audit, but without an exchange. Whatever the route would do besides, or otherwise, is left to the route. Thread-safe.
 */
public final class Hits {
    private final LiveCatalogue catalogue;
    private final EntryStore store;
    private final Judge judge;
    private final Reply reply;
    private final InstantSource clock;
    private final InstantSource steady;

    Hits(LiveCatalogue catalogue, EntryStore store, Judge judge, Reply reply, Services services) {
        this.catalogue = catalogue;
        this.store = store;
        this.judge = judge;
        this.reply = reply;
        this.clock = services.clock();
        this.steady = services.steady();
    }

    /** What an exchange was answered with, if that may be answered again; else null. */
    public Hit of(Exchange answered) {
        Ask ask = Ask.of(answered);
        if (ask == null || !ask.isToldAgain()) {
            return null;
        }
        Verdict verdict = ask.verdict();
        Catalogue declared = catalogue.current();
        return verdict != null
                        && declared.knows(ask.resource())
                        && verdict.freshness() == Freshness.FRESH
                        && !verdict.refreshing()
                        && verdict.entry().status() == CacheEntry.OK
                        && verdict.entry().ttl().toMillis() <= ask.longestTtl()
                ? new Hit(
                        ask.question(),
                        ask.cut(),
                        answered.getProperty(Coding.PROPERTY, Coding.class),
                        verdict.entry(),
                        declared)
                : null;
    }

    /**
     * What it is answered with; null if its route is to be asked.
     *
     * @param now by the steady clock
     */
    public Rendering again(Hit hit, Instant now) {
        CacheEntry entry = store.lookUp(hit.key());
        return entry != null && hit.isOf(entry, catalogue.current()) && judge.isAsBefore(hit, entry, now.toEpochMilli())
                ? reply.again(hit, entry, now)
                : null;
    }

    /** Not by the steady clock. */
    public Instant timeOfDay() {
        return clock.instant();
    }

    /** By the steady clock. */
    public Instant now() {
        return steady.instant();
    }

    /**
     * Counts what was answered again, and takes it down.
     *
     * @param came when it was asked for, by the steady clock
     * @param at the time of day
     */
    public void answered(Hit hit, Usage usage, Instant came, Instant at) {
        reply.answeredAgain(hit, usage, came, at);
    }
}
