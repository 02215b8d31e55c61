package io.gcxcache.cache;

/**
 * How much the cache may hold.
 *
 * @param maxEntries the most entries, at least 1
 * @param maxBytes the most bytes of bodies, at least 1 MiB
 */
public record CacheBounds(long maxEntries, long maxBytes) {
    public static final long MIN_BYTES = 1 << 20;

    /** What an entry costs beside its body: key, record, body, Caffeine's node, its tags. A round estimate. */
    static final int OVERHEAD = 800;

    public CacheBounds {
        if (maxEntries < 1 || maxBytes < MIN_BYTES) {
            throw new IllegalArgumentException("A cache holds at least 1 entry and " + MIN_BYTES + " bytes");
        }
        // No body is longer than an int can count, so more bytes than that an entry could not be used.
        maxBytes = Math.min(maxBytes, maxEntries * Math.min(Integer.MAX_VALUE, Long.MAX_VALUE / maxEntries));
    }

    /**
     * What an entry counts against {@link #maxBytes}: its bytes, but never less than an even share of them.
     *
     * <p>Caffeine bounds a cache by count or by weight, not both. With the share as a floor, {@code maxEntries} of the
     * lightest entries fill the cache, so the one weight bound keeps both promises.
     */
    int weight(CacheEntry entry) {
        long share = (maxBytes + maxEntries - 1) / maxEntries;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(share, entry.body().weight() + OVERHEAD));
    }
}
