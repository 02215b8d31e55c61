package io.gcxcache.budget;

import java.time.Duration;
import java.time.Instant;

/** So many calls in a length of time. Immutable; every method that changes something answers a new one. */
public sealed interface Window permits RateWindow, SlidingWindow {
    /** What tells it from other windows of the same budget. */
    String name();

    /** Calls per window. */
    long limit();

    /** Calls left until {@link #resetAt}; not negative. */
    long remaining();

    /** When there are more calls again. */
    Instant resetAt();

    /** How long a window is. */
    Duration length();

    /** Whether it is a limit that was set, and not told by upstream. */
    boolean isCountedHere();

    /** The same window at a later time. */
    Window at(Instant now);

    /** The most calls between two moments, if none is sent otherwise; the first is not before what is known here. */
    long capacity(Instant from, Instant until);

    /** One call less. */
    Window withoutOne(Instant now);

    /** Takes back the last {@link #withoutOne}, as far as it still counts. */
    Window withOneMore();

    /** How often something happens up to a moment that does so first at another and then again and again. */
    static long times(Duration apart, Instant first, Instant until) {
        return until.isBefore(first)
                ? 0
                : Duration.between(first, until).toMillis() / Math.max(1, apart.toMillis()) + 1;
    }
}
