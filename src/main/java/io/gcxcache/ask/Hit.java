package io.gcxcache.ask;

import io.gcxcache.audit.RecurringEvent;
import io.gcxcache.audit.RecurringEvents;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.metrics.Usage;
import java.lang.ref.WeakReference;

/**
 * A question that was answered out of the cache, as far as it takes to {@linkplain Hits answer it again}. It does not keep what it
 * was answered with. Used by one thread at a time.
 */
public final class Hit {
    private final Question question;
    private final Cut cut;
    private final Coding taken;
    private final WeakReference<CacheEntry> entry;
    private final Catalogue declared;
    private final String flightKey;
    private Usage by;
    private RecurringEvent event;

    /**
     * @param cut the part that was asked for; null if it was all
     * @param declared what was declared then
     */
    Hit(Question question, Cut cut, Coding taken, CacheEntry entry, Catalogue declared) {
        this.question = question;
        this.cut = cut;
        this.taken = taken;
        this.entry = new WeakReference<>(entry);
        this.flightKey = question.flightKey();
        this.declared = declared;
    }

    /** The rate limit that the question comes under. */
    public String family() {
        return question.declaration().family();
    }

    /** That it was answered so again, for one consumer after the other; most often it is the same. */
    RecurringEvent event(Usage usage, RecurringEvents known) {
        if (by != usage) {
            event = question.recurring(Reply.HIT, usage.name(), known);
            by = usage;
        }
        return event;
    }

    String key() {
        return question.key();
    }

    String flightKey() {
        return flightKey;
    }

    /** Whether all of what there is was asked for. */
    boolean isWhole() {
        return question.reach() == Question.WHOLE;
    }

    /** Null if it was all. */
    Cut cut() {
        return cut;
    }

    Coding taken() {
        return taken;
    }

    boolean isOf(CacheEntry other, Catalogue now) {
        return declared == now && entry.refersTo(other);
    }
}
