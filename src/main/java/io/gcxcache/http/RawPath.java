package io.gcxcache.http;

import io.gcxcache.problem.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A path as it was sent: what of it is refused, since somebody on its way may take it for another one, and how a segment of
 * it reads.
 */
final class RawPath {
    private static final String NOT_DECODABLE = "The path is not percent-encoded UTF-8";

    private RawPath() {}

    /**
     * Refuses empty segments before the end; segments that are {@code .} or {@code ..}, or hold a control character or a
     * backslash, encoded or not; and what is not ASCII or cannot be decoded.
     *
     * @throws Problem 400
     */
    static void check(String path) {
        boolean toBeRead = false;
        boolean empty = false;
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == '.' && before == '/') {
                toBeRead = true;
            } else if (c == '/' && before == '/') {
                empty = true;
            } else if (c > '~') {
                throw Problem.badRequest(NOT_DECODABLE);
            } else if (c == '#' || isRefused(c)) {
                throw refused();
            }
            before = c;
        }
        if (empty) {
            throw Problem.badRequest("A path has no empty segments");
        }
        if (toBeRead) {
            for (String segment : path.split("/")) {
                checkDecoded(decoded(segment));
            }
        }
    }

    /**
     * How a segment reads.
     *
     * @throws Problem 400 if it does not
     */
    static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        String text;
        try {
            // Of a form's encoding, only the plus differs from that of a path.
            text = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(NOT_DECODABLE);
        }
        if (text.indexOf('\uFFFD') >= 0) {
            throw Problem.badRequest(NOT_DECODABLE);
        }
        return text;
    }

    private static void checkDecoded(String segment) {
        if (segment.equals(".") || segment.equals("..")) {
            throw Problem.badRequest("A path has no dot segments");
        }
        if (segment.chars().anyMatch(RawPath::isRefused)) {
            throw refused();
        }
    }

    private static boolean isRefused(int c) {
        return c < ' ' || c == '\\' || c == 0x7f;
    }

    private static Problem refused() {
        return Problem.badRequest("A path has no control characters, backslashes or fragments");
    }
}
