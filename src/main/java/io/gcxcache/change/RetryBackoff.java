package io.gcxcache.change;

import io.gcxcache.problem.Backoff;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a notification waits after a failed try: 1, 2, 4 s and so on up to 15 min, each up to a tenth longer by chance,
 * for a day in all; or as long as the target asked for.
 */
final class RetryBackoff {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(15);
    static final Duration GIVE_UP = Duration.ofDays(1);
    static final double JITTER = 0.1;

    private final Backoff backoff;

    /** @param random from 0 to 1 */
    RetryBackoff(DoubleSupplier random) {
        backoff = new Backoff(FIRST, 2, LONGEST, 1, 1 + JITTER, random);
    }

    /**
     * @param attempts how many have failed, at least 1
     * @param asked what the target said in {@code Retry-After}, or zero
     */
    Duration after(int attempts, Duration asked) {
        long wanted = Math.min(asked.toMillis(), GIVE_UP.toMillis());
        return Duration.ofMillis(Math.max(wanted, backoff.after(attempts - 1).toMillis()));
    }
}
