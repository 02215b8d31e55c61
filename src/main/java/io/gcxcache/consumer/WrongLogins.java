package io.gcxcache.consumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * How long whoever shows wrong secrets waits for the answer: longer each time, by id and address, so that nobody else waits for it,
 * nor he himself once he shows the right one. Thread-safe.
 */
final class WrongLogins {
    static final Duration LONGEST = Duration.ofSeconds(8);

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);
    private static final int MOST = 10_000;
    private static final int DOUBLINGS = 5;

    private final Cache<Who, Integer> times;

    private record Who(String id, String address) {}

    WrongLogins(InstantSource steady) {
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(steady.millis());
        times = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker)
                .expireAfterWrite(FORGOTTEN)
                .maximumSize(MOST)
                .build();
    }

    /** Counts one; answers how long it is to wait. */
    Duration delay(String id, String address) {
        int before = times.asMap().merge(new Who(id, address), 1, Integer::sum) - 1;
        return FIRST.multipliedBy(1L << Math.min(before, DOUBLINGS));
    }
}
