package io.gcxcache.catalogue;

import java.time.Duration;
import java.time.Period;
import java.time.ZonedDateTime;

/**
 * What {@link TtlRules} need to know of the time that a query asks about.
 *
 * @param dated whether it names any date
 * @param realTime whether it ends now, later, or a short time ago
 * @param from its beginning in the query's zone, or null if that is open
 * @param to its end, or null if it names no date
 */
public record AskedTime(boolean dated, boolean realTime, ZonedDateTime from, ZonedDateTime to) {
    /** Whether both its beginning and its end are known. */
    boolean hasSpan() {
        return from != null && to != null;
    }

    /** Whether it is longer than so many days of the calendar and so much time by the clock. */
    boolean isLongerThan(Period days, Duration time) {
        return hasSpan() && to.isAfter(from.plus(days).plus(time));
    }
}
