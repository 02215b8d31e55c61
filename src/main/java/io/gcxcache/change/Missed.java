package io.gcxcache.change;

import java.time.Duration;

/**
 * What a target will never be told of, since too much waited for it.
 *
 * @param count how many notifications
 * @param last when the last of them was dropped, in Unix milliseconds
 */
record Missed(long count, long last) {
    static final Missed NOTHING = new Missed(0, 0);

    /** No answer is fresh for longer: a shared cache has asked again by then, whatever it was not told of. */
    static final Duration MATTERS = Duration.ofDays(7);

    Missed andOne(long now) {
        return new Missed(matters(now) ? count + 1 : 1, now);
    }

    boolean matters(long now) {
        return count > 0 && now - last < MATTERS.toMillis();
    }
}
