package io.gcxcache.upstream;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parameters;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * Reads what an answer says of the rate limit, in any of the forms in use: {@code RateLimit} with
 * {@code RateLimit-Policy} (IETF draft-10), {@code X-RateLimit-*} (reset in Unix seconds), {@code inin-ratelimit-*}
 * (reset in seconds from now) and {@code Retry-After} (RFC 9110, section 10.2.3). What is malformed is ignored.
 */
final class RateLimitHeaders {
    private static final Duration UNKNOWN_LENGTH = Duration.ofSeconds(60);

    /** While the two clocks are no farther apart, ours is the better one: the other is told in whole seconds. */
    private static final Duration AGREEMENT = Duration.ofSeconds(2);

    private final UnaryOperator<String> headers;
    private final Instant wall;
    private final Instant now;

    /**
     * @param headers the value of a header by its name, whatever its case; null if absent
     * @param wall the time of day, by which times are read that are told as such
     * @param now the same moment by the time in which the windows are to be told
     */
    RateLimitHeaders(UnaryOperator<String> headers, Instant wall, Instant now) {
        this.headers = headers;
        this.wall = theirs(wall);
        this.now = now;
    }

    /** The windows that are told; not those of no calls at all, which would never be corrected again. */
    List<RateWindow> windows() {
        List<RateWindow> windows = ietf();
        if (windows.isEmpty()) {
            xRateLimit().or(this::inin).ifPresent(windows::add);
        }
        windows.removeIf(window -> window.limit() < 1);
        return windows;
    }

    Optional<Duration> retryAfter() {
        String value = headers.apply("Retry-After");
        if (value == null) {
            return Optional.empty();
        }
        OptionalLong seconds = number(value);
        if (seconds.isPresent()) {
            return Optional.of(Duration.ofSeconds(seconds.getAsLong()));
        }
        return date(value).map(date -> date.isAfter(wall) ? Duration.between(wall, date) : Duration.ZERO);
    }

    /** Whoever told a time of day told it by his own clock, if he tells that too ({@code Date}). */
    private Instant theirs(Instant ours) {
        String value = headers.apply("Date");
        return value == null
                ? ours
                : date(value)
                        .filter(date -> Duration.between(ours, date).abs().compareTo(AGREEMENT) > 0)
                        .orElse(ours);
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private List<RateWindow> ietf() {
        Map<String, Parameters> policies = items("RateLimit-Policy");
        List<RateWindow> windows = new ArrayList<>();
        items("RateLimit").forEach((name, limit) -> {
            Parameters policy = policies.getOrDefault(name, Parameters.EMPTY);
            OptionalLong remaining = number(limit, "r");
            OptionalLong reset = number(limit, "t");
            OptionalLong quota = number(policy, "q");
            OptionalLong length = number(policy, "w");
            if (remaining.isPresent() && (reset.isPresent() || length.isPresent()) && quota.isPresent()) {
                long untilReset = reset.orElseGet(length::getAsLong);
                windows.add(window(
                        name,
                        quota.getAsLong(),
                        remaining.getAsLong(),
                        now.plusSeconds(untilReset),
                        length.isPresent() ? Duration.ofSeconds(length.getAsLong()) : UNKNOWN_LENGTH));
            }
        });
        return windows;
    }

    private Optional<RateWindow> xRateLimit() {
        OptionalLong limit = header("X-RateLimit-Limit");
        OptionalLong remaining = header("X-RateLimit-Remaining");
        OptionalLong reset = header("X-RateLimit-Reset");
        if (limit.isEmpty() || remaining.isEmpty() || reset.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(window(
                RateWindow.DEFAULT,
                limit.getAsLong(),
                remaining.getAsLong(),
                now.plus(Duration.between(wall, Instant.ofEpochSecond(reset.getAsLong()))),
                UNKNOWN_LENGTH));
    }

    private Optional<RateWindow> inin() {
        OptionalLong allowed = header("inin-ratelimit-allowed");
        OptionalLong count = header("inin-ratelimit-count");
        OptionalLong reset = header("inin-ratelimit-reset");
        if (allowed.isEmpty() || count.isEmpty() || reset.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(window(
                RateWindow.DEFAULT,
                allowed.getAsLong(),
                allowed.getAsLong() - count.getAsLong(),
                now.plusSeconds(reset.getAsLong()),
                UNKNOWN_LENGTH));
    }

    private static RateWindow window(String name, long limit, long remaining, Instant resetAt, Duration length) {
        return new RateWindow(name, limit, Math.max(0, Math.min(limit, remaining)), resetAt, length);
    }

    private Map<String, Parameters> items(String header) {
        Map<String, Parameters> items = new HashMap<>();
        String value = headers.apply(header);
        if (value != null) {
            try {
                for (ListElement<?> element : Parser.parseList(value).get()) {
                    items.put(String.valueOf(element.get()), element.getParams());
                }
            } catch (ParseException e) {
                items.clear();
            }
        }
        return items;
    }

    private OptionalLong header(String name) {
        String value = headers.apply(name);
        return value == null ? OptionalLong.empty() : number(value);
    }

    private static OptionalLong number(Parameters parameters, String name) {
        return parameters.containsKey(name)
                ? number(String.valueOf(parameters.get(name).get()))
                : OptionalLong.empty();
    }

    private static OptionalLong number(String value) {
        try {
            long number = Long.parseLong(value.trim());
            return number < 0 || number > Integer.MAX_VALUE * 2L ? OptionalLong.empty() : OptionalLong.of(number);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
