package io.gcxcache.upstream;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * A call that may change something at Genesys: all but those of safe methods (RFC 9110, section 9.2.1), and but the posts that ask.
 *
 * @param path as it is sent
 */
public record Write(String method, String path, String family) {
    /** The property of an exchange whose call to Genesys is one. */
    static final String PROPERTY = "GcxWrite";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "QUERY");

    /** What is posted there is a question. */
    private static final Set<String> QUESTIONS = Set.of("query", "search", "counts", "preview", "validate");

    /** And below these. */
    private static final Set<String> ROOTS_OF_QUESTIONS = Set.of("query", "search");

    private static final String ANALYTICS = "/api/v2/analytics/";
    private static final String JOBS = "jobs";

    /** The one that the exchange's last call was, or null. */
    public static Write of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Write.class);
    }

    /** Whether such a call is one, if nothing else is known of it. */
    public static boolean is(String method, String path) {
        if (SAFE.contains(method)) {
            return false;
        }
        if (!method.equals("POST")) {
            return true;
        }
        List<String> words = Arrays.asList(path.split("/"));
        String last = words.get(words.size() - 1);
        boolean asks = QUESTIONS.contains(last)
                || words.stream().anyMatch(ROOTS_OF_QUESTIONS::contains)
                || path.startsWith(ANALYTICS) && last.equals(JOBS);
        return !asks;
    }
}
