package io.gcxcache.http;

import io.gcxcache.ask.Coding;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/**
 * Reads {@code Accept-Encoding} (RFC 9110, section 12.5.3): gzip for who takes it and does not like identity better, else
 * identity, also for who says nothing, or what cannot be read. Makes no object where the first line settles it.
 */
final class AcceptEncoding {
    /** Quality values are counted in thousandths. */
    private static final int MOST = 1_000;

    private static final int UNSAID = -1;
    private static final int MALFORMED = -1;
    private static final int LONGEST_QUALITY = 5;

    private AcceptEncoding() {}

    static Coding of(MultiMap headers) {
        String first = headers.get(HttpHeaders.ACCEPT_ENCODING);
        if (first == null || of(first) == Coding.GZIP) {
            return first == null ? Coding.IDENTITY : Coding.GZIP;
        }
        List<String> lines = headers.getAll(HttpHeaders.ACCEPT_ENCODING);
        return lines.size() == 1 ? Coding.IDENTITY : of(String.join(",", lines));
    }

    static Coding of(String list) {
        int gzip = UNSAID;
        int identity = UNSAID;
        int others = UNSAID;
        int at = behindBlanks(list, 0);
        while (at < list.length()) {
            int end = behindName(list, at);
            int semicolon = behindBlanks(list, end);
            boolean weighed = is(list, semicolon, ';');
            int comma = weighed ? list.indexOf(',', semicolon) : semicolon;
            comma = comma < 0 ? list.length() : comma;
            int quality = weighed ? quality(list, semicolon + 1, comma) : MOST;
            boolean empty = end == at;
            if (quality == MALFORMED || empty && weighed || comma < list.length() && !is(list, comma, ',')) {
                return Coding.IDENTITY;
            }
            if (isName(list, at, end, "gzip") || isName(list, at, end, "x-gzip")) {
                gzip = Math.max(gzip, quality);
            } else if (isName(list, at, end, "identity")) {
                identity = quality;
            } else if (isName(list, at, end, "*")) {
                others = quality;
            }
            at = behindBlanks(list, comma + 1);
        }
        int taken = gzip == UNSAID ? others : gzip;
        return taken > 0 && taken >= identity ? Coding.GZIP : Coding.IDENTITY;
    }

    private static boolean isName(String list, int start, int end, String name) {
        return end - start == name.length() && list.regionMatches(true, start, name, 0, name.length());
    }

    private static boolean is(String list, int at, char expected) {
        return at < list.length() && list.charAt(at) == expected;
    }

    private static int behindBlanks(String list, int from) {
        int at = from;
        while (is(list, at, ' ') || is(list, at, '\t')) {
            at++;
        }
        return at;
    }

    private static int behindName(String list, int from) {
        int at = from;
        while (at < list.length() && isNameCharacter(list.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Whether it belongs to a token (RFC 9110, section 5.6.2). */
    private static boolean isNameCharacter(char c) {
        return c > ' ' && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }

    /** @return in thousandths; {@link #MALFORMED} if it is no {@code q=} with a number from 0 to 1 of at most three places */
    private static int quality(String list, int from, int to) {
        int start = behindBlanks(list, from);
        int end = to;
        while (end > start && (list.charAt(end - 1) == ' ' || list.charAt(end - 1) == '\t')) {
            end--;
        }
        if (!list.regionMatches(true, start, "q=", 0, 2)) {
            return MALFORMED;
        }
        start += 2;
        if (end <= start || end - start > LONGEST_QUALITY || end - start > 1 && !is(list, start + 1, '.')) {
            return MALFORMED;
        }
        int value = 0;
        int place = MOST;
        for (int at = start; at < end; at += at == start ? 2 : 1) {
            char digit = list.charAt(at);
            if (digit < '0' || digit > '9') {
                return MALFORMED;
            }
            value += (digit - '0') * place;
            place /= 10;
        }
        return value > MOST ? MALFORMED : value;
    }
}
