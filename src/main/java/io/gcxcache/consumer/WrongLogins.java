package io.gcxcache.consumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long whoever shows wrong secrets waits for the answer: longer each time, by id and address, so that nobody else waits for it,
 * nor he himself once he shows the right one. The log is told of them at most once a minute. Thread-safe.
 */
final class WrongLogins {
    private static final Logger LOG = LoggerFactory.getLogger(WrongLogins.class);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    /** Up to 8 s. */
    private static final int DOUBLINGS = 5;

    private final InstantSource steady;
    private final Predicate<String> declared;
    private final Cache<Who, Integer> times;
    private long untold;
    private long toldAt = Long.MIN_VALUE;

    private record Who(String id, String address) {}

    /** @param declared whether an id is a consumer's: another one may be a secret that somebody put in the wrong place */
    WrongLogins(InstantSource steady, Predicate<String> declared) {
        this.steady = steady;
        this.declared = declared;
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
        tell(id, address);
        int before = times.asMap().merge(new Who(id, address), 1, Integer::sum) - 1;
        return FIRST.multipliedBy(1L << Math.min(before, DOUBLINGS));
    }

    private synchronized void tell(String id, String address) {
        untold++;
        long now = steady.millis();
        if (toldAt == Long.MIN_VALUE || now - toldAt >= BETWEEN_LINES.toMillis()) {
            LOG.warn(
                    "Refused {} with a wrong id or secret; the latest from {} as {}",
                    untold == 1 ? "a login" : untold + " logins",
                    address,
                    declared.test(id) ? id : "an id that is not declared");
            untold = 0;
            toldAt = now;
        }
    }
}
