package io.gcxcache.paging;

import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The memory that the pages of all walks that wait for the rate limit may take together. Thread-safe. */
final class WaitingPages {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    WaitingPages(long most) {
        this.most = most;
    }

    /** How many bytes are taken. */
    long taken() {
        return taken.get();
    }

    Share open() {
        return new Share();
    }

    /** What one walk has of it. Not thread-safe. */
    final class Share {
        private long held;

        /**
         * Makes this what it holds.
         *
         * @throws Problem (503) if there is no room for more
         */
        void hold(long bytes) {
            long more = bytes - held;
            if (taken.addAndGet(more) > most && more > 0) {
                taken.addAndGet(-more);
                throw Problem.busy(
                        "The pages of lists that wait for the rate limit take all the memory that they may",
                        RETRY_AFTER);
            }
            held = bytes;
        }
    }
}
