package io.gcxcache.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;

/**
 * What stands around the values of a list to make a JSON object of them.
 *
 * @param before the fields before the list
 * @param field the list's own name
 * @param after the fields behind it
 */
public record Envelope(ObjectNode before, String field, ObjectNode after) {
    /** Everything up to the first value. */
    byte[] head() {
        String fields = before.toString();
        String comma = before.isEmpty() ? "" : ",";
        return bytes(fields.substring(0, fields.length() - 1) + comma + TextNode.valueOf(field) + ":[");
    }

    /** Everything behind the last value. */
    byte[] tail() {
        return bytes((after.isEmpty() ? "]" : "],") + after.toString().substring(1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
