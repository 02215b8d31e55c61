package io.gcxcache.upstream;

import java.time.Duration;
import java.time.Instant;

/**
 * An access token and when to stop using it.
 *
 * @param value what goes behind {@code Bearer}; never printed
 * @param renewAt from when on a new one is fetched before the next call
 */
record Token(String value, Instant renewAt) {
    private static final Duration EARLY = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofDays(365);

    /** A token is renewed 60 s before its end; a short-lived one halfway, so that it can be used at all. */
    static Token lasting(String value, Duration told, Instant now) {
        Duration lifetime = told.compareTo(LONGEST) < 0 ? told : LONGEST;
        Duration half = lifetime.dividedBy(2);
        return new Token(value, now.plus(lifetime).minus(half.compareTo(EARLY) < 0 ? half : EARLY));
    }

    boolean isUsable(Instant now) {
        return now.isBefore(renewAt);
    }

    @Override
    public String toString() {
        return "Token[renewAt=" + renewAt + "]";
    }
}
