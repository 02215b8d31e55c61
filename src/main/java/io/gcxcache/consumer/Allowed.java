package io.gcxcache.consumer;

import io.gcxcache.upstream.BarePath;
import io.gcxcache.upstream.Write;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a consumer may ask for: requests that fit one of its patterns, {@code GET /api/v2/routing/**}; without any, all that only
 * reads. What is about logins, tokens and channels has to be named. Immutable.
 */
final class Allowed {
    static final String LOOK =
            "(?:\\*|[A-Z]{3,10}) /(?:\\*|[A-Za-z0-9._~-]+)(?:/(?:\\*|[A-Za-z0-9._~-]+)){0,31}(?:/\\*\\*)?";

    /** All that only reads. */
    static final Allowed READS = new Allowed(List.of());

    /** What is asked for elsewhere is what is cached: nothing is written. */
    private static final String API = "/api/";

    private static final String ANY = "*";
    private static final String ALL_BELOW = "**";

    /** The words behind the version of what gives access, or takes it. */
    private static final List<String> TO_BE_NAMED = List.of("oauth", "tokens", "notifications");

    private static final String VERSION = "/api/v2/";
    private static final int NAMED_AT = 2;
    /** What is left of a slash that is part of a segment. */
    private static final String SLASH = "%2F";

    private static final String OWN_TOKEN = "/api/v2/tokens/me";

    private final List<Pattern> patterns;

    /** @param below whether whatever follows its segments fits too */
    private record Pattern(String method, List<String> path, boolean below) {
        static Pattern of(String text) {
            String[] parts = text.split(" /", 2);
            List<String> segments = List.of(parts[1].split("/"));
            int last = segments.size() - 1;
            boolean below = segments.get(last).equals(ALL_BELOW);
            return new Pattern(parts[0], below ? segments.subList(0, last) : segments, below);
        }

        boolean fits(String asked, String asItReads) {
            if (!method.equals(ANY) && !method.equals(asked)) {
                return false;
            }
            int at = 1;
            for (int i = 0; i < path.size(); i++) {
                if (at > asItReads.length()) {
                    return false;
                }
                String segment = path.get(i);
                int slash = asItReads.indexOf('/', at);
                int end = slash < 0 ? asItReads.length() : slash;
                boolean same = segment.equals(ANY)
                        ? isOne(asItReads, at, end)
                        : segment.length() == end - at && asItReads.startsWith(segment, at);
                if (!same) {
                    return false;
                }
                at = end + 1;
            }
            return below || at > asItReads.length();
        }

        /** One that holds a slash is none: it may become two on the way. */
        private static boolean isOne(String path, int from, int to) {
            int slash = path.indexOf(SLASH, from);
            return slash < 0 || slash >= to;
        }

        boolean names(String word) {
            return path.size() > NAMED_AT && path.get(NAMED_AT).equals(word);
        }
    }

    private Allowed(List<Pattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /** @param patterns each looks as {@link #LOOK} says */
    static Allowed of(List<String> patterns) {
        return new Allowed(patterns.stream().map(Pattern::of).toList());
    }

    /** @param path as it was sent, without its query string */
    boolean fits(String method, String path) {
        if (path.equals(OWN_TOKEN)) {
            return true;
        }
        String read = path.indexOf('%') < 0 ? path : asItReads(path);
        String word = toBeNamed(
                path.indexOf('%') < 0 && path.indexOf(';') < 0 ? path : '/' + String.join("/", BarePath.words(path)));
        if (patterns.isEmpty()) {
            return !read.startsWith(API) || word == null && !Write.is(method, path);
        }
        String asked = method.equals("HEAD") ? "GET" : method;
        // By index: an iterator would be garbage of every request.
        for (int i = 0; i < patterns.size(); i++) {
            Pattern pattern = patterns.get(i);
            if (pattern.fits(asked, read) && (word == null || pattern.names(word))) {
                return true;
            }
        }
        return false;
    }

    private static String toBeNamed(String path) {
        if (!path.startsWith(VERSION)) {
            return null;
        }
        int slash = path.indexOf('/', VERSION.length());
        int length = (slash < 0 ? path.length() : slash) - VERSION.length();
        for (int i = 0; i < TO_BE_NAMED.size(); i++) {
            String word = TO_BE_NAMED.get(i);
            if (word.length() == length && path.regionMatches(true, VERSION.length(), word, 0, length)) {
                return word;
            }
        }
        return null;
    }

    /** Segment by segment, since Genesys reads it so; a slash within one stays encoded. */
    private static String asItReads(String path) {
        return Arrays.stream(path.split("/", -1)).map(Allowed::segment).collect(Collectors.joining("/"));
    }

    private static String segment(String sent) {
        return decoded(sent).replace("/", SLASH);
    }

    private static String decoded(String sent) {
        return URLDecoder.decode(sent.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
