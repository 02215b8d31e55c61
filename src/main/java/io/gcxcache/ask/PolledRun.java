package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import java.lang.ref.WeakReference;
import java.util.UUID;

/**
 * A run as a client of Genesys knows it, which polls until its answer is there. Thread-safe.
 *
 * <p>Of what it waits for it holds no answer: those are kept for all runs together.
 */
final class PolledRun {
    private final String id = UUID.randomUUID().toString();
    private final Ask asked;
    private final int bytes;
    private volatile Awaited awaited;

    /** @param asked what was asked when it was started; no exchange goes on with it */
    PolledRun(Ask asked, int bytes) {
        this.asked = asked;
        this.bytes = bytes;
    }

    String id() {
        return id;
    }

    Ask asked() {
        return asked;
    }

    /** About how many it takes. */
    int bytes() {
        return bytes;
    }

    /** What it waits for, or null if that is to be asked for once more. */
    Awaited awaited() {
        return awaited;
    }

    void awaits(Awaited other) {
        awaited = other;
    }

    /**
     * What a run waits for.
     *
     * @param result by which name {@link Flights} know the answer
     * @param flight what brings it; null if it was there already
     * @param leads whether the flight was made for the run
     */
    record Awaited(String result, WeakReference<Flight> flight, boolean leads) {
        static Awaited of(Flight flight, boolean leads) {
            return new Awaited(flight.id(), new WeakReference<>(flight), leads);
        }

        boolean wasThere() {
            return flight == null;
        }

        /** The flight if it is in the air; nobody else may hold one that has landed. */
        Flight inTheAir() {
            Flight found = flight == null ? null : flight.get();
            return found == null || found.hasLanded() ? null : found;
        }

        /** What the run's question came to, if this is what it brought. */
        Verdict answeredBy(CacheEntry entry) {
            return Verdict.MISS.boarded(leads).answeredBy(entry);
        }
    }
}
