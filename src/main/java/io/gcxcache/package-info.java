/**
 * Where the gateway is put together: {@link io.gcxcache.GcxCache} adds it to a Camel context,
 * {@link io.gcxcache.GcxCacheMain} runs it alone, {@link io.gcxcache.GcxSettings} says how.
 */
package io.gcxcache;
