package io.gcxcache.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A JSON object of which one field is a list: the values of the list where they lie, unread, and the other fields.
 *
 * @param values what the list holds; null if the field is no list or is not there
 * @param envelope the other fields; empty if the document is no object
 * @param ids what tells those values apart that are objects and have it, in their order
 */
public record JsonList(Slices values, ObjectNode envelope, List<String> ids) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /**
     * Reads a document strictly.
     *
     * @throws IOException if it is no JSON in UTF-8, or an object of it has a name twice
     */
    public static JsonList read(byte[] document, String field) throws IOException {
        return read(document, field, null, (name, value) -> tree(value));
    }

    /**
     * The same, and what tells the values apart; but of the other fields only some, and no more of each than a value or an
     * object of values. What else the document holds is checked, but not kept, however much it is.
     *
     * @param others the names of the other fields that are kept
     * @param idField the field of a value that holds its id, a text or a number; null if there is none
     */
    public static JsonList read(byte[] document, String field, Set<String> others, String idField) throws IOException {
        return read(document, field, idField, (name, value) -> others.contains(name) ? flat(value) : skipped(value));
    }

    /** Reads another field to its end. */
    private interface Other {
        /** @return null if it is not kept */
        JsonNode read(String name, JsonParser value) throws IOException;
    }

    private static JsonList read(byte[] document, String field, String idField, Other other) throws IOException {
        ObjectNode envelope = JSON.createObjectNode();
        List<String> ids = new ArrayList<>();
        AtomicReference<Slices> values = new AtomicReference<>();
        JsonFields.each(document, JSON, (name, value) -> {
            if (name.equals(field) && value.currentToken() == JsonToken.START_ARRAY) {
                values.set(values(document, value, idField, ids));
            } else {
                setIfKept(envelope, name, other.read(name, value));
            }
        });
        return new JsonList(values.get(), envelope, ids);
    }

    /** As the mapper reads it, but for numbers beyond every type: they stay as they are written. */
    private static JsonNode tree(JsonParser value) throws IOException {
        switch (value.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = JSON.createObjectNode();
                while (value.nextToken() != JsonToken.END_OBJECT) {
                    String name = value.currentName();
                    value.nextToken();
                    object.set(name, tree(value));
                }
                return object;
            }
            case START_ARRAY -> {
                ArrayNode array = JSON.createArrayNode();
                while (value.nextToken() != JsonToken.END_ARRAY) {
                    array.add(tree(value));
                }
                return array;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                String number = value.getText();
                try {
                    return value.readValueAsTree();
                } catch (NumberFormatException e) {
                    return JSON.getNodeFactory().rawValueNode(new RawValue(number));
                }
            }
            default -> {
                return value.readValueAsTree();
            }
        }
    }

    private static JsonNode flat(JsonParser value) throws IOException {
        if (value.currentToken() != JsonToken.START_OBJECT) {
            return scalar(value);
        }
        ObjectNode object = JSON.createObjectNode();
        while (value.nextToken() == JsonToken.FIELD_NAME) {
            String name = value.currentName();
            value.nextToken();
            setIfKept(object, name, scalar(value));
        }
        return object;
    }

    private static JsonNode scalar(JsonParser value) throws IOException {
        return value.currentToken().isStructStart() ? skipped(value) : tree(value);
    }

    private static JsonNode skipped(JsonParser value) throws IOException {
        value.skipChildren();
        return null;
    }

    private static void setIfKept(ObjectNode object, String name, JsonNode value) {
        if (value != null) {
            object.set(name, value);
        }
    }

    private static Slices values(byte[] document, JsonParser json, String idField, List<String> ids)
            throws IOException {
        int[] bounds = new int[64];
        int bound = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (bound == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * bound);
            }
            bounds[bound++] = (int) json.currentTokenLocation().getByteOffset();
            if (idField != null && json.currentToken() == JsonToken.START_OBJECT) {
                readId(json, idField, ids);
            } else {
                json.skipChildren();
            }
            json.finishToken();
            bounds[bound++] = (int) json.currentLocation().getByteOffset();
        }
        return new Slices(document, Arrays.copyOf(bounds, bound));
    }

    private static void readId(JsonParser value, String idField, List<String> ids) throws IOException {
        while (value.nextToken() != JsonToken.END_OBJECT) {
            boolean isId = value.currentName().equals(idField);
            JsonToken token = value.nextToken();
            if (isId
                    && (token == JsonToken.VALUE_STRING || token.isNumeric())
                    && !value.getText().isEmpty()) {
                ids.add(value.getText());
            }
            value.skipChildren();
        }
    }
}
