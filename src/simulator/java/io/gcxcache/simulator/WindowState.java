package io.gcxcache.simulator;

import java.time.Duration;
import java.time.Instant;

/**
 * What a rate-limit window looks like at one moment.
 *
 * @param name {@code default}, or {@code burst} and {@code sustained} where a family has two windows
 * @param limit calls allowed in a window
 * @param used calls counted in this window, never more than the limit
 * @param length how long a window lasts
 * @param now the moment
 * @param end when the window ends, after now
 */
record WindowState(String name, int limit, int used, Duration length, Instant now, Instant end) {

    int remaining() {
        return limit - used;
    }

    /** Seconds until the window ends, rounded up, at least 1. */
    long secondsLeft() {
        return Math.max(1, secondsRoundedUp(Duration.between(now, end)));
    }

    /** Unix seconds of the window's end, rounded up, so that whoever waits for them is not too early. */
    long endUnixSeconds() {
        return end.getEpochSecond() + (end.getNano() > 0 ? 1 : 0);
    }

    static long secondsRoundedUp(Duration duration) {
        return duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
    }
}
