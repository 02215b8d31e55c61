/**
 * What stands behind the store of this process.
 *
 * <p>A {@link io.gcxcache.tier.DiskTier} has in a file what the store keeps, and the next process begins with it: nobody asks the
 * file while the gateway runs, so that a hit costs what it costs without one. Whatever changes in the store is written within a
 * second, and before an invalidation is acknowledged.
 */
package io.gcxcache.tier;
