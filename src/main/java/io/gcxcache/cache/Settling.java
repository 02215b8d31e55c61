package io.gcxcache.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was written a short time ago: upstream may answer for a while as if it was not, and such an answer is not to be kept
 * for long. Thread-safe.
 */
public final class Settling {
    static final int MOST = 50_000;

    private final Duration lasts;
    private final InstantSource steady;

    /** The latest write of each tag, the oldest first. */
    private final Map<String, Instant> written = new LinkedHashMap<>();

    /** Of what was forgotten the latest; every tag may have been written then. */
    private Instant forgotten = Instant.MIN;

    /** @param lasts how long upstream may take; nothing settles if it is zero */
    public Settling(Duration lasts, InstantSource steady) {
        this.lasts = lasts;
        this.steady = steady;
    }

    /** Something with these tags was written. */
    public synchronized void written(Iterable<String> tags) {
        Instant now = steady.instant();
        for (String tag : tags) {
            written.remove(tag);
            written.put(tag, now);
        }
        Iterator<Instant> oldest = written.values().iterator();
        while (oldest.hasNext()) {
            Instant at = oldest.next();
            boolean over = !at.plus(lasts).isAfter(now);
            if (!over && written.size() <= MOST) {
                break;
            }
            forgotten = over ? forgotten : at;
            oldest.remove();
        }
    }

    /** How long an answer may live whose fill began at a moment: until upstream has surely heard; null if nothing bounds it. */
    public synchronized Duration bound(Tags tags, Instant fillStarted) {
        Instant latest = forgotten;
        for (String tag : tags.names()) {
            Instant at = written.getOrDefault(tag, latest);
            latest = at.isAfter(latest) ? at : latest;
        }
        Instant unsettled = fillStarted.minus(lasts);
        return latest.isAfter(unsettled) ? Duration.between(unsettled, latest) : null;
    }
}
