package io.gcxcache;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** How long answers took, and of which status they were. Thread-safe. */
final class Latencies {
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private long[] nanos = new long[1_024];
    private int count;

    synchronized void add(int status, long taken) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = taken;
        statuses.merge(status, 1, Integer::sum);
    }

    synchronized int count() {
        return count;
    }

    /** In milliseconds. */
    synchronized double at(double part) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : sorted[Math.min(count - 1, (int) (count * part))] / 1e6;
    }

    @Override
    public synchronized String toString() {
        return "%,d answers %s, p50 %.2f ms, p99 %.2f ms, max %.2f ms"
                .formatted(count, statuses, at(0.5), at(0.99), at(1));
    }
}
