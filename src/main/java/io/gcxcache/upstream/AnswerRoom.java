package io.gcxcache.upstream;

import io.gcxcache.problem.Problem;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that all answers of Genesys together may take while they are read. Who needs more than is left waits; if all
 * wait for each other, the largest gives way. What is {@link #LARGE} gets no more than three quarters of the room, so that
 * a few of those that then do not come leave some to all others. Thread-safe; the threads that wait are those that read.
 */
final class AnswerRoom {
    /** More bytes at once than these are large. */
    static final int LARGE = 1 << 20;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long bytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Share> shares = new HashSet<>();
    private long taken;

    AnswerRoom(long bytes) {
        this.bytes = bytes;
    }

    /** A place for one more answer, of which nothing is read yet. */
    Share open() {
        lock.lock();
        try {
            Share share = new Share();
            shares.add(share);
            return share;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes are taken. */
    long taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private Share largest() {
        return shares.stream()
                .max(Comparator.comparingLong(share -> share.held))
                .orElseThrow();
    }

    /** What one answer has of the room. Closed once the answer is read, or given up. */
    final class Share implements AutoCloseable {
        private long held;
        private boolean waits;
        private boolean givesWay;
        private boolean givenUp;

        /**
         * Takes room for so many bytes, before they are read.
         *
         * @throws Problem (503) if there was none until the answer was given up, or (502) if this one gives way
         */
        void take(long more) throws InterruptedIOException {
            long most = more > LARGE ? bytes / 4 * 3 : bytes;
            lock.lock();
            try {
                waits = true;
                while (taken + more > most) {
                    if (givenUp) {
                        throw Problem.busy("The answers of Genesys take all the memory that they may", RETRY_AFTER);
                    }
                    if (givesWay) {
                        throw Problem.upstream("The answers of Genesys take all the memory that they may, and of those"
                                + " that are being read this is the largest, of more than " + held + " bytes");
                    }
                    if (shares.stream().allMatch(share -> share.waits && !share.givesWay)) {
                        largest().givesWay = true;
                        changed.signalAll();
                    } else {
                        changed.await();
                    }
                }
                givesWay = false;
                held += more;
                taken += more;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while waiting for room");
            } finally {
                waits = false;
                lock.unlock();
            }
        }

        /** Whether what it holds is {@link #LARGE}. */
        boolean isLarge() {
            return held > LARGE;
        }

        /** Ends the wait for room. */
        void giveUp() {
            lock.lock();
            try {
                givenUp = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                taken -= held;
                shares.remove(this);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
