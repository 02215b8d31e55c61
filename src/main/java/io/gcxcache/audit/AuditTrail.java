package io.gcxcache.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.MpscArrayQueue;

/**
 * The events that wait to be written: bounded, lock-free, offered to by any thread and drained by one.
 *
 * <p>An event that finds the trail full is counted as lost; {@link AuditFile} reports the count in the file.
 */
public final class AuditTrail {
    /** How many events may wait: more than two seconds at 50,000 a second, about 30 MB. */
    public static final int CAPACITY = 1 << 17;

    private final MpscArrayQueue<AuditEvent> waiting = new MpscArrayQueue<>(CAPACITY);
    private final LongAdder lost = new LongAdder();
    private final boolean wanted;

    public AuditTrail() {
        this(true);
    }

    /** @param wanted whether anybody writes the events; they are forgotten at once otherwise */
    public AuditTrail(boolean wanted) {
        this.wanted = wanted;
    }

    /** Takes the event if there is room; never blocks. */
    public void offer(AuditEvent event) {
        if (wanted && !waiting.offer(event)) {
            lost.increment();
        }
    }

    /** How many events could not be kept since the start. */
    public long lost() {
        return lost.sum();
    }

    /** How many events wait to be written. */
    public int size() {
        return waiting.size();
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    void countLost(int events) {
        lost.add(events);
    }

    /** Takes up to {@code most} events off the trail, oldest first. One thread at a time. */
    List<AuditEvent> drain(int most) {
        List<AuditEvent> batch = new ArrayList<>(Math.min(most, waiting.size()));
        waiting.drain(batch::add, most);
        return batch;
    }
}
