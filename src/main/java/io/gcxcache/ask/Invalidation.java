package io.gcxcache.ask;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.cache.Tags;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.CanonicalJson;
import io.gcxcache.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * What somebody wants dropped.
 *
 * @param key the one entry; null if a tag is given
 * @param tag everything that has it; null if a key is given
 * @param reason why, in the words of whoever asked
 * @param by who asked
 */
record Invalidation(String key, String tag, String reason, String by) {
    static final int LONGEST_KEY = 512;
    static final int LONGEST_REASON = 200;

    private static final String PROPERTY = "GcxInvalidation";
    private static final Map<String, String> HEADERS = Map.of(
            "key", GcxHeaders.KEY,
            "directory_id", GcxHeaders.DIRECTORY_ID,
            "report_id", GcxHeaders.REPORT_ID,
            "tag", GcxHeaders.TAG);
    private static final Set<String> FIELDS = Set.of("key", "directory_id", "report_id", "tag", "reason");
    private static final String FORM =
            "An invalidation names one of key, directory_id, report_id and tag, and perhaps a reason";

    static Invalidation of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Invalidation.class);
    }

    /** Reads it from the headers, or else from a JSON body. */
    static void read(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, String> asked = headers(message);
        if (asked.isEmpty()) {
            asked = fields(message.getBody(byte[].class));
        }
        String reason = asked.getOrDefault("reason", message.getHeader("reason", "asked for", String.class));
        if (reason.length() > LONGEST_REASON) {
            throw Problem.badRequest("A reason has at most " + LONGEST_REASON + " characters");
        }
        List<String> named = new ArrayList<>(asked.keySet());
        named.remove("reason");
        if (named.size() != 1) {
            throw Problem.badRequest(FORM);
        }
        String field = named.get(0);
        String value = asked.get(field);
        exchange.setProperty(
                PROPERTY,
                new Invalidation(
                        field.equals("key") ? key(value) : null,
                        field.equals("key") ? null : tag(field, value),
                        reason,
                        message.getHeader(GcxHeaders.ASKED_BY, "embedding application", String.class)));
    }

    private static Map<String, String> headers(Message message) {
        return HEADERS.entrySet().stream()
                .filter(header -> message.getHeader(header.getValue()) != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, header -> message.getHeader(header.getValue(), String.class)));
    }

    private static Map<String, String> fields(byte[] body) {
        JsonNode json;
        try {
            json = CanonicalJson.read(body == null ? new byte[0] : body);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(FORM + ", as JSON; the body is " + e.getMessage());
        }
        boolean readable = json.isObject()
                && json.properties().stream()
                        .allMatch(field -> FIELDS.contains(field.getKey())
                                && field.getValue().isTextual());
        if (!readable) {
            throw Problem.badRequest(FORM + "; each is a text");
        }
        return json.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, field -> field.getValue()
                .textValue()));
    }

    private static String key(String value) {
        if (value.length() > LONGEST_KEY || Tags.tag(value).isEmpty()) {
            throw Problem.badRequest("A key has 1 to " + LONGEST_KEY + " characters, not all of them blanks");
        }
        return value;
    }

    private static String tag(String field, String value) {
        if (field.equals("tag")) {
            if (!Tags.isTag(value)) {
                throw Problem.badRequest("A tag has 1 to " + Tags.LONGEST + " characters out of a-z 0-9 . _ ~ -");
            }
            return value;
        }
        if (!Question.isId(value)) {
            throw Problem.badRequest(field + " has 1 to 128 characters out of A-Z a-z 0-9 . _ ~ -");
        }
        return Tags.tag(field.replace("_id", "-") + value);
    }
}
