package io.gcxcache.resource;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.upstream.Problem;
import java.time.Duration;
import java.util.Collection;
import org.apache.camel.spi.IdempotentRepository;

/**
 * All flights: at most one per key. As an idempotent repository it lets the first refresh of a key through and drops the
 * others, and forgets the key when the run ends. Thread-safe; nothing here blocks.
 */
public interface Flights extends IdempotentRepository {

    /**
     * The flight for a key: the one in progress, or a new one that somebody has to take off with, or one that just failed
     * and is remembered.
     *
     * @param timeLimit after which the flight ends with a problem and the key is free again
     */
    Boarding board(String key, Duration timeLimit);

    /**
     * @param flight what to wait for
     * @param first whether this boarding made the flight
     */
    record Boarding(Flight flight, boolean first) {}

    boolean isInProgress(String key);

    /** Whether a key's last flight failed so recently that no other is to start. */
    boolean failedRecently(String key);

    Collection<Flight> all();

    /** Ends a flight well; one that has ended before stays as it ended. */
    void land(Flight flight, CacheEntry entry);

    /** Ends a flight with a problem, and remembers it; one that has ended before stays as it ended. */
    void fail(Flight flight, Problem problem);
}
