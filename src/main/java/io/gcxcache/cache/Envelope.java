package io.gcxcache.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What stands around the values of a list to make a JSON object of them.
 *
 * @param before the fields before the list
 * @param field the list's own name
 * @param after the fields behind it
 */
public record Envelope(ObjectNode before, String field, ObjectNode after) {
    /** In ASCII: half a surrogate pair has no bytes of its own. */
    private static final ObjectWriter JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writer();

    /** Everything up to the first value. */
    byte[] head() {
        String fields = text(before);
        String comma = before.isEmpty() ? "" : ",";
        return bytes(fields.substring(0, fields.length() - 1) + comma + text(TextNode.valueOf(field)) + ":[");
    }

    /** Everything behind the last value. */
    byte[] tail() {
        return bytes((after.isEmpty() ? "]" : "],") + text(after).substring(1));
    }

    private static String text(JsonNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
