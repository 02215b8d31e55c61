package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.catalogue.AskedTime;
import io.gcxcache.problem.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * The time that a query asks about: {@code dateFrom} and {@code dateTo}, or an ISO 8601 {@code interval}.
 *
 * <p>{@code now}, and an end that is left open, mean the moment of asking. A day without a time begins at its midnight in
 * the query's zone, so that an interval ends where the day that it names begins; as a {@code dateTo} it is the whole day.
 *
 * @param interval the field that is the interval; null if it is {@code dateFrom} and {@code dateTo}
 * @param from the beginning, or null if it is open
 * @param to the end, or null if the query names no date at all
 * @param byLength whether the beginning was given as a length back from the end
 * @param toNow whether the end was given as the moment of asking
 * @param standing whether the query says the same by its dates whenever it is asked in its zone
 */
record QueryDates(String interval, Instant from, Instant to, boolean byLength, boolean toNow, boolean standing) {
    /** A query that ends this short a time ago is real-time. */
    static final Duration RECENT = Duration.ofMinutes(5);

    private static final String FROM = "dateFrom";
    private static final String TO = "dateTo";
    private static final QueryDates NONE = new QueryDates(null, null, null, false, false, true);
    private static final Instant FIRST_IN_ALL_ZONES = Instant.parse("0000-01-02T00:00:00Z");
    private static final Instant LAST_IN_ALL_ZONES = Instant.parse("9999-12-30T00:00:00Z");
    private static final String OPEN = "..";

    /**
     * @param intervals the fields that are intervals, of which a query has one
     * @throws Problem (422) if a date cannot be read, or the end is before the beginning; names the field
     */
    static QueryDates of(JsonNode query, Set<String> intervals, Moments moments) {
        for (String interval : intervals) {
            if (query.hasNonNull(interval)) {
                return ofInterval(
                        interval,
                        text(query.get(interval), interval),
                        hasWord(query, FROM) || hasWord(query, TO),
                        moments);
            }
        }
        boolean hasFrom = query.hasNonNull(FROM);
        boolean hasTo = query.hasNonNull(TO);
        if (!hasFrom && !hasTo) {
            return NONE;
        }
        String to = hasTo ? text(query.get(TO), TO) : Moments.NOW;
        return ordered(
                new QueryDates(
                        null,
                        hasFrom ? moment(text(query.get(FROM), FROM), FROM, moments) : null,
                        last(to, moments),
                        false,
                        to.equals(Moments.NOW),
                        !Moments.isWord(to) && !hasWord(query, FROM)),
                "dateFrom is after dateTo");
    }

    /** What TTL rules make of it. What was real-time when it was asked is, however long the fill took. */
    AskedTime asked(Moments moments) {
        return new AskedTime(to != null, isRealTime(moments.now()), zoned(from, moments), zoned(to, moments));
    }

    private static ZonedDateTime zoned(Instant moment, Moments moments) {
        return moment == null ? null : moment.atZone(moments.zone());
    }

    /** Whether what was asked about is still going on, or has just ended; a query without dates counts as such. */
    boolean isRealTime(Instant now) {
        return to == null || to.isAfter(now.minus(RECENT));
    }

    /** Writes the time into a query as it is to be in its key, in the fields that gave it. */
    void spell(ObjectNode query, String beginning, String end, Moments moments) {
        if (interval != null) {
            query.put(interval, beginning + '/' + end);
            // Beside an interval they are none of the time that is asked for, but what they say changes with the day.
            settle(query, FROM, moments);
            settle(query, TO, moments);
        } else if (to != null) {
            query.put(TO, end);
            if (from == null) {
                query.remove(FROM);
            } else {
                query.put(FROM, beginning);
            }
        }
    }

    private static boolean hasWord(JsonNode query, String date) {
        return query.path(date).isTextual() && Moments.isWord(query.path(date).textValue());
    }

    private static void settle(ObjectNode query, String date, Moments moments) {
        if (query.path(date).isTextual()) {
            query.put(date, moments.withoutWord(query.path(date).textValue()));
        }
    }

