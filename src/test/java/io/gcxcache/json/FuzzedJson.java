package io.gcxcache.json;

import static io.gcxcache.fuzz.FuzzedParser.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gcxcache.fuzz.FuzzedParser;
import io.gcxcache.fuzz.JsonChanges;
import io.gcxcache.fuzz.TextChanges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A JSON text for each of the readers: the canonical form of a canonical form is itself, a list's values are where they are
 * said to lie, and what the strictest takes all take.
 */
public final class FuzzedJson implements FuzzedParser {
    private static final CanonicalForm FORM = CanonicalForm.of(
            Set.of("metrics", "groupBy", "..predicates", "entities[].tags"),
            Map.<String, JsonNode>of(
                    "order",
                    TextNode.valueOf("asc"),
                    "paging.pageSize",
                    IntNode.valueOf(25),
                    "..predicates[].operator",
                    TextNode.valueOf("matches"),
                    "flatten",
                    BooleanNode.FALSE),
            Set.of("groupBy", "..predicates"));

    @Override
    public String name() {
        return "json";
    }

    @Override
    public String changed(String input, String other, SplittableRandom random) {
        return random.nextInt(8) == 0 ? TextChanges.any(input, random) : JsonChanges.any(input, other, random);
    }

    @Override
    public String read(String input) throws Exception {
        byte[] text = FuzzedParser.bytes(input);
        JsonNode json = null;
        String end;
        try {
            json = CanonicalJson.read(text);
            requireCanonical(json, CanonicalForm.EXACT);
            requireCanonical(json, FORM);
            end = json.isObject() ? "read" : "read, no object";
        } catch (IllegalArgumentException e) {
            end = "refused: " + e.getMessage();
        }
        JsonList list = list(text);
        require(json == null || list != null, "Strict JSON that is no JSON for lists");
        if (list != null && list.values() != null) {
            requireWhole(list.values(), json == null ? null : json.path("entities"));
            return end + "; list";
        }
        return end + (list == null ? "" : "; object");
    }

    private static void requireCanonical(JsonNode json, CanonicalForm form) {
        String canonical = CanonicalJson.write(json, form);
        String again = CanonicalJson.write(CanonicalJson.read(canonical.getBytes(StandardCharsets.UTF_8)), form);
        require(again.equals(canonical), "%s is written as %s", canonical, again);
    }

    /** Null if it is none. */
    private static JsonList list(byte[] text) {
        try {
            return JsonList.read(text, "entities", Set.of("total", "nextPage"), "id");
        } catch (IOException e) {
            return null;
        }
    }

    /** @param array the same values, or null if they are not known */
    private static void requireWhole(Slices values, JsonNode array) throws IOException {
        for (int i = 0; i < values.count(); i++) {
            byte[] value = new byte[values.length(i)];
            System.arraycopy(values.bytes(), values.start(i), value, 0, value.length);
            JsonFields.names(value);
            require(array == null || CanonicalJson.read(value).equals(array.get(i)), "Value %d is another", i);
        }
        require(array == null || array.size() == values.count(), "There are %d values", values.count());
        List<Slices> packed = Slices.packed(List.of(values), 3);
        int count = packed.stream().mapToInt(Slices::count).sum();
        require(count == values.count(), "%d of %d values are kept", count, values.count());
    }
}
