package io.gcxcache.upstream;

import java.time.Duration;
import java.time.Instant;

/**
 * A family's tightest window as the fields {@code RateLimit} and {@code RateLimit-Policy} (IETF draft-10) tell it.
 *
 * @param budget what was told
 * @param second when, in Unix seconds
 * @param rateLimit the value of {@code RateLimit}
 * @param policy the value of {@code RateLimit-Policy}
 */
public record RateLimitFields(Budget budget, long second, String rateLimit, String policy) {

    static RateLimitFields of(Budget budget, Instant now) {
        RateWindow window = budget.felt(now);
        String name = '"' + budget.family() + '"';
        long untilReset = Math.max(0, (Duration.between(now, window.resetAt()).toMillis() + 999) / 1000);
        return new RateLimitFields(
                budget,
                now.getEpochSecond(),
                name + ";r=" + window.remaining() + ";t=" + untilReset,
                name + ";q=" + window.limit() + ";w=" + window.length().toSeconds());
    }

    /** Whether a reply at this moment would say the same. */
    boolean stillHolds(Budget current, Instant now) {
        return budget == current && second == now.getEpochSecond();
    }
}
