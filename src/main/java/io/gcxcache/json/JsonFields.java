package io.gcxcache.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Reads a few fields of a JSON object; what else it holds is checked, but not kept, however much it is. */
public final class JsonFields {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonFields() {}

    /** Takes a field of an object, to the end of its value. */
    public interface Taker {
        /** @param value stands at the value's first token */
        void take(String name, JsonParser value) throws IOException;
    }

    /**
     * The fields of these names; none if the document is no object.
     *
     * @throws IOException if it is no JSON in UTF-8, or an object of it has a name twice
     */
    public static ObjectNode read(byte[] document, Set<String> names) throws IOException {
        ObjectNode fields = JSON.createObjectNode();
        each(document, JSON, (name, value) -> {
            if (names.contains(name)) {
                fields.set(name, value.readValueAsTree());
            } else {
                value.skipChildren();
            }
        });
        return fields;
    }

    /**
     * The names of all fields; none if the document is no object.
     *
     * @throws IOException as {@link #read} does
     */
    public static Set<String> names(byte[] document) throws IOException {
        Set<String> names = new HashSet<>();
        each(document, JSON, (name, value) -> {
            names.add(name);
            value.skipChildren();
        });
        return names;
    }

    /** Has every field of an object taken, in its order; a document that is no object has none. */
    public static void each(byte[] document, JsonMapper mapper, Taker taker) throws IOException {
        checkUtf8(document);
        try (JsonParser json = mapper.createParser(document)) {
            JsonToken first = json.nextToken();
            if (first == null || json.currentTokenLocation().getByteOffset() < 0) {
                throw new IOException(first == null ? "empty" : "not UTF-8");
            }
            if (first == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    taker.take(name, json);
                }
            } else {
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new IOException("something follows the document");
            }
        }
    }

    /** A parser does not decode what it skips, and is lenient with the rest. */
    static void checkUtf8(byte[] document) throws CharacterCodingException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(document);
        CharBuffer some = CharBuffer.allocate(Math.min(document.length, 8_192));
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            some.clear();
            result = decoder.decode(bytes, some, true);
        }
        if (result.isError()) {
            result.throwException();
        }
    }
}
