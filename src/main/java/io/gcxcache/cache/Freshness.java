package io.gcxcache.cache;

/** Whether an entry may be served, judged by its age alone (RFC 9111, section 4.2; RFC 5861). */
public enum Freshness {
    /** Younger than its TTL. */
    FRESH,
    /** Past its TTL, within the stale window: served while a refresh runs, or while upstream is not to be asked. */
    STALE,
    /** Past its hard age limit: never served. */
    EXPIRED;

    public static Freshness of(CacheEntry entry, long nowMillis) {
        long left = entry.ttlLeftMillis(nowMillis);
        if (left > 0) {
            return FRESH;
        }
        return -left < entry.staleWindow().toMillis() ? STALE : EXPIRED;
    }
}
