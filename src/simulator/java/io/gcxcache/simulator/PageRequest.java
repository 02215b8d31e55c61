package io.gcxcache.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The page that a call asks for: its number from 1 and its size in entries. */
record PageRequest(int number, int size) {
    static final String PAGE_NUMBER = "pageNumber";
    static final String NEXT_PAGE = "nextPage";
    static final String CURSOR = "cursor";
    static final String AFTER = "after";

    /** All parameters by which a page is denoted. */
    static final Set<String> PARAMETERS = Set.of("pageSize", PAGE_NUMBER, NEXT_PAGE, CURSOR, AFTER, "before", "limit");

    static final int DEFAULT_SIZE = 25;

    private static final int MAX_SIZE = 500;
    private static final String TOKEN_PREFIX = "page:";

    /** Reads the page from the given parameter; what the platform would not understand is refused with 400. */
    static PageRequest read(ApiRequest call, String parameter) {
        return read(call, parameter, DEFAULT_SIZE, MAX_SIZE);
    }

    /** The same for lists that have other page sizes. */
    static PageRequest read(ApiRequest call, String parameter, int defaultSize, int maxSize) {
        int size = positive(call, "pageSize", defaultSize);
        if (size > maxSize) {
            throw refused(call, "The page size must not exceed " + maxSize + ", it is " + size);
        }
        if (parameter.equals(PAGE_NUMBER)) {
            return new PageRequest(positive(call, PAGE_NUMBER, 1), size);
        }
        return named(call, parameter, size, maxSize);
    }

    /** The page of a scan, which is told how long a page may be by {@code limit} and knows no page numbers. */
    static PageRequest scan(ApiRequest call, int least, int usual, int most) {
        if (call.parameter(PAGE_NUMBER).isPresent()) {
            throw refused(call, PAGE_NUMBER + " is not allowed in a scan, which goes on by its cursor");
        }
        int limit = positive(call, "limit", usual);
        if (limit < least || limit > most) {
            throw refused(call, "The value of limit must be from " + least + " to " + most + ", it is " + limit);
        }
        return named(call, CURSOR, limit, most);
    }

    private static PageRequest named(ApiRequest call, String parameter, int size, int maxSize) {
        Optional<String> token = call.parameter(parameter);
        return token.isEmpty()
                ? new PageRequest(1, size)
                : decode(token.get())
                        .filter(page -> page.size <= maxSize)
                        .orElseThrow(() -> refused(call, "The value of " + parameter + " is not one of ours"));
    }

    /** The page that a call denotes in whatever style, before it is known which one holds; 0 if it cannot be read. */
    static int denotedBy(ApiRequest call) {
        Optional<String> token = Stream.of(CURSOR, AFTER, NEXT_PAGE)
                .flatMap(name -> call.parameter(name).stream())
                .findFirst();
        if (token.isPresent()) {
            return decode(token.get()).map(PageRequest::number).orElse(0);
        }
        return call.parameter(PAGE_NUMBER).map(PageRequest::numberOrZero).orElse(1);
    }

    PageRequest withNumber(int other) {
        return new PageRequest(other, size);
    }

    /** The page as an opaque name. */
    String token() {
        byte[] text = (TOKEN_PREFIX + number + ":" + size).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private static Optional<PageRequest> decode(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            String[] parts = text.split(":");
            if (!text.startsWith(TOKEN_PREFIX) || parts.length != 3) {
                return Optional.empty();
            }
            PageRequest page = new PageRequest(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            return Optional.of(page).filter(read -> read.number >= 1 && read.size >= 1);
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static int positive(ApiRequest call, String name, int absent) {
        int value = call.parameter(name).map(PageRequest::numberOrZero).orElse(absent);
        if (value < 1) {
            throw refused(call, "The value of " + name + " must be a whole number from 1");
        }
        return value;
    }

    private static int numberOrZero(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notOne) {
            return 0;
        }
    }

    private static Refusal refused(ApiRequest call, String message) {
        return new Refusal(ErrorReplies.of(400, message, call.correlationId()));
    }
}
