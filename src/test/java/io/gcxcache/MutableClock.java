package io.gcxcache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that runs until a test stops it, and that a test can push forward. Thread-safe. */
public final class MutableClock extends Clock {
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private volatile InstantSource source = InstantSource.system();

    /** Time stands still from now on, but for what a test pushes: nothing that waits for the clock ends by itself. */
    public void stop() {
        source = InstantSource.fixed(source.instant());
    }

    /** Time runs again. */
    public void go() {
        source = InstantSource.system();
    }

    /** Pushes the clock forward. */
    public void advance(Duration duration) {
        ahead.updateAndGet(before -> before.plus(duration));
    }

    @Override
    public Instant instant() {
        return source.instant().plus(ahead.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Tests count in UTC");
    }
}
