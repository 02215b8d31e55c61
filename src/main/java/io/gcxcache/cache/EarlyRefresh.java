package io.gcxcache.cache;

import java.util.function.DoubleSupplier;

/**
 * Decides which hit on a fresh entry starts a refresh before the TTL ends, so that a popular entry does not expire for
 * everybody at once: XFetch (Vattani, Chierichetti, Lowenstein, VLDB 2015), confined to the last part of the TTL.
 *
 * @param beta eagerness; 1 is the paper's optimum, 0 switches early refresh off, more starts earlier
 * @param window the last share of the TTL in which a refresh may start, from 0 to 1
 */
public record EarlyRefresh(double beta, double window) {
    public EarlyRefresh {
        if (!(beta >= 0 && beta <= 100)) {
            throw new IllegalArgumentException("beta is from 0 to 100: " + beta);
        }
        if (!(window >= 0 && window <= 1)) {
            throw new IllegalArgumentException("window is from 0 to 1: " + window);
        }
    }

    /**
     * Whether this look-up should start the refresh: {@code now - delta * beta * ln(random) >= expiry}, delta being the
     * duration of the entry's fill.
     *
     * @param random uniform in [0, 1)
     */
    public boolean due(CacheEntry entry, long nowMillis, DoubleSupplier random) {
        if (!mayBeDue(entry, nowMillis)) {
            return false;
        }
        long left = entry.ttlLeftMillis(nowMillis);
        double lead = -entry.fillDuration().toMillis() * beta * Math.log(1 - random.getAsDouble());
        return lead >= left;
    }

    /** Whether chance decides by now. */
    public boolean mayBeDue(CacheEntry entry, long nowMillis) {
        long left = entry.ttlLeftMillis(nowMillis);
        return left > 0 && left <= window * entry.ttl().toMillis();
    }
}
