package io.gcxcache.report;

import java.time.Duration;
import java.time.Instant;

/**
 * A job that was started for all clients who ask the same at Genesys's own path. Immutable; times are by the clock that never
 * steps.
 *
 * @param name names it among all
 * @param path where it is polled and deleted
 * @param family the rate limit of that
 * @param question the key under which its start is kept
 * @param began when the fill did that started it
 * @param ends from when on it is nobody's answer who starts it again
 * @param expires when Genesys forgets it; null if it has not said so
 */
record SharedJob(
        String name, String path, String family, String question, Instant began, Instant ends, Instant expires) {
    /** What Genesys says of that in the status of a job that is done. */
    static final String EXPIRATION = "expirationDate";

    /** Who is given a job is to have time to read it. */
    private static final Duration BEFORE_EXPIRY = Duration.ofSeconds(60);

    /** What is not good for long is asked for once a second. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    SharedJob endingAt(Instant end) {
        return new SharedJob(name, path, family, question, began, end.isBefore(ends) ? end : ends, expires);
    }

    SharedJob expiringAt(Instant expiration) {
        Instant end = expiration.minus(BEFORE_EXPIRY);
        return new SharedJob(name, path, family, question, began, end.isBefore(ends) ? end : ends, expiration);
    }

    boolean isOver(Instant now) {
        return !now.isBefore(ends);
    }

    /** How long from a moment on is good what Genesys says of it in the end. */
    Duration leftFrom(Instant moment) {
        Duration left = longer(Duration.between(moment, ends), SHORTEST);
        Duration known = expires == null ? left : Duration.between(moment, expires.minus(BEFORE_EXPIRY));
        return longer(known.compareTo(left) < 0 ? known : left, Duration.ZERO);
    }

    /** How long is good what it says while it runs. */
    static Duration whileItRuns() {
        return SHORTEST;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
