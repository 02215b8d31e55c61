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
    private final Map<String, Usage> known = new ConcurrentHashMap<>();
    private final Usage others;
    private long minutes;

    /**
     * @param clock the time of day
     * @param maxWaiting how many calls of one consumer may wait for a rate limit; 0 for a quarter of those that may
     */
    public Usages(MeterRegistry registry, InstantSource clock, long maxWaiting) {
        this.registry = registry;
        this.clock = clock;
        this.maxWaiting = maxWaiting;
        this.others = new Usage(OTHER, maxWaiting, false, registry);
    }

    /**
     * What goes by a name.
     *
     * @param declared whether nobody else goes by it
     */
    public Usage of(String name, boolean declared) {
        Usage usage = known.get(name);
        if (usage != null) {
            return usage;
        }
        return known.size() < MOST ? make(name, declared) : others;
    }

    private synchronized Usage make(String name, boolean declared) {
        if (known.size() >= MOST && !known.containsKey(name)) {
            return others;
        }
        return known.computeIfAbsent(name, first -> new Usage(first, maxWaiting, declared, registry));
    }

    /** Unix seconds. */
    public long now() {
        return clock.millis() / 1000;
    }

    /** To be told every minute, so that what was used before the last hour or day is known. */
    public void minuteEnds() {
        minutes++;
        all().forEach(usage -> usage.mark(minutes % MINUTES_OF_HOUR == 0));
    }

    Collection<Usage> all() {
        return Stream.concat(known.values().stream(), Stream.of(others)).toList();
    }

    /** Those that asked for anything. */
    List<Usage> seen() {
        return all().stream().filter(usage -> usage.lastSeen() > 0).toList();
    }
}
