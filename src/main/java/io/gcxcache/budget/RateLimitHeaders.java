package io.gcxcache.budget;

import io.gcxcache.problem.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parameters;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * Reads what an answer says of the rate limit, in any of the forms in use: {@code RateLimit} with
 * {@code RateLimit-Policy} (IETF draft-10), {@code X-RateLimit-*} (reset in Unix seconds), {@code inin-ratelimit-*}
 * (reset in seconds from now) and {@code Retry-After} (RFC 9110, section 10.2.3). What is malformed is ignored.
 */
public final class RateLimitHeaders {
    private static final Duration UNKNOWN_LENGTH = Duration.ofSeconds(60);

    /** No limit holds for longer than is said here, whatever is told. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Duration LONGEST_OF_FAILURE = Duration.ofMinutes(5);

    /** What is more than this is this. */
    private static final long MOST = 0xFFFF_FFFFL;

    /** What a window is called here that is told by the name of the one that is counted here. */
    private static final String TOLD_LOCAL = "told-" + RateWindow.LOCAL;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,100}");
    private static final int TOO_MANY_REQUESTS = 429;

    /** While the two clocks are no farther apart, ours is the better one: the other is told in whole seconds. */
    private static final Duration AGREEMENT = Duration.ofSeconds(2);

    private final UnaryOperator<String> headers;
    private final Optional<Instant> date;
    private final Instant wall;
    private final Instant now;

    /**
     * @param headers the value of a header by its name, whatever its case; null if absent
     * @param wall the time of day, by which times are read that are told as such
     * @param now the same moment by the time in which the windows are to be told
     */
    public RateLimitHeaders(UnaryOperator<String> headers, Instant wall, Instant now) {
        this.headers = headers;
        this.date = Optional.ofNullable(headers.apply("Date")).flatMap(RetryAfter::date);
        this.wall = theirs(wall);
        this.now = now;
    }

    /**
     * What is told of the limits.
     *
     * @param family the windows of the family that was asked
     * @param client those of the OAuth client
     */
    public record Told(List<RateWindow> family, List<RateWindow> client) {}

    /**
     * The windows that are told, each limit in the first form that speaks of it; not those of no calls at all, which would
     * never be corrected again.
     */
    public Told told(ClientForms clients) {
        Told told = new Told(new ArrayList<>(), new ArrayList<>());
        for (ClientForms.Form form : ClientForms.Form.values()) {
            List<RateWindow> windows = windows(form);
            windows.removeIf(window -> window.limit() < 1);
            boolean ofClient =
                    !windows.isEmpty() && windows.stream().allMatch(window -> clients.speaksOfClient(form, window));
            List<RateWindow> of = ofClient ? told.client() : told.family();
            if (of.isEmpty()) {
                of.addAll(windows);
            }
        }
        return told;
    }

    private List<RateWindow> windows(ClientForms.Form form) {
        return switch (form) {
            case RATELIMIT -> ietf();
            case X_RATELIMIT -> new ArrayList<>(xRateLimit().stream().toList());
            case ININ_RATELIMIT -> new ArrayList<>(inin().stream().toList());
        };
    }

    /** How long upstream wants to be left alone, as far as that is believed of an answer of this status. */
    public Optional<Duration> retryAfter(int status) {
        Duration longest = status == TOO_MANY_REQUESTS ? LONGEST : LONGEST_OF_FAILURE;
        return retryAfter().map(wait -> shorter(wait, longest));
    }

    /** How long upstream wants to be left alone, as it says. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(headers.apply("Retry-After")).flatMap(value -> RetryAfter.read(value, wall));
    }

    /** Whoever told a time of day told it by his own clock, if he tells that too ({@code Date}). */
    private Instant theirs(Instant ours) {
        return date.filter(theirs -> Duration.between(ours, theirs).abs().compareTo(AGREEMENT) > 0)
                .orElse(ours);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
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
                windows.add(window(
                        name,
                        quota.getAsLong(),
                        remaining.getAsLong(),
                        Duration.ofSeconds(reset.orElseGet(length::getAsLong)),
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
                // By a clock of which nothing is known it is no farther than a window is long.
                shorter(
                        Duration.between(wall, Instant.ofEpochSecond(reset.getAsLong())),
                        date.isPresent() ? LONGEST : UNKNOWN_LENGTH),
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
                Duration.ofSeconds(reset.getAsLong()),
                UNKNOWN_LENGTH));
    }

    private RateWindow window(String name, long limit, long remaining, Duration reset, Duration length) {
        return new RateWindow(
                name.equals(RateWindow.LOCAL) ? TOLD_LOCAL : name,
                limit,
                Math.max(0, Math.min(limit, remaining)),
                now.plus(shorter(reset, LONGEST)),
                shorter(length, LONGEST));
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
                // It tells nothing.
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
        String digits = value.trim();
        if (!NUMBER.matcher(digits).matches()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(digits.length() > 10 ? MOST : Math.min(MOST, Long.parseLong(digits)));
    }
}
