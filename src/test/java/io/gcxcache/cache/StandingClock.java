package io.gcxcache.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class StandingClock implements InstantSource {
    private volatile Instant now;

    public StandingClock(String start) {
        now = Instant.parse(start);
    }

    /** Moves the clock; backwards too. */
    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
