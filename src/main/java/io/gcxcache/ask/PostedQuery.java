package io.gcxcache.ask;

import java.time.Duration;
import java.time.Instant;

/** What somebody posted, and what follows from it for the answer. */
public interface PostedQuery {
    /** How long an answer is fresh by the rules that are set now; null if there is none. */
    Duration ttl();

    /** What is sent to Genesys; nobody writes to it. */
    byte[] body();

    /** The language that the answer is to have, or null if it does not depend on one. */
    String locale();

    /**
     * The age from which an answer serves nobody who asks then, whatever happens.
     *
     * @param fillStarted when its fill began, or would begin, by the clock that never steps
     * @return 0 if it serves only who waits for it; null if there is no such bound
     */
    Duration longestAge(Instant fillStarted);

    /**
     * When a fill began at the earliest that answers who asks this, by the clock that never steps. Whoever filled may have
     * asked by another time of day: somebody may have set the clock in between.
     *
     * @return null if any may have begun whenever it did
     */
    Instant earliestFill();

    /** The time that is asked for, if the key spells its end as now: whoever shares the answer is told; else null. */
    String interval();
}