    /**
     * Writes whole moments for words, days and lengths, as Genesys's own analytics want them.
     *
     * @throws Problem (422) if one cannot be written; names the field
     */
    void send(ObjectNode query, Moments moments) {
        if (to != null) {
            spell(query, from == null ? OPEN : sent(from, FROM, moments), sent(to, TO, moments), moments);
        }
    }

    /** Whether it can be sent, in whatever zone. */
    boolean isSentInAllZones() {
        return isSentInAllZones(from) && isSentInAllZones(to);
    }

    private static boolean isSentInAllZones(Instant moment) {
        return moment == null || !moment.isBefore(FIRST_IN_ALL_ZONES) && !moment.isAfter(LAST_IN_ALL_ZONES);
    }

    private String sent(Instant moment, String date, Moments moments) {
        if (!moments.hasFourDigits(moment)) {
            throw Problem.unprocessable((interval == null ? date : interval) + " is beyond the years of four digits");
        }
        return moments.sent(moment);
    }

    /**
     * Writes {@code now} and days as they are, and whole moments for what else clients write: the same for all that have one
     * key, so that none of them spoils it for the others.
     *
     * @throws Problem (422) if one cannot be written; names the field
     */
    void sendWords(ObjectNode query, Moments moments) {
        if (interval != null) {
            String[] ends = query.path(interval).textValue().split("/", -1);
            spell(query, word(ends[0], from, FROM, moments), word(ends[1], to, TO, moments), moments);
        } else if (to != null) {
            String end = query.path(TO).isTextual() ? word(query.path(TO).textValue(), to, TO, moments) : Moments.NOW;
            spell(query, from == null ? null : word(query.path(FROM).textValue(), from, FROM, moments), end, moments);
        }
    }

    private String word(String written, Instant moment, String date, Moments moments) {
        String text = written.trim();
        if (isOpen(text)) {
            return moment == null ? OPEN : Moments.NOW;
        }
        if (text.equals(Moments.NOW)) {
            return text;
        }
        return !text.startsWith("P") && Moments.isDay(text)
                ? moments.day(text).toString()
                : sent(moment, date, moments);
    }

    /** @param besides whether a word stands beside the interval */
    private static QueryDates ofInterval(String field, String interval, boolean besides, Moments moments) {
        String[] ends = interval.split("/", -1);
        if (ends.length != 2) {
            throw unreadable(field, interval);
        }
        String first = ends[0].trim();
        String second = isOpen(ends[1].trim()) ? Moments.NOW : ends[1].trim();
        try {
            Instant from;
            Instant to;
            if (first.startsWith("P")) {
                to = moments.read(second);
                from = moments.plus(to, first, -1);
            } else if (second.startsWith("P")) {
                from = moments.read(first);
                to = moments.plus(from, second, 1);
            } else {
                from = isOpen(first) ? null : moments.read(first);
                to = moments.read(second);
            }
            return ordered(
                    new QueryDates(
                            field,
                            from,
                            to,
                            first.startsWith("P"),
                            second.equals(Moments.NOW),
                            !besides && !Moments.isWord(first) && !Moments.isWord(second)),
                    field + " ends before it begins");
        } catch (DateTimeException | ArithmeticException e) {
            throw unreadable(field, interval);
        }
    }

    private static QueryDates ordered(QueryDates dates, String fault) {
        if (dates.from != null && dates.from.isAfter(dates.to)) {
            throw Problem.unprocessable(fault);
        }
        return dates;
    }

    private static boolean isOpen(String end) {
        return end.isEmpty() || end.equals(OPEN);
    }

    private static Instant moment(String text, String field, Moments moments) {
        try {
            return moments.read(text);
        } catch (DateTimeException e) {
            throw unreadable(field, text);
        }
    }

    private static Instant last(String text, Moments moments) {
        try {
            return Moments.isDay(text)
                    ? moments.day(text).plusDays(1).atStartOfDay(moments.zone()).toInstant()
                    : moments.read(text);
        } catch (DateTimeException e) {
            throw unreadable(TO, text);
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
                + (field.equals(FROM) || field.equals(TO)
                        ? ""
                        : ", two of them or one and a duration, with a slash between"));
    }
}
