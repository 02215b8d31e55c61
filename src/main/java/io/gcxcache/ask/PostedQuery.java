package io.gcxcache.ask;

import java.time.Duration;

/** What somebody posted, and what follows from it for the answer. */
public interface PostedQuery {
    /** What is sent to Genesys; nobody writes to it. */
    byte[] body();

    /** The language that the answer is to have, or null if it does not depend on one. */
    String locale();

    /** How long its answer is fresh, counted from the beginning of its fill. */
    Duration ttl();

    /**
     * How much longer than its TTL an answer may be served.
     *
     * @param window what the declaration allows
     */
    Duration staleWindow(Duration window);
}
