package io.gcxcache.cache;

import com.github.benmanes.caffeine.cache.Policy;
import java.util.function.DoubleSupplier;

/**
 * Lowers the cache's byte bound while the heap stays nearly full after garbage collection, and lets it recover slowly.
 *
 * <p>Each {@link #run} looks once: above {@value #HIGH} of the heap the bound shrinks to three quarters of what it is,
 * but not below a quarter of what was configured; otherwise it grows by a twentieth of what was configured. Called by one
 * timer, not thread-safe.
 */
final class MemoryPressure implements Runnable {
    static final double HIGH = 0.85;

    private final Policy.Eviction<String, CacheEntry> bound;
    private final DoubleSupplier heapAfterGc;
    private final long configured;

    /** @param heapAfterGc the share of the heap in use after the last collection, from 0 to 1 */
    MemoryPressure(Policy.Eviction<String, CacheEntry> bound, DoubleSupplier heapAfterGc) {
        this.bound = bound;
        this.heapAfterGc = heapAfterGc;
        this.configured = bound.getMaximum();
    }

    @Override
    public void run() {
        long current = bound.getMaximum();
        long next = heapAfterGc.getAsDouble() > HIGH
                ? Math.max(configured / 4, current / 4 * 3)
                : Math.min(configured, current + configured / 20);
        if (next != current) {
            bound.setMaximum(next);
        }
    }
}
