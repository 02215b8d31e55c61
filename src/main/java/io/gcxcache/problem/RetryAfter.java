package io.gcxcache.problem;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code Retry-After}, read and told: seconds or a time of day (RFC 9110, section 10.2.3). What is neither is ignored. */
public final class RetryAfter {
    /** More seconds than this are this many. */
    private static final BigInteger MOST = BigInteger.valueOf(0xFFFF_FFFFL);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,100}");

    private RetryAfter() {}

    /**
     * How long who says so is to be left alone.
     *
     * @param now the time of day
     */
    public static Optional<Duration> read(String value, Instant now) {
        String told = value.trim();
        if (SECONDS.matcher(told).matches()) {
            return Optional.of(Duration.ofSeconds(new BigInteger(told).min(MOST).longValue()));
        }
        return date(told).map(until -> until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO);
    }

    /** A time of day as a header tells it. */
    public static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A wait in whole seconds, at least 1. */
    public static long seconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }
}
