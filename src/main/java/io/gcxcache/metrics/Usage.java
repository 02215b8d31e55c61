package io.gcxcache.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;

/**
 * What one consumer uses. Exchanges, and what is split, enriched or tapped off them, carry that of who asks, so calls are counted
 * for him whose miss led to them. Thread-safe; counting takes no lock.
 */
public final class Usage {
    /** The exchange property of a request. */
    public static final String PROPERTY = "GcxUsage";

    /** A consumer has one of so many places among what waits. */
    private static final int SHARES = 4;

    /** Of what no request asks for: a schedule, an application that embeds the gateway. */
    private static final Usage NOBODYS = new Usage(null, 0, false, new Tally(null, null));

    private final String name;
    private final long maxWaiting;
    private final boolean shares;
    private final Tally tally;

    /** How many calls wait, by family. */
    private final Map<String, Integer> waiting = new HashMap<>();

    private int waitingInAll;

    /**
     * @param name null if nobody's
     * @param maxWaiting how many of its calls may wait for a rate limit; 0 for a quarter of those that may
     * @param shares whether it is held to that
     * @param tally where it is counted
     */
    Usage(String name, long maxWaiting, boolean shares, Tally tally) {
        this.name = name;
        this.maxWaiting = maxWaiting;
        this.shares = shares;
        this.tally = tally;
    }

    /** That of who asks; nobody's if no request does. */
    public static Usage of(Exchange exchange) {
        Usage known = exchange.getProperty(PROPERTY, Usage.class);
        return known == null ? NOBODYS : known;
    }

    /** Whose it is; null if nobody's. */
    public String name() {
        return name;
    }

    /** A request. */
    public void asked(long seconds) {
        tally.asked(seconds);
    }

    /** An answer that was in the cache. */
    public void hit() {
        tally.hit();
    }

    /** A request that the gateway refused since it was this consumer's. */
    public void refused() {
        tally.refused();
    }

    /** What was sent of bodies. */
    public void sent(long length) {
        tally.sent(length);
    }

    /** A call that Genesys got. */
    public void called(String family) {
        tally.called(family);
    }

    /** A posted query; by which rule its time is spelled in its key. */
    public void spelled(String spelling) {
        tally.spelled(spelling);
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
     * as it may. Who may be anybody has as many as he takes.
     *
     * @param ofFamily how many calls of the family may wait
     * @param inAll how many may wait for the limit of the client
     */
    public Place takePlace(String family, long ofFamily, long inAll) {
        synchronized (waiting) {
            if (shares && (waiting.getOrDefault(family, 0) >= share(ofFamily) || waitingInAll >= share(inAll))) {
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
}
