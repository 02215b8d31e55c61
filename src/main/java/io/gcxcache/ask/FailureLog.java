package io.gcxcache.ask;

import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Tells the log of refreshes that failed, by rate: of each status the first, and after a while how many more there were. Thread-safe.
 */
final class FailureLog {
    private static final int NOT_FOUND = 404;

    private final Logger log;
    private final Duration quiet;
    private final ScheduledExecutorService timers;
    private final Map<Integer, LongAdder> untold = new ConcurrentHashMap<>();

    /** @param quiet how long of each status nothing is told after the first */
    FailureLog(Logger log, Duration quiet, ScheduledExecutorService timers) {
        this.log = log;
        this.quiet = quiet;
        this.timers = timers;
    }

    void tell(String key, Problem problem) {
        int status = problem.status();
        LongAdder first = new LongAdder();
        LongAdder others = untold.putIfAbsent(status, first);
        if (others != null) {
            others.increment();
            return;
        }
        log.atLevel(level(status)).log("Refresh of {} failed: {}", key, problem.detail());
        try {
            timers.schedule(() -> sumUp(status), quiet.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            untold.remove(status);
        }
    }

    private void sumUp(int status) {
        long more = untold.remove(status).sum();
        if (more > 0) {
            log.atLevel(level(status)).log("{} more failed with {} within {} s", more, status, quiet.toSeconds());
        }
    }

    private static Level level(int status) {
        return status == NOT_FOUND ? Level.INFO : Level.WARN;
    }
}
