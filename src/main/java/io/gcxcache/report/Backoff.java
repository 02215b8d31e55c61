package io.gcxcache.report;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next poll: 250 ms at first, half as long again each time, 5 s at most, give or take a fifth,
 * so that runs which started together are not polled together.
 */
record Backoff(DoubleSupplier random) {
    static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final double GROWTH = 1.5;
    private static final double JITTER = 0.2;

    /**
     * @param polls how many polls there were
     * @param slower whether the budget asks for half as many
     */
    Duration before(int polls, boolean slower) {
        double grown = FIRST.toMillis() * Math.pow(GROWTH, Math.min(polls, 20));
        double millis = Math.min(LONGEST.toMillis(), slower ? 2 * grown : grown);
        return Duration.ofMillis(Math.round(millis * (1 + JITTER * (2 * random.getAsDouble() - 1))));
    }
}
