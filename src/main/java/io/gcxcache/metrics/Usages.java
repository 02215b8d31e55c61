package io.gcxcache.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Who used what: at most {@value #MOST} by their names, and all others together. Thread-safe. */
public final class Usages {
    static final int MOST = 200;
    static final String OTHER = "other";

    private static final int MINUTES_OF_HOUR = 60;

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final long maxWaiting;
    private final Map<String, Tally> known = new ConcurrentHashMap<>();
    private final Tally others;

    /** As many as somebody has declared. */
    private final Map<String, Usage> consumers = new ConcurrentHashMap<>();

    /** As many as are known by their names. */
    private final Map<String, Usage> anybody = new ConcurrentHashMap<>();

    private final Usage anybodyElse;
    private long minutes;

    /**
     * @param clock the time of day
     * @param maxWaiting how many calls of one consumer may wait for a rate limit; 0 for a quarter of those that may
     */
    public Usages(MeterRegistry registry, InstantSource clock, long maxWaiting) {
        this.registry = registry;
        this.clock = clock;
        this.maxWaiting = maxWaiting;
        this.others = new Tally(OTHER, registry);
        this.anybodyElse = new Usage(OTHER, maxWaiting, false, others);
    }

    /** That of a consumer, or of all who are none where some are: counted among others if there are many, but with a share of its own. */
    public Usage ofConsumer(String id) {
        Usage usage = consumers.get(id);
        return usage == null
                ? consumers.computeIfAbsent(id, first -> new Usage(first, maxWaiting, true, tally(first)))
                : usage;
    }

    /** That of whoever goes by a name, which may be anybody, and so is held to no share. */
    public Usage ofAnybody(String name) {
        Usage usage = anybody.get(name);
        if (usage != null) {
            return usage;
        }
        Tally tally = tally(name);
        return tally == others
                ? anybodyElse
                : anybody.computeIfAbsent(name, first -> new Usage(first, maxWaiting, false, tally));
    }

    private Tally tally(String name) {
        Tally tally = known.get(name);
        if (tally != null) {
            return tally;
        }
        return name.equals(OTHER) || known.size() >= MOST ? others : make(name);
    }

    private synchronized Tally make(String name) {
        if (known.size() >= MOST && !known.containsKey(name)) {
            return others;
        }
        return known.computeIfAbsent(name, first -> new Tally(first, registry));
    }

    /** Unix seconds. */
    public long now() {
        return clock.millis() / 1000;
    }

    /** To be told every minute, so that what was used before the last hour or day is known. */
    public void minuteEnds() {
        minutes++;
        all().forEach(tally -> tally.mark(minutes % MINUTES_OF_HOUR == 0));
    }

    Collection<Tally> all() {
        return Stream.concat(known.values().stream(), Stream.of(others)).toList();
    }

    /** Those that asked for anything. */
    List<Tally> seen() {
        return all().stream().filter(tally -> tally.lastSeen() > 0).toList();
    }
}
