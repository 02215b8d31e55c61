package io.gcxcache.report;

import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.Caller;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deletion of a run upstream, behind the reply: tried a few times, if what it failed for may pass. A run that is left
 * expires by itself. Belongs to one exchange.
 */
final class Deletion {
    static final int MOST_TRIES = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Deletion.class);
    private static final String PROPERTY = "GcxDeletion";
    private static final int NOT_FOUND = 404;
    private static final long SHORTEST_WAIT = 1;
    private static final long LONGEST_WAIT = 60;

    private final String path;
    private final String family;
    private int tries;
    private boolean over;
    private Duration delay = Duration.ZERO;

    private Deletion(String path, String family) {
        this.path = path;
        this.family = family;
    }

    /** The run may be given up because its flight's time is over, which is not to end this. */
    static void open(Exchange exchange, String path, String family) {
        exchange.removeProperty(Caller.PROPERTY);
        exchange.setProperty(PROPERTY, new Deletion(path, family));
    }

    static Deletion of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Deletion.class);
    }

    String path() {
        return path;
    }

    String family() {
        return family;
    }

    boolean isOver() {
        return over;
    }

    /** How long to wait before the next try. */
    Duration delay() {
        return delay;
    }

    /** @param failure how a try failed, or null */
    void ended(Exception failure) {
        tries++;
        boolean again = failure instanceof Problem problem && problem.mayPass() && tries < MOST_TRIES;
        over = !again;
        if (again) {
            long told = ((Problem) failure).retryAfterSeconds();
            delay = Duration.ofSeconds(Math.max(SHORTEST_WAIT, Math.min(LONGEST_WAIT, told)));
        } else if (failure != null && !(failure instanceof Problem problem && problem.status() == NOT_FOUND)) {
            LOG.info("A run was not deleted: {}", failure.getMessage());
        }
    }
}
