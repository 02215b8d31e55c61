package io.gcxcache.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A window without a beginning: no more than so many calls in any stretch of its length.
 *
 * <p>A call counts from when it must have arrived, {@link #ARRIVAL} after it was sent, and calls are told apart by
 * {@link #STEP} only, both to the safe side. Immutable.
 *
 * @param limit calls in any stretch
 * @param length how long a stretch is
 * @param sent the calls that still count, the oldest first
 * @param used how many they are
 */
record SlidingWindow(long limit, Duration length, List<Sent> sent, long used) implements Window {
    static final Duration ARRIVAL = Duration.ofSeconds(1);
    static final Duration STEP = Duration.ofMillis(100);

    private static final String NAME = "sliding";

    /**
     * Calls that were sent at nearly the same time.
     *
     * @param until when they count no more
     */
    record Sent(Instant until, long calls) {}

    SlidingWindow(long limit, Duration length) {
        this(limit, length, List.of(), 0);
    }

    /** The same calls within another limit. */
    SlidingWindow limited(long most) {
        return new SlidingWindow(most, length, sent, used);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long remaining() {
        return Math.max(0, limit - used);
    }

    /** When the oldest call counts no more; in the past if there is none. */
    @Override
    public Instant resetAt() {
        return sent.isEmpty() ? Instant.EPOCH : sent.get(0).until();
    }

    @Override
    public boolean isCountedHere() {
        return true;
    }

    @Override
    public Window at(Instant now) {
        if (sent.isEmpty() || now.isBefore(resetAt())) {
            return this;
        }
        List<Sent> counting =
                sent.stream().filter(some -> now.isBefore(some.until())).toList();
        return new SlidingWindow(
                limit,
                length,
                counting,
                counting.stream().mapToLong(Sent::calls).sum());
    }

    @Override
    public long capacity(Instant from, Instant until) {
        Duration apart = length.plus(ARRIVAL);
        long free = limit;
        long more = 0;
        for (Sent some : sent) {
            if (some.until().isAfter(from)) {
                free -= some.calls();
                more += some.calls() * Window.times(apart, some.until(), until);
            }
        }
        return more + Math.max(0, free) * Window.times(apart, from, until);
    }

    @Override
    public Window withoutOne(Instant now) {
        Instant until = end(now);
        List<Sent> more = new ArrayList<>(sent);
        int last = more.size() - 1;
        if (last >= 0 && !more.get(last).until().isBefore(until)) {
            more.set(last, new Sent(more.get(last).until(), more.get(last).calls() + 1));
        } else {
            more.add(new Sent(until, 1));
        }
        return new SlidingWindow(limit, length, List.copyOf(more), used + 1);
    }

    @Override
    public Window withOneMore() {
        if (sent.isEmpty()) {
            return this;
        }
        List<Sent> less = new ArrayList<>(sent);
        Sent last = less.remove(less.size() - 1);
        if (last.calls() > 1) {
            less.add(new Sent(last.until(), last.calls() - 1));
        }
        return new SlidingWindow(limit, length, List.copyOf(less), used - 1);
    }

    private Instant end(Instant now) {
        long steps = now.plus(ARRIVAL).toEpochMilli() / STEP.toMillis() + 1;
        return Instant.ofEpochMilli(steps * STEP.toMillis()).plus(length);
    }
}
