package io.gcxcache.resource;

import io.gcxcache.cache.CacheEntry;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;

/**
 * The one refresh in progress for a key. It is boarded by the look-up that missed first, takes off once, and ends with an
 * entry or a {@link io.gcxcache.upstream.Problem} for everybody on board. Thread-safe.
 */
public final class Flight {
    static final String PROPERTY = "GcxFlight";

    private final String key;
    private final Instant boarded;
    private final CompletableFuture<CacheEntry> arrival = new CompletableFuture<>();
    private final AtomicBoolean tookOff = new AtomicBoolean();

    Flight(String key, Instant boarded) {
        this.key = key;
        this.boarded = boarded;
    }

    /** The flight that an exchange waits for or flies. */
    public static Flight of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Flight.class);
    }

    public String key() {
        return key;
    }

    public Instant boarded() {
        return boarded;
    }

    /** Completed once, when the flight ends. */
    public CompletableFuture<CacheEntry> arrival() {
        return arrival;
    }

    public boolean hasLanded() {
        return arrival.isDone();
    }

    /** True for the first caller only. */
    boolean takeOff() {
        return tookOff.compareAndSet(false, true);
    }
}
