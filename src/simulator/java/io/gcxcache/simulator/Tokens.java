package io.gcxcache.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The bearer tokens that were issued and neither expired nor were revoked. */
final class Tokens {
    private static final String BEARER = "Bearer ";

    private final Clock clock;
    private final Duration lifetime;
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    Tokens(Clock clock, Duration lifetime) {
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a token must live for at least 1 s, not " + lifetime);
        }
        this.clock = clock;
        this.lifetime = lifetime;
    }

    String issue() {
        Instant now = clock.instant();
        ends.values().removeIf(end -> !now.isBefore(end));
        String token = "sim-" + UUID.randomUUID();
        ends.put(token, now.plus(lifetime));
        return token;
    }

    Duration lifetime() {
        return lifetime;
    }

    boolean isLive(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return false;
        }
        Instant end = ends.get(authorization.substring(BEARER.length()).trim());
        return end != null && clock.instant().isBefore(end);
    }

    void revokeAll() {
        ends.clear();
    }
}
