package io.gcxcache.wiring;

import io.gcxcache.catalogue.Schedule;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The next time of a schedule, and those that it has fired for: none twice, wherever somebody sets the clock, and one for all
 * that passed while nobody looked. Not thread-safe.
 */
final class Due {
    /** What is older is forgotten; a new run begins only where times were missed. */
    private static final int MOST_RUNS = 16;

    private final Schedule schedule;

    /** Runs of times without a gap that it has fired for: the first of each, and its last. */
    private final NavigableMap<Instant, Instant> fired = new TreeMap<>();

    /** Null if there is none any more. */
    private Instant next;

    Due(Schedule schedule, Instant now) {
        this.schedule = schedule;
        setBack(now);
    }

    /** The clock shows an earlier time than before. */
    void setBack(Instant now) {
        next = after(now);
        Map.Entry<Instant, Instant> run = run();
        while (run != null) {
            next = after(run.getValue());
            run = run();
        }
    }

    /** Whether its time has come. */
    boolean fires(Instant now) {
        if (next == null || now.isBefore(next)) {
            return false;
        }
        take(next);
        setBack(now);
        return true;
    }

    /** The run that the next time is one of, or null. */
    private Map.Entry<Instant, Instant> run() {
        Map.Entry<Instant, Instant> run = next == null ? null : fired.floorEntry(next);
        return run == null || next.isAfter(run.getValue()) ? null : run;
    }

    private void take(Instant time) {
        Map.Entry<Instant, Instant> before = fired.lowerEntry(time);
        boolean goesOn = before != null && time.equals(after(before.getValue()));
        fired.put(goesOn ? before.getKey() : time, time);
        if (fired.size() > MOST_RUNS) {
            fired.pollFirstEntry();
        }
    }

    private Instant after(Instant moment) {
        return schedule.after(moment).orElse(null);
    }
}
