package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.catalogue.AskedTime;
import io.gcxcache.upstream.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.Map;

/**
 * The time that a query asks about: {@code dateFrom} and {@code dateTo}, or an ISO 8601 {@code interval}.
 *
 * <p>A date without a time, and the words {@code yesterday}, {@code today} and {@code tomorrow}, mean the whole day in the
 * query's time zone. {@code now}, and an end that is left open, mean the moment of asking.
 *
 * @param from the beginning, or null if it is open
 * @param to the end, or null if the query names no date at all
 */
record QueryDates(Instant from, Instant to) {
    /** A query that ends this short a time ago is real-time. */
    static final Duration RECENT = Duration.ofMinutes(5);

    /** The words for days, and how far each is from today. */
    static final Map<String, Integer> DAYS = Map.of("yesterday", -1, "today", 0, "tomorrow", 1);

    private static final QueryDates NONE = new QueryDates(null, null);
    private static final String OPEN = "..";

    /**
     * @throws Problem (422) if a date cannot be read, or the end is before the beginning; names the field
     */
    static QueryDates of(JsonNode query, ZoneId zone, Instant now) {
        JsonNode interval = query.path("interval");
        if (!interval.isMissingNode() && !interval.isNull()) {
            return ofInterval(text(interval, "interval"), zone, now);
        }
        JsonNode dateFrom = query.path("dateFrom");
        JsonNode dateTo = query.path("dateTo");
        boolean hasFrom = !dateFrom.isMissingNode() && !dateFrom.isNull();
        boolean hasTo = !dateTo.isMissingNode() && !dateTo.isNull();
        if (!hasFrom && !hasTo) {
            return NONE;
        }
        Instant from = hasFrom ? beginning(text(dateFrom, "dateFrom"), "dateFrom", zone, now) : null;
        Instant to = hasTo ? end(text(dateTo, "dateTo"), "dateTo", zone, now) : now;
        return ordered(from, to, "dateFrom is after dateTo");
    }

    /** Whether what was asked about is still going on, or has just ended; a query without dates counts as such. */
    boolean isRealTime(Instant now) {
        return to == null || to.isAfter(now.minus(RECENT));
    }

    /** What TTL rules make of it at a moment. */
    AskedTime asOf(Instant now) {
        return new AskedTime(isDated(), isRealTime(now), span());
    }

    boolean isDated() {
        return to != null;
    }

    /** From beginning to end; null if either is unknown. */
    Duration span() {
        return from == null || to == null ? null : Duration.between(from, to);
    }

    private static QueryDates ofInterval(String interval, ZoneId zone, Instant now) {
        String[] ends = interval.split("/", -1);
        if (ends.length != 2) {
            throw unreadable("interval", interval);
        }
        String first = ends[0].trim();
        String second = ends[1].trim();
        try {
            Instant from;
            Instant to;
            if (first.startsWith("P")) {
                to = isOpen(second) ? now : end(second, "interval", zone, now);
                from = plus(to, first, -1, zone);
            } else {
                from = isOpen(first) ? null : beginning(first, "interval", zone, now);
                if (second.startsWith("P")) {
                    if (from == null) {
                        throw unreadable("interval", interval);
                    }
                    to = plus(from, second, 1, zone);
                } else {
                    to = isOpen(second) ? now : end(second, "interval", zone, now);
                }
            }
            return ordered(from, to, "interval ends before it begins");
        } catch (DateTimeException | ArithmeticException e) {
            throw unreadable("interval", interval);
        }
    }

    private static QueryDates ordered(Instant from, Instant to, String fault) {
        if (from != null && from.isAfter(to)) {
            throw Problem.unprocessable(fault);
        }
        return new QueryDates(from, to);
    }

    private static boolean isOpen(String end) {
        return end.isEmpty() || end.equals(OPEN);
    }

    /** An ISO 8601 duration from a moment on, or back: days and longer by the calendar, hours and shorter by the clock. */
    private static Instant plus(Instant moment, String duration, int sign, ZoneId zone) {
        int time = duration.indexOf('T');
        String days = time < 0 ? duration : duration.substring(0, time);
        Period period = time == 1 ? Period.ZERO : Period.parse(days);
        Duration clock = time < 0 ? Duration.ZERO : Duration.parse("P" + duration.substring(time));
        return moment.atZone(zone).plus(period.multipliedBy(sign)).toInstant().plus(clock.multipliedBy(sign));
    }

    private static Instant beginning(String text, String field, ZoneId zone, Instant now) {
        return moment(text, field, 0, zone, now);
    }

    private static Instant end(String text, String field, ZoneId zone, Instant now) {
        return moment(text, field, 1, zone, now);
    }

    /** @param dayAfter how many days after its own midnight a whole day counts from: 0 for a beginning, 1 for an end */
    private static Instant moment(String text, String field, int dayAfter, ZoneId zone, Instant now) {
        if (text.equals("now")) {
            return now;
        }
        try {
            Integer day = DAYS.get(text);
            if (day != null) {
                return LocalDate.ofInstant(now, zone)
                        .plusDays(day + dayAfter)
                        .atStartOfDay(zone)
                        .toInstant();
            }
            if (!text.contains("T")) {
                return LocalDate.parse(text)
                        .plusDays(dayAfter)
                        .atStartOfDay(zone)
                        .toInstant();
            }
            int zoneAt = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
            boolean hasOffset = text.endsWith("Z") || zoneAt > text.indexOf('T');
            return hasOffset
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw unreadable(field, text);
        }
    }

    private static String text(JsonNode value, String field) {
        if (!value.isTextual()) {
            throw Problem.unprocessable(field + " is not a text");
        }
        return value.textValue();
    }

    private static Problem unreadable(String field, String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return Problem.unprocessable(field + " cannot be read: " + shown
                + "; allowed are ISO 8601 dates and times, now, yesterday, today, tomorrow"
                + (field.equals("interval") ? ", two of them or one and a duration, with a slash between" : ""));
    }
}
