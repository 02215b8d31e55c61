package io.gcxcache.upstream;

import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * A question that takes several calls. Once some are answered it is patient: given up, it would lose what they brought, so
 * it may wait for the rate limit longer than any one call.
 */
public interface Series {
    /** The property that an exchange, and all that is split or enriched off it, carries its series under. */
    String PROPERTY = "GcxSeries";

    /** Whether it has something to lose. */
    boolean isPatient();

    /** Whether it has waited already, and leaves what is left of the limit to others. */
    boolean isLate();

    /** Has a call wait until the rate limit reopens. */
    void waitFor(Duration delay);

    /** Has a call wait for its slot. */
    void waitForSlot(Duration delay);

    /** The series that an exchange's calls belong to, or null. */
    static Series of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Series.class);
    }
}
