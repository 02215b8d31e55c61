package io.gcxcache.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What was counted under one name: since the start as meters, and of late. Thread-safe; counting takes no lock. */
final class Tally {
    private static final String METERS = "gcx.consumer.";
    private static final String CONSUMER = "consumer";
    private static final String OTHER = "other";

    /** There are more paths at Genesys than anybody looks at one by one. */
    private static final int MOST_FAMILIES = 50;

    private static final int MINUTES = 60;
    private static final int HOURS = 24;

    private final String name;
    private final MeterRegistry registry;
    private final LongAdder asked = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> spellings = new ConcurrentHashMap<>();
    private volatile long lastSeen;

    /** What was used when a minute ended, and when an hour did, the oldest first. */
    private final Deque<Used> minutes = new ArrayDeque<>(MINUTES);

    private final Deque<Used> hours = new ArrayDeque<>(HOURS);
    private Used marked = Used.NOTHING;

    /**
     * @param name null if it is told to nobody
     * @param registry null if there are no meters
     */
    Tally(String name, MeterRegistry registry) {
        this.name = name;
        this.registry = registry;
        measure("requests", asked);
        measure("hits", hits);
        measure("refused", refused);
        measure("bytes", bytes);
    }

    String name() {
        return name;
    }

    /** A request. */
    void asked(long seconds) {
        asked.increment();
        if (lastSeen != seconds) {
            lastSeen = seconds;
        }
    }

    /** An answer that was in the cache. */
    void hit() {
        hits.increment();
    }

    /** A request that the gateway refused since it was this consumer's. */
    void refused() {
        refused.increment();
    }

    /** What was sent of bodies. */
    void sent(long length) {
        bytes.add(length);
    }

    /** A call that Genesys got. */
    void called(String family) {
        String told = calls.containsKey(family) || calls.size() < MOST_FAMILIES ? family : OTHER;
        calls.computeIfAbsent(told, first -> measure("calls", new LongAdder(), "family", first))
                .increment();
    }

    /** A posted query; by which rule its time is spelled in its key. */
    void spelled(String spelling) {
        spellings.computeIfAbsent(spelling, first -> new LongAdder()).increment();
    }

    /** Unix seconds. */
    long lastSeen() {
        return lastSeen;
    }

    /** A minute has ended. */
    synchronized void mark(boolean hourEnds) {
        Used now = used();
        // Who does not ask takes no more memory.
        marked = now.equals(marked) ? marked : now;
        keep(minutes, MINUTES);
        if (hourEnds) {
            keep(hours, HOURS);
        }
    }

    private void keep(Deque<Used> marks, int most) {
        if (marks.size() == most) {
            marks.removeFirst();
        }
        marks.addLast(marked);
    }

    /** What was used in the last hour, to the minute. */
    synchronized Used inHour() {
        return since(minutes, MINUTES);
    }

    /** What was used in the last day, to the hour. */
    synchronized Used inDay() {
        return since(hours, HOURS);
    }

    private Used since(Deque<Used> marks, int whole) {
        return marks.size() < whole ? used() : used().without(marks.getFirst());
    }

    private Used used() {
        return new Used(asked.sum(), hits.sum(), sums(calls), refused.sum(), bytes.sum(), sums(spellings));
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        Map<String, Long> sums = new HashMap<>();
        counts.forEach((what, count) -> sums.put(what, count.sum()));
        return Map.copyOf(sums);
    }

    private LongAdder measure(String what, LongAdder count, String... tags) {
        if (registry != null) {
            FunctionCounter.builder(METERS + what, count, LongAdder::sum)
                    .tags(Tags.of(tags).and(CONSUMER, name))
                    .register(registry);
        }
        return count;
    }
}
