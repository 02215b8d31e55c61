package io.gcxcache.report;

import io.gcxcache.problem.Backoff;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next poll: 250 ms at first, half as long again each time, 5 s at most, give or take a fifth,
 * so that runs which started together are not polled together.
 */
final class PollDelay {
    static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final double GROWTH = 1.5;
    private static final double LEAST = 0.8;
    private static final double MOST = 1.2;

    private final Backoff usual;
    private final Backoff slow;

    /** @param random from 0 to 1 */
    PollDelay(DoubleSupplier random) {
        usual = new Backoff(FIRST, GROWTH, LONGEST, LEAST, MOST, random);
        slow = new Backoff(FIRST.multipliedBy(2), GROWTH, LONGEST, LEAST, MOST, random);
    }

    /**
     * @param polls how many polls there were
     * @param slower whether the budget asks for half as many
     */
    Duration before(int polls, boolean slower) {
        return (slower ? slow : usual).after(polls);
    }
}
