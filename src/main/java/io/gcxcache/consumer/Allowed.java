package io.gcxcache.consumer;

import io.gcxcache.upstream.Write;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
    private static final Set<String> TO_BE_NAMED = Set.of("oauth", "tokens", "notifications");

    private static final List<String> OWN_TOKEN = List.of("api", "v2", "tokens", "me");
    private static final int NAMED_AT = 2;

    private final List<Pattern> patterns;

    private record Pattern(String method, List<String> path) {
        static Pattern of(String text) {
            String[] parts = text.split(" /", 2);
            return new Pattern(parts[0], List.of(parts[1].split("/")));
        }

        boolean fits(String asked, List<String> segments) {
            if (!method.equals(ANY) && !method.equals(asked)) {
                return false;
            }
            boolean below = path.get(path.size() - 1).equals(ALL_BELOW);
            int named = below ? path.size() - 1 : path.size();
            if (below ? segments.size() < named : segments.size() != named) {
                return false;
            }
            for (int i = 0; i < named; i++) {
                if (!path.get(i).equals(ANY) && !path.get(i).equals(segments.get(i))) {
                    return false;
                }
            }
            return true;
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
        List<String> segments = segments(path);
        if (segments.equals(OWN_TOKEN)) {
            return true;
        }
        String asked = method.equals("HEAD") ? "GET" : method;
        String word = segments.size() > NAMED_AT ? segments.get(NAMED_AT).toLowerCase(Locale.ROOT) : "";
        boolean toBeNamed = TO_BE_NAMED.contains(word);
        if (patterns.isEmpty()) {
            return !path.startsWith(API) || !toBeNamed && !Write.is(method, path);
        }
        return patterns.stream()
                .anyMatch(pattern -> pattern.fits(asked, segments) && (!toBeNamed || pattern.names(word)));
    }

    /** As they read, since Genesys reads them so. */
    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/")) {
            segments.add(
                    segment.indexOf('%') < 0
                            ? segment
                            : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        return segments;
    }
}
