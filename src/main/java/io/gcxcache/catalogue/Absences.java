package io.gcxcache.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What means the same as nothing, by its path: a mapping of paths to values, in which a mapping goes on with its paths. */
final class Absences {
    /** The name of a field. */
    static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,63}";

    /** From the top of the query, or after two dots at any depth; brackets go into the elements of an array. */
    static final Pattern PATH = Pattern.compile("(?:\\.\\.)?(?:" + NAME + "(?:\\[\\])?\\.){0,15}" + NAME);

    private static final ObjectMapper JSON = new ObjectMapper();

    private Absences() {}

    /**
     * One value a path. A mapping leaves itself behind, empty: an object that says nothing but defaults says nothing.
     *
     * @throws IllegalArgumentException if a name is no path, or a path stands twice
     */
    static Map<String, JsonNode> byPath(Object mapping) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        add("", JSON.valueToTree(mapping), values);
        return values;
    }

    private static void add(String before, JsonNode mapping, Map<String, JsonNode> values) {
        if (!(mapping instanceof ObjectNode)) {
            throw new IllegalArgumentException("no mapping");
        }
        mapping.properties().forEach(field -> {
            String path = before + field.getKey();
            JsonNode value = field.getValue();
            if (!PATH.matcher(path).matches()
                    || values.put(path, value.isObject() ? JSON.createObjectNode() : value) != null) {
                throw new IllegalArgumentException(path);
            }
            if (value.isObject()) {
                add(path + '.', value, values);
            }
        });
    }
}
