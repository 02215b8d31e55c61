package io.gcxcache.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;

/**
 * What one consumer used: since the start as meters, and of late. Exchanges, and what is split, enriched or tapped off them, carry
 * that of who asks, so calls are counted for him whose miss led to them. Thread-safe; counting takes no lock.
 */
public final class Usage {
    /** The exchange property of a request. */
    public static final String PROPERTY = "GcxUsage";

    private static final String METERS = "gcx.consumer.";
    private static final String CONSUMER = "consumer";
    private static final String OTHER = "other";

    /** There are more paths at Genesys than anybody looks at one by one. */
    private static final int MOST_FAMILIES = 50;

    private static final int MINUTES = 60;
    private static final int HOURS = 24;

    /** A consumer has one of so many places among what waits. */
    private static final int SHARES = 4;

    /** Of what no request asks for: a schedule, an application that embeds the gateway. */
    private static final Usage NOBODYS = new Usage(null, 0, false, null);

    private final String name;
    private final long maxWaiting;
    private final boolean declared;
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

    /** How many calls wait, by family. */
    private final Map<String, Integer> waiting = new HashMap<>();

    private int waitingInAll;

    /**
     * @param name null if nobody's
     * @param maxWaiting how many of its calls may wait for a rate limit; 0 for a quarter of those that may
     * @param declared whether nobody else goes by the name
     */
    Usage(String name, long maxWaiting, boolean declared, MeterRegistry registry) {
        this.name = name;
        this.maxWaiting = maxWaiting;
        this.declared = declared;
        this.registry = registry;
        measure("requests", asked);
        measure("hits", hits);
        measure("refused", refused);
        measure("bytes", bytes);
    }

    /** That of who asks; nobody's if no request does. */
    public static Usage of(Exchange exchange) {
        Usage known = exchange.getProperty(PROPERTY, Usage.class);
        return known == null ? NOBODYS : known;
    }

    /** By which name it is told of; null if nobody's. */
    public String name() {
        return name;
    }

    /** A request. */
    public void asked(long seconds) {
        asked.increment();
        if (lastSeen != seconds) {
            lastSeen = seconds;
        }
    }

    /** An answer that was in the cache. */
    public void hit() {
        hits.increment();
    }

    /** A request that the gateway refused since it was this consumer's. */
    public void refused() {
        refused.increment();
    }

    /** What was sent of bodies. */
    public void sent(long length) {
        bytes.add(length);
    }

    /** A call that Genesys got. */
    public void called(String family) {
        String told = calls.containsKey(family) || calls.size() < MOST_FAMILIES ? family : OTHER;
        calls.computeIfAbsent(told, first -> measure("calls", new LongAdder(), "family", first))
                .increment();
    }

    /** A posted query; by which rule its time is spelled in its key. */
    public void spelled(String spelling) {
        spellings.computeIfAbsent(spelling, first -> new LongAdder()).increment();
    }

    /** One of the places among the calls that wait for a rate limit, until it is left. */
    public final class Place {
        private final String family;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(String family) {
            this.family = family;
        }

        /** Leaves it to the next; again it does nothing. */
        public void leave() {
            if (left.compareAndSet(false, true)) {
                synchronized (waiting) {
                    waiting.merge(family, -1, (before, less) -> before + less == 0 ? null : before + less);
                    waitingInAll--;
                }
            }
        }
    }

    /**
     * Takes a place for a call that may have to wait, so that one consumer's flood leaves the others theirs; null if it has as many
     * as it may. Who is not declared may be anybody, and has as many as he takes.
     *
     * @param ofFamily how many calls of the family may wait
     * @param inAll how many may wait for the limit of the client
     */
    public Place takePlace(String family, long ofFamily, long inAll) {
        synchronized (waiting) {
            if (declared && (waiting.getOrDefault(family, 0) >= share(ofFamily) || waitingInAll >= share(inAll))) {
                return null;
            }
            waiting.merge(family, 1, Integer::sum);
            waitingInAll++;
        }
        return new Place(family);
    }

    private long share(long all) {
        return maxWaiting == 0 ? Math.max(1, all / SHARES) : maxWaiting;
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
