/**
 * What is kept and for how long.
 *
 * <p>An {@link io.gcxcache.cache.CacheEntry} is one answer: immutable, made once when its fill ends, replaced as a whole.
 * Its {@link io.gcxcache.cache.Freshness} follows from its age alone: FRESH until the TTL, STALE within the stale window
 * after it, EXPIRED beyond. The store is a Caffeine cache in which an entry leaves at the hard age limit (TTL + stale
 * window), never at its TTL, so that a stale answer is at hand when upstream is not. {@link io.gcxcache.cache.Settling} bounds
 * the life of what is filled soon after a write.
 *
 * <p>This room knows neither Camel nor Vert.x. Clocks and random numbers are passed in.
 */
package io.gcxcache.cache;
