package io.gcxcache.audit;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The recurring events that happened of late, for those who ask for the same one again.
 *
 * <p>Each has two places among a fixed number, and takes one of them from what happened longer ago. Losing its places costs
 * an event no more than being rendered again. Thread-safe; takes no lock.
 */
public final class RecurringEvents {
    static final int PLACES = 1 << 12;

    private final AtomicReferenceArray<RecurringEvent> places = new AtomicReferenceArray<>(PLACES);

    /** The parameters are those of {@link RecurringEvent}. */
    public RecurringEvent of(String event, String key, String subject, String id, String consumer) {
        int first = place(Objects.hashCode(key), Objects.hashCode(consumer), Objects.hashCode(event));
        RecurringEvent newer = places.get(first);
        if (newer != null && newer.is(event, key, subject, id, consumer)) {
            return newer;
        }
        RecurringEvent older = places.get(first ^ 1);
        if (older != null && older.is(event, key, subject, id, consumer)) {
            return older;
        }
        RecurringEvent made = new RecurringEvent(event, key, subject, id, consumer);
        if (newer != null) {
            places.set(first ^ 1, newer);
        }
        places.set(first, made);
        return made;
    }

    private static int place(int key, int consumer, int event) {
        int hash = ((key * 31 + consumer) * 31 + event) * 0x9E3779B9;
        return hash >>> Integer.numberOfLeadingZeros(PLACES - 1);
    }
}
