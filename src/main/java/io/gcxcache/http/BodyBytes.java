package io.gcxcache.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of request bodies are held, over all connections: those that still come, and those whose request is not
 * answered.
 *
 * <p>Safe for use by several threads.
 */
final class BodyBytes {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    BodyBytes(long most) {
        this.most = most;
    }

    /** Whether there is room for so many; another thread may take it. */
    boolean hasRoomFor(long bytes) {
        return held.get() + bytes <= most;
    }

    /** Whether there was room; if so, they are held until they are given back. */
    boolean take(int bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        giveBack(bytes);
        return false;
    }

    void giveBack(int bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
