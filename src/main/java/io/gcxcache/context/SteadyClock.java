package io.gcxcache.context;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Begins with the wall's time and then only counts what passes: whoever sets the machine's clock does not move it. Lengths
 * are measured with it; what it shows is no time of day. Thread-safe.
 */
public final class SteadyClock implements InstantSource {
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final long startMillis = start.toEpochMilli();
    private final long startNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }

    /** Without making an {@link Instant}. */
    @Override
    public long millis() {
        return startMillis + (System.nanoTime() - startNanos) / 1_000_000;
    }
}
