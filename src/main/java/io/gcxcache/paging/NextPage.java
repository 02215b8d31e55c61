package io.gcxcache.paging;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.problem.Problem;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds in an answer how the next page is asked for: {@code nextPage} as an object of parameters, a URL, a token or a
 * number; {@code nextUri}; {@code cursor}, {@code after} or {@code cursors.after}; or a {@code pageNumber} below the
 * {@code pageCount}.
 */
public final class NextPage {
    /** All fields that are looked at. */
    public static final Set<String> FIELDS =
            Set.of("nextPage", "nextUri", "cursor", "after", "cursors", "pageNumber", "pageCount");

    private NextPage() {}

    /** The query string of the next page as {@link #query} finds it; empty too if what is named belongs to another path. */
    public static Optional<String> named(JsonNode answer, String query, String path) {
        try {
            return query(answer, query, path);
        } catch (Problem e) {
            return Optional.empty();
        }
    }

    /**
     * The query string of the next page; empty on the last one.
     *
     * @param query the query string of this page, whose other parameters are kept
     * @param path the list's path, which a URL must name
     */
    static Optional<String> query(JsonNode answer, String query, String path) {
        JsonNode nextPage = answer.path("nextPage");
        if (nextPage.isObject() && !nextPage.isEmpty()) {
            Map<String, String> parameters = new LinkedHashMap<>();
            nextPage.properties().forEach(field -> {
                if (!field.getValue().isNull()) {
                    parameters.put(field.getKey(), field.getValue().asText());
                }
            });
            return Optional.of(changed(query, parameters));
        }
        if (nextPage.isIntegralNumber()) {
            return Optional.of(changed(query, Map.of("pageNumber", nextPage.asText())));
        }
        if (isText(nextPage)) {
            String text = nextPage.asText();
            return Optional.of(isUrl(text) ? queryOf(text, path) : changed(query, Map.of("nextPage", text)));
        }
        if (isText(answer.path("nextUri"))) {
            return Optional.of(queryOf(answer.path("nextUri").asText(), path));
        }
        Optional<Map.Entry<String, String>> cursor = cursor(answer);
        if (cursor.isPresent()) {
            return cursor.map(parameter -> changed(query, Map.ofEntries(parameter)));
        }
        long number = Page.number(answer.path("pageNumber"));
        return number > 0 && number < Page.number(answer.path("pageCount"))
                ? Optional.of(pageNumber(query, number + 1))
                : Optional.empty();
    }

    static String pageNumber(String query, long number) {
        return changed(query, Map.of("pageNumber", Long.toString(number)));
    }

    /** Whether the next page is named by a cursor and in no other way. */
    static boolean isCursor(JsonNode answer) {
        JsonNode nextPage = answer.path("nextPage");
        boolean named = nextPage.isObject() && !nextPage.isEmpty()
                || nextPage.isIntegralNumber()
                || isText(nextPage)
                || isText(answer.path("nextUri"));
        return !named && cursor(answer).isPresent();
    }

    /** The parameter that asks for what is behind a cursor. */
    private static Optional<Map.Entry<String, String>> cursor(JsonNode answer) {
        for (String name : new String[] {"cursor", "after"}) {
            if (isCursorValue(answer.path(name))) {
                return Optional.of(Map.entry(name, answer.path(name).asText()));
            }
        }
        JsonNode after = answer.path("cursors").path("after");
        return isCursorValue(after) ? Optional.of(Map.entry("cursor", after.asText())) : Optional.empty();
    }

    private static boolean isCursorValue(JsonNode node) {
        return isText(node) || node.isIntegralNumber();
    }

    private static boolean isText(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty();
    }

    private static boolean isUrl(String text) {
        return text.startsWith("/api/")
                || text.startsWith("//")
                || text.startsWith("http://")
                || text.startsWith("https://");
    }

    /** Only the query is taken from a URL; the host is never followed, and another path is an error. */
    private static String queryOf(String url, String path) {
        try {
            URI uri = URI.create(url);
            if (uri.getRawPath() != null && read(path).equals(read(uri.getRawPath())) && uri.getRawQuery() != null) {
                return uri.getRawQuery();
            }
        } catch (IllegalArgumentException e) {
            // not a URL after all: told below
        }
        throw Problem.upstream("Genesys named a next page that does not belong to " + path);
    }

    /** The segments of a path, however they are spelled. */
    private static List<String> read(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    /** The query string with some parameters replaced or added; a page is named in one way only. */
    private static String changed(String query, Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        for (String pair : query.split("&")) {
            String name = URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8);
            if (!pair.isEmpty() && !parameters.containsKey(name) && !name.equals("pageNumber")) {
                pairs.add(pair);
            }
        }
        parameters.forEach((name, value) -> pairs.add(encoded(name) + '=' + encoded(value)));
        return String.join("&", pairs);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
