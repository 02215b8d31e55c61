package io.gcxcache.change;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Keeps the log from a line for everything that happens: one in {@link #QUIET} is due. Thread-safe. */
public final class Seldom {
    static final Duration QUIET = Duration.ofMinutes(1);

    private final InstantSource steady;
    private Instant next = Instant.MIN;
    private long times;

    public Seldom(InstantSource steady) {
        this.steady = steady;
    }

    /** Counts one more; answers how many it stands for if a line is due, or else 0. */
    public synchronized long due() {
        times++;
        Instant now = steady.instant();
        if (now.isBefore(next)) {
            return 0;
        }
        next = now.plus(QUIET);
        long due = times;
        times = 0;
        return due;
    }
}
