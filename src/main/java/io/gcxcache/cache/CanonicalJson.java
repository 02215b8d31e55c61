package io.gcxcache.cache;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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

    /**
     * The canonical spelling of a value.
     *
     * @param sets names of fields whose arrays are sets: neither the order nor the repetition of their elements counts
     */
    public static String write(JsonNode json, Set<String> sets) {
        StringBuilder out = new StringBuilder(256);
        write(json, sets, false, out);
        return out.toString();
    }

    private static void write(JsonNode json, Set<String> sets, boolean asSet, StringBuilder out) {
        switch (json.getNodeType()) {
            case OBJECT -> writeObject(json, sets, out);
            case ARRAY -> writeArray(json, sets, asSet, out);
            case STRING -> writeText(json.textValue(), out);
            case NUMBER -> writeNumber(json.decimalValue(), out);
            default -> out.append(json.asText());
        }
    }

    private static void writeObject(JsonNode json, Set<String> sets, StringBuilder out) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        json.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        out.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
            if (!field.getValue().isNull()) {
                out.append(separator);
                writeText(field.getKey(), out);
                out.append(':');
                write(field.getValue(), sets, sets.contains(field.getKey()), out);
                separator = ",";
            }
        }
        out.append('}');
    }

    private static void writeArray(JsonNode json, Set<String> sets, boolean asSet, StringBuilder out) {
        Collection<String> elements = asSet ? new TreeSet<>() : new ArrayList<>(json.size());
        for (JsonNode element : json) {
            elements.add(write(element, sets));
        }
        out.append('[').append(String.join(",", elements)).append(']');
    }

    private static void writeText(String text, StringBuilder out) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }

    /** An unscaled number and a power of ten: unique, exact, and short however large the exponent is. */
    private static void writeNumber(BigDecimal number, StringBuilder out) {
        BigDecimal stripped = number.stripTrailingZeros();
        out.append(stripped.unscaledValue());
        if (stripped.signum() != 0 && stripped.scale() != 0) {
            out.append('e').append(-(long) stripped.scale());
        }
    }

    private static void refuseUnusable(JsonNode json) {
        if (json.isTextual()) {
            refuseLoneSurrogates(json.textValue());
        } else if (json.isBigDecimal() && Math.abs((long) json.decimalValue().scale()) > FARTHEST) {
            throw outOfRange();
        }
        json.properties().forEach(field -> refuseLoneSurrogates(field.getKey()));
        json.forEach(CanonicalJson::refuseUnusable);
    }

    private static IllegalArgumentException outOfRange() {
        return new IllegalArgumentException("a number has an exponent beyond " + FARTHEST);
    }

    private static void refuseLoneSurrogates(String text) {
        boolean lone = text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        if (lone) {
            throw new IllegalArgumentException(HALF_A_PAIR);
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
