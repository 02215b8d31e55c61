package io.gcxcache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A list at a {@link RawServer} whose pages are given away so many a window, as {@code X-RateLimit-*} tells. */
final class LimitedList {
    private static final Pattern NUMBER = Pattern.compile("(?:pageNumber|cursor)=(\\d{1,6})");
    private static final int PER_PAGE = 2;

    private final InstantSource clock;
    private final int pages;
    private final int limit;
    private final Duration window;
    private final boolean counted;
    private Instant resetAt = Instant.MIN;
    private int taken;
    private int calls;
    private int refused;
    private boolean totalTold = true;
    private IntFunction<String> idOf = Integer::toString;

    /** @param counted whether pages are numbered and their count is told; otherwise each names the next by a cursor */
    LimitedList(InstantSource clock, boolean counted, int pages, int limit, Duration window) {
        this.clock = clock;
        this.counted = counted;
        this.pages = pages;
        this.limit = limit;
        this.window = window;
    }

    synchronized RawServer.Answer answer(String query) {
        calls++;
        if (!clock.instant().isBefore(resetAt)) {
            resetAt = Instant.ofEpochSecond(clock.instant().getEpochSecond()).plus(window);
            taken = 0;
        }
        String[] headers = headers(limit - Math.min(limit, taken + 1));
        if (taken == limit) {
            refused++;
            return RawServer.status(429, "{}", headers);
        }
        taken++;
        Matcher asked = NUMBER.matcher(query);
        return RawServer.status(200, page(asked.find() ? Integer.parseInt(asked.group(1)) : 1), headers);
    }

    /** Makes the ids of the entries others from the next call on: the list is another, of as many entries. */
    synchronized void change(IntFunction<String> toIds) {
        idOf = toIds;
    }

    /** Does not tell how many entries there are from now on. */
    synchronized void withoutTotal() {
        totalTold = false;
    }

    /** How many calls came. */
    synchronized int calls() {
        return calls;
    }

    /** How many calls came beyond the limit. */
    synchronized int refused() {
        return refused;
    }

    private String[] headers(int remaining) {
        return new String[] {
            "Date: "
                    + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            clock.instant().atOffset(ZoneOffset.UTC)),
            "X-RateLimit-Limit: " + limit,
            "X-RateLimit-Remaining: " + remaining,
            "X-RateLimit-Reset: " + resetAt.getEpochSecond()
        };
    }

    private String page(int number) {
        String entities = IntStream.range((number - 1) * PER_PAGE, number * PER_PAGE)
                .mapToObj(index -> "{\"id\":\"" + idOf.apply(index) + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        String next = counted
                ? ",\"pageNumber\":" + number + ",\"pageCount\":" + pages
                : number < pages ? ",\"cursor\":\"" + (number + 1) + '"' : "";
        return "{\"entities\":" + entities + (totalTold ? ",\"total\":" + pages * PER_PAGE : "") + next + '}';
    }
}
