package io.gcxcache.simulator;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** The pieces of the same length into which a query's interval is cut, from its beginning on; the last may be shorter. */
record Granularity(Interval interval, ZonedDateTime from, ChronoUnit unit, long amount) {

    /** Throws {@link IllegalArgumentException} with what is wrong; without a granularity all is one piece. */
    static Granularity of(AnalyticsQuery query) {
        Interval interval = Interval.read(query.interval());
        String text = query.body().path("granularity").asText();
        String zone = query.body().path("timeZone").asText("UTC");
        try {
            ZonedDateTime from = interval.from().atZone(ZoneId.of(zone));
            if (text.isEmpty()) {
                return new Granularity(interval, from, ChronoUnit.MILLIS, Long.MAX_VALUE);
            }
            if (text.contains("T")) {
                return positive(
                        interval, from, ChronoUnit.MILLIS, Duration.parse(text).toMillis());
            }
            Period period = Period.parse(text);
            return period.getDays() == 0
                    ? positive(interval, from, ChronoUnit.MONTHS, period.toTotalMonths())
                    : positive(interval, from, ChronoUnit.DAYS, period.getDays());
        } catch (DateTimeException | ArithmeticException unreadable) {
            throw new IllegalArgumentException(
                    "granularity must be an ISO 8601 duration and timeZone a zone, not: " + text + " and " + zone,
                    unreadable);
        }
    }

    /** The piece that a moment of the interval lies in. */
    Interval piece(Instant at) {
        if (amount == Long.MAX_VALUE) {
            return interval;
        }
        long steps = unit.between(from, at.atZone(from.getZone())) / amount;
        Instant end = from.plus((steps + 1) * amount, unit).toInstant();
        return new Interval(
                from.plus(steps * amount, unit).toInstant(), end.isBefore(interval.to()) ? end : interval.to());
    }

    private static Granularity positive(Interval interval, ZonedDateTime from, ChronoUnit unit, long amount) {
        if (amount < 1) {
            throw new IllegalArgumentException("granularity must be longer than nothing");
        }
        return new Granularity(interval, from, unit, amount);
    }
}
