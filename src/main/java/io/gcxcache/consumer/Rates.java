package io.gcxcache.consumer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast consumers ask: each has a minute's worth at hand, which comes back evenly (the generic cell rate algorithm, ITU-T I.371). A
 * rate that is changed counts from the next request on. Thread-safe, takes no lock.
 */
final class Rates {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final InstantSource steady;

    /** When each will have come back whole, in nanoseconds of the steady clock. */
    private final Map<String, AtomicLong> full = new ConcurrentHashMap<>();

    Rates(InstantSource steady) {
        this.steady = steady;
    }

    /**
     * Takes one request of a consumer, if it may have one now.
     *
     * @return how long it has to wait otherwise; zero if it may
     */
    Duration take(Consumer consumer) {
        if (consumer.rate() == 0) {
            return Duration.ZERO;
        }
        AtomicLong whole = full.computeIfAbsent(consumer.id(), first -> new AtomicLong(Long.MIN_VALUE));
        long each = MINUTE / consumer.rate();
        Instant instant = steady.instant();
        long now = TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
        while (true) {
            long before = whole.get();
            long next = Math.max(before, now) + each;
            if (next - now > MINUTE) {
                return Duration.ofNanos(next - now - MINUTE);
            }
            if (whole.compareAndSet(before, next)) {
                return Duration.ZERO;
            }
        }
    }

    /** Forgets all others: they are not declared any more. */
    void keep(Set<String> ids) {
        full.keySet().retainAll(ids);
    }
}
