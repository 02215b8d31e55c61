package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.upstream.Problem;
import java.util.List;
import java.util.Optional;
import org.apache.camel.spi.IdempotentRepository;

/**
 * All flights: at most one per key. As an idempotent repository it lets the first refresh of a key through and drops the
 * others, and forgets the key when the run ends. Thread-safe; nothing here blocks.
 */
public interface Flights extends IdempotentRepository {

    /**
     * The flight for a question's key: the one in progress, or a new one that somebody has to take off with, or one that
     * just failed and is remembered.
     *
     * <p>A flight that boarded before its key or one of its tags was invalidated takes nobody else on board: a new one
     * takes its place, and it ends for those who had asked before.
     *
     * <p>At its declaration's time limit a flight ends with a problem, and the key is free again.
     */
    Boarding board(Question question);

    /**
     * @param flight what to wait for
     * @param first whether this boarding made the flight
     */
    record Boarding(Flight flight, boolean first) {}

    boolean isInProgress(String key);

    /** Whether a key's last flight failed so recently that no other is to start. */
    boolean failedRecently(String key);

    /** How many flights are in progress. */
    int inProgress();

    /** The flights in progress and those that ended within the last 10 minutes, the newest first. */
    List<FlightLog> recent();

    /** One of {@link #recent}, by its id. */
    Optional<FlightLog> recent(String id);

    /** Ends a flight well; one that has ended before stays as it ended. */
    void land(Flight flight, CacheEntry entry);

    /** Ends a flight with a problem, and remembers it; one that has ended before stays as it ended. */
    void fail(Flight flight, Problem problem);
}
