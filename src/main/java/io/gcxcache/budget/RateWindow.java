package io.gcxcache.budget;

import java.time.Duration;
import java.time.Instant;

/**
 * A window that begins anew at a fixed time, as Genesys tells of it: so many calls until it resets, then again.
 *
 * @param name the policy's name in the IETF headers, {@code default} in the others, {@link #LOCAL} if only counted here
 * @param limit calls per window
 * @param remaining calls left until {@code resetAt}; not negative
 * @param resetAt when {@code remaining} becomes {@code limit} again
 * @param length how long a window is
 */
public record RateWindow(String name, long limit, long remaining, Instant resetAt, Duration length) implements Window {
    static final String LOCAL = "local";
    static final String DEFAULT = "default";

    @Override
    public boolean isCountedHere() {
        return name.equals(LOCAL);
    }

    @Override
    public RateWindow at(Instant now) {
        if (now.isBefore(resetAt)) {
            return this;
        }
        long passed = Duration.between(resetAt, now).toMillis() / Math.max(1, length.toMillis()) + 1;
        return new RateWindow(name, limit, limit, resetAt.plus(length.multipliedBy(passed)), length);
    }

    @Override
    public long capacity(Instant from, Instant until) {
        RateWindow first = at(from);
        return first.remaining + limit * Window.times(length, first.resetAt, until);
    }

    @Override
    public RateWindow withoutOne(Instant now) {
        return new RateWindow(name, limit, Math.max(0, remaining - 1), resetAt, length);
    }

    @Override
    public RateWindow withOneMore() {
        return new RateWindow(name, limit, Math.min(limit, remaining + 1), resetAt, length);
    }

    /** The same window with another limit; what was used of it stays so, and it ends no later than one that begins now. */
    RateWindow limited(long most, Duration howLong, Instant now) {
        Instant end = now.plus(howLong);
        return new RateWindow(
                name, most, Math.max(0, most - (limit - remaining)), end.isBefore(resetAt) ? end : resetAt, howLong);
    }

    /** The same window, begun anew. */
    RateWindow whole(Instant now) {
        return new RateWindow(name, limit, limit, now.plus(length), length);
    }

    /**
     * This window as upstream sees it. Within one window the smaller count wins, since calls in flight are counted here
     * before upstream knows of them; a reset that moved by more than a second begins another window and is believed.
     */
    RateWindow corrected(RateWindow seen) {
        boolean sameWindow = Duration.between(resetAt, seen.resetAt).abs().compareTo(Duration.ofSeconds(1)) <= 0
                && limit == seen.limit;
        return sameWindow
                ? new RateWindow(name, limit, Math.min(remaining, seen.remaining), seen.resetAt, seen.length)
                : seen;
    }
}
