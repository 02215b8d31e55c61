/**
 * Counts and times, under the names that Micrometer's own cache binder uses where there is one.
 *
 * <p>{@code cache.gets} has exactly two series, {@code result=hit} and {@code result=miss}; a stale answer is a hit.
 */
package io.gcxcache.metrics;
