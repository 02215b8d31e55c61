package io.gcxcache.cache;

import com.github.benmanes.caffeine.cache.Cache;

/**
 * What is kept, and what was invalidated.
 *
 * @param entries every entry by its key
 * @param invalidations what no entry that was filled before is to be served for
 */
public record EntryStore(Cache<String, CacheEntry> entries, Invalidations invalidations) {}
