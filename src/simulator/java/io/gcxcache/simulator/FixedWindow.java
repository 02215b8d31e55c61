package io.gcxcache.simulator;

import java.time.Duration;
import java.time.Instant;

/** Counts calls in windows of fixed length; a window opens with the first call after the end of the one before it. */
final class FixedWindow {
    private final String name;
    private final int limit;
    private final Duration length;
    private Instant end = Instant.MIN;
    private int used;

    FixedWindow(String name, int limit, Duration length) {
        if (limit < 0 || length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException(
                    "a rate limit needs a limit >= 0 and a window > 0, they are " + limit + " and " + length);
        }
        this.name = name;
        this.limit = limit;
        this.length = length;
    }

    void openIfOver(Instant now) {
        if (!now.isBefore(end)) {
            end = now.plus(length);
            used = 0;
        }
    }

    void count() {
        used++;
    }

    /** The open window, or the one that a call would open now. */
    WindowState at(Instant now) {
        return now.isBefore(end)
                ? new WindowState(name, limit, used, length, now, end)
                : new WindowState(name, limit, 0, length, now, now.plus(length));
    }
}
