package io.gcxcache.metrics;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.DoubleSupplier;

/** The share of the heap that was in use after the last garbage collection, from 0 to 1. */
public final class HeapAfterGc implements DoubleSupplier {
    @Override
    public double getAsDouble() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage afterGc = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            used += afterGc == null ? 0 : afterGc.getUsed();
        }
        return (double) used / Runtime.getRuntime().maxMemory();
    }
}
