package io.gcxcache.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Map;

/**
 * One spelling for all JSON texts that ask the same.
 *
 * <p>Names are sorted by UTF-16 code units, nulls in objects are dropped (not those in arrays), there is no whitespace.
 * Unlike RFC 8785, numbers are exact: {@code 1}, {@code 1.0} and {@code 1e0} are one number, 9007199254740992 and
 * 9007199254740993 are two. Duplicate names, lone surrogates, nesting beyond {@value #DEEPEST} and
 * exponents beyond {@value #FARTHEST} are refused.
 */
public final class CanonicalJson {
    /** How deep objects and arrays may be nested. */
    public static final int DEEPEST = 64;

    /** How large the exponent of a number may be, either way. */
    private static final int FARTHEST = 1_000_000_000;

    private static final String HALF_A_PAIR = "a text has half a surrogate pair";

    private static final JsonMapper JSON = mapper();

    private CanonicalJson() {}

    /**
     * Reads a text strictly and exactly.
     *
     * @throws IllegalArgumentException if it is no JSON, or not allowed; the message says why, without its content
     */
    public static JsonNode read(byte[] text) {
        refuseOtherEncodings(text);
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(reason(e));
        } catch (NumberFormatException e) {
            throw outOfRange();
        }
        if (json == null || json.isMissingNode()) {
            throw new IllegalArgumentException("empty");
        }
        refuseUnusable(json);
        return json;
    }

    /** The canonical spelling of a value, where nothing else means the same as it. */
    public static String write(JsonNode json) {
        return write(json, CanonicalForm.EXACT);
    }

    /** The canonical spelling of a value, the same for all that a form says are the same. */
    public static String write(JsonNode json, CanonicalForm form) {
        StringBuilder out = new StringBuilder(512);
        write(json, form, out);
        return out.toString();
    }

    private static void write(JsonNode json, CanonicalForm form, StringBuilder out) {
        switch (json.getNodeType()) {
            case OBJECT -> writeObject(json, form, out);
            case ARRAY -> writeArray(json, form, out);
            case STRING -> writeText(json.textValue(), out);
            case NUMBER -> writeNumber(json, out);
            default -> out.append(json.asText());
        }
    }

    private static void writeObject(JsonNode json, CanonicalForm form, StringBuilder out) {
        String[] names = new String[json.size()];
        int count = 0;
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            names[count++] = field.getKey();
        }
        Arrays.sort(names);
        out.append('{');
        int start = out.length();
        for (String name : names) {
            JsonNode value = json.get(name);
            if (!value.isNull()) {
                writeField(name, value, form.field(name), start, out);
            }
        }
        out.append('}');
    }

    /** @param start where the fields of the object begin */
    private static void writeField(String name, JsonNode value, CanonicalForm form, int start, StringBuilder out) {
        int before = out.length();
        if (before > start) {
            out.append(',');
        }
        writeText(name, out);
        out.append(':');
        int from = out.length();
        write(value, form, out);
        if (form.isNothing(value, out, from)) {
            out.setLength(before);
        }
    }

    private static void writeArray(JsonNode json, CanonicalForm form, StringBuilder out) {
        out.append('[');
        if (form.isSet()) {
            writeElementsOfSet(json, form.elements(), out);
        } else {
            int start = out.length();
            for (JsonNode element : json) {
                if (out.length() > start) {
                    out.append(',');
                }
                write(element, form.elements(), out);
            }
        }
        out.append(']');
    }

    private static void writeElementsOfSet(JsonNode json, CanonicalForm form, StringBuilder out) {
        int start = out.length();
        String[] elements = new String[json.size()];
        int count = 0;
        for (JsonNode element : json) {
            write(element, form, out);
            elements[count++] = out.substring(start);
            out.setLength(start);
        }
        Arrays.sort(elements);
        String last = null;
        for (String element : elements) {
            if (!element.equals(last)) {
                if (last != null) {
                    out.append(',');
                }
                out.append(element);
                last = element;
            }
        }
    }

    private static void writeText(String text, StringBuilder out) {
        out.append('"');
        if (isPlain(text)) {
            out.append(text);
        } else {
            JsonStringEncoder.getInstance().quoteAsString(text, out);
        }
        out.append('"');
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** An unscaled number and a power of ten: unique, exact, and short however large the exponent is. */
    private static void writeNumber(JsonNode json, StringBuilder out) {
        if (json.canConvertToLong() && json.isIntegralNumber() && json.longValue() % 10 != 0) {
            out.append(json.longValue());
            return;
        }
        BigDecimal stripped = json.decimalValue().stripTrailingZeros();
        out.append(stripped.unscaledValue());
        if (stripped.signum() != 0 && stripped.scale() != 0) {
            out.append('e').append(-(long) stripped.scale());
        }
    }

    private static void refuseUnusable(JsonNode json) {
        if (json.isTextual()) {
            refuseLoneSurrogates(json.textValue());
        } else if (json.isObject()) {
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                refuseLoneSurrogates(field.getKey());
                refuseUnusable(field.getValue());
            }
        } else if (json.isArray()) {
            json.forEach(CanonicalJson::refuseUnusable);
        } else if (json.isBigDecimal() && Math.abs((long) json.decimalValue().scale()) > FARTHEST) {
            throw outOfRange();
        }
    }

    private static IllegalArgumentException outOfRange() {
        return new IllegalArgumentException("a number has an exponent beyond " + FARTHEST);
    }

    private static void refuseLoneSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    throw new IllegalArgumentException(HALF_A_PAIR);
                }
                i++;
            }
        }
    }

    /**
     * Jackson would read UTF-16 and UTF-32 too, which JSON that is exchanged is not in (RFC 8259, section 8.1), and characters
     * that are written in more bytes than they have.
     */
    private static void refuseOtherEncodings(byte[] text) {
        boolean other = false;
        for (int i = 0; i < Math.min(text.length, 4); i++) {
            other |= text[i] == 0;
        }
        try {
            JsonFields.checkUtf8(text);
        } catch (CharacterCodingException e) {
            other = true;
        }
        if (other) {
            throw new IllegalArgumentException("it is not in UTF-8");
        }
    }

    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("Duplicate field")) {
            return "an object has a name twice";
        }
        if (message.contains("surrogate")) {
            return HALF_A_PAIR;
        }
        if (message.contains("nesting depth")) {
            return "it is nested deeper than " + DEEPEST;
        }
        return "it is not JSON";
    }

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
        return mapper;
    }
}
