package io.gcxcache.report;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes moments as ISO 8601 has them, and the words for them: calendar, week and ordinal dates, with or without a
 * time and an offset; what has no offset is in the query's zone.
 *
 * @param zone the query's
 * @param now what {@code now} means
 */
record Moments(ZoneId zone, Instant now) {
    static final String NOW = "now";

    /** The words for days, and how far each is from today. */
    private static final Map<String, Integer> DAYS = Map.of("yesterday", -1, "today", 0, "tomorrow", 1);

    private static final Pattern FORM = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}|\\d{4}-\\d{3}|\\d{4}-W\\d{2}-\\d)"
            + "(?:T(\\d{2})(?::(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?)?(Z|[+-]\\d{2}(?::?\\d{2})?)?)?");
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final int LAST_YEAR = 9999;
    private static final int CALENDAR = 10;
    private static final int MIDNIGHT_AT_THE_END = 24;
    private static final int NANO_DIGITS = 9;

    /** With milliseconds, as Genesys writes them; finer only if it has to be. */
    private static final DateTimeFormatter SENT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 3, NANO_DIGITS, true)
            .appendOffset("+HH:MM", "Z")
            .toFormatter();

    /** Whether a text means something else at another time. */
    static boolean isWord(String text) {
        return text.equals(NOW) || DAYS.containsKey(text);
    }

    /** Whether a text is a day without a time; then it begins at its midnight. */
    static boolean isDay(String text) {
        return DAYS.containsKey(text) || !text.contains("T") && !text.equals(NOW);
    }

    /**
     * @throws DateTimeException if it cannot be read
     */
    Instant read(String text) {
        if (text.equals(NOW)) {
            return now;
        }
        return isDay(text) ? day(text).atStartOfDay(zone).toInstant() : time(text);
    }

    /**
     * The day that a text names.
     *
     * @throws DateTimeException if it names none
     */
    LocalDate day(String text) {
        Integer fromToday = DAYS.get(text);
        return fromToday == null ? date(matched(text).group(1)) : today().plusDays(fromToday);
    }

    LocalDate today() {
        return LocalDate.ofInstant(now, zone);
    }

    /** A word for a day as that day, anything else as it is. */
    String withoutWord(String text) {
        return DAYS.containsKey(text) ? day(text).toString() : text;
    }

    /** An ISO 8601 duration from a moment on, or back: days and longer by the calendar, hours and shorter by the clock. */
    Instant plus(Instant moment, String duration, int sign) {
        int time = duration.indexOf('T');
        String days = time < 0 ? duration : duration.substring(0, time);
        Period period = time == 1 ? Period.ZERO : Period.parse(days);
        Duration clock = time < 0 ? Duration.ZERO : Duration.parse("P" + duration.substring(time));
        Instant end =
                moment.atZone(zone).plus(period.multipliedBy(sign)).toInstant().plus(clock.multipliedBy(sign));
        if (end.isAfter(LAST) || end.isBefore(FIRST)) {
            throw new DateTimeException("beyond the years of four digits");
        }
        return end;
    }

    /** A moment as Genesys is sent it: in the query's own zone, whole. */
    String sent(Instant moment) {
        return SENT.format(whole(moment));
    }

    /** Whether what is sent of a moment is ISO 8601 as everybody reads it. */
    boolean hasFourDigits(Instant moment) {
        int year = whole(moment).getYear();
        return year >= 0 && year <= LAST_YEAR;
    }

    private OffsetDateTime whole(Instant moment) {
        ZoneOffset offset = zone.getRules().getOffset(moment);
        boolean wholeMinutes = offset.getTotalSeconds() % 60 == 0;
        return moment.atOffset(wholeMinutes ? offset : ZoneOffset.UTC);
    }

    private Instant time(String text) {
        Matcher read = matched(text);
        int hour = Integer.parseInt(read.group(2));
        LocalTime time = LocalTime.of(
                hour == MIDNIGHT_AT_THE_END ? 0 : hour,
                number(read.group(3)),
                number(read.group(4)),
                nanos(read.group(5)));
        LocalDate date = date(read.group(1));
        if (hour == MIDNIGHT_AT_THE_END) {
            if (!time.equals(LocalTime.MIDNIGHT)) {
                throw new DateTimeException("24:00 is the last moment of a day");
            }
            date = date.plusDays(1);
        }
        LocalDateTime local = date.atTime(time);
        String offset = read.group(6);
        return offset == null ? local.atZone(zone).toInstant() : local.toInstant(ZoneOffset.of(offset));
    }

    private static Matcher matched(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new DateTimeException("no ISO 8601 date or time");
        }
        return matcher;
    }

    private static LocalDate date(String text) {
        if (text.indexOf('W') > 0) {
            LocalDate date = LocalDate.parse(text, DateTimeFormatter.ISO_WEEK_DATE);
            // The last week of a year may end in the next one.
            if (date.getYear() > LAST_YEAR) {
                throw new DateTimeException("beyond the years of four digits");
            }
            return date;
        }
        return text.length() == CALENDAR
                ? LocalDate.parse(text)
                : LocalDate.parse(text, DateTimeFormatter.ISO_ORDINAL_DATE);
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(String digits) {
        return digits == null ? 0 : Integer.parseInt((digits + "00000000").substring(0, NANO_DIGITS));
    }
}
