package io.gcxcache.catalogue;

import java.time.Duration;

/**
 * What {@link TtlRules} need to know of the time that a query asks about.
 *
 * @param dated whether it names any date
 * @param realTime whether it ends now, later, or a short time ago
 * @param span from its beginning to its end, or null if either is unknown
 */
public record AskedTime(boolean dated, boolean realTime, Duration span) {}
