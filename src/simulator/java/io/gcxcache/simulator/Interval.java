package io.gcxcache.simulator;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;

/** The time that a query asks about, spelled as the platform wants it: two points in time with one slash between. */
record Interval(Instant from, Instant to) {
    // Lenient for the offset only: +01, +01:00 and +0100 are all read.
    private static final DateTimeFormatter POINT_IN_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .parseLenient()
            .appendOffset("+HH", "Z")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /** Throws {@link IllegalArgumentException} with what is wrong; words, durations and open ends are no interval. */
    static Interval read(String text) {
        String[] ends = text.split("/", -1);
        if (ends.length != 2) {
            throw new IllegalArgumentException("interval must be two ends with one slash between, not: " + text);
        }
        Interval interval = new Interval(point("beginning", ends[0]), point("end", ends[1]));
        if (interval.to.isBefore(interval.from)) {
            throw new IllegalArgumentException("interval must not end before it begins: " + text);
        }
        return interval;
    }

    boolean isEmpty() {
        return from.equals(to);
    }

    /** Spelled as the platform spells it, in UTC and to the millisecond. */
    String text() {
        return text(from) + "/" + text(to);
    }

    static String text(Instant at) {
        return MILLISECONDS.format(at);
    }

    /** What of it lies between these moments; empty if nothing does. */
    Interval within(Instant first, Instant last) {
        Instant start = from.isBefore(first) ? first : from;
        Instant end = to.isAfter(last) ? last : to;
        return end.isBefore(start) ? new Interval(start, start) : new Interval(start, end);
    }

    private static Instant point(String name, String text) {
        try {
            return POINT_IN_TIME.parse(text, OffsetDateTime::from).toInstant();
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException(
                    "The " + name + " of interval must be a date with a time and Z or an offset, such as"
                            + " 2026-03-01T00:00:00.000Z, not: " + text,
                    unreadable);
        }
    }
}
