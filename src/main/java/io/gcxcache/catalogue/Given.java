package io.gcxcache.catalogue;

import java.util.List;
import java.util.Map;

/**
 * What is said of one resource, as it was given: nothing of it has been checked, but where a method says a type.
 *
 * @param values by the properties' names in YAML; {@link #TOLD} for one that could not be read
 */
record Given(Kind kind, String name, Map<String, Object> values) {
    /** In the place of what could not be read, which was told already. */
    static final Object TOLD = new Object();

    boolean isDirectory() {
        return kind == Kind.LIST && Property.DIRECTORY.equals(values.get("model"));
    }

    String text(String property, String otherwise) {
        return (String) values.getOrDefault(property, otherwise);
    }

    List<String> texts(String property, List<String> otherwise) {
        return values.containsKey(property) ? strings(values.get(property)) : otherwise;
    }

    long number(String property, long otherwise) {
        return (Long) values.getOrDefault(property, otherwise);
    }

    boolean flag(String property, boolean otherwise) {
        return (Boolean) values.getOrDefault(property, otherwise);
    }

    static List<String> strings(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of((String) value);
    }

    /** As they are written: cron expressions, or mappings with one. */
    List<?> schedules() {
        Object said = values.get(Property.SCHEDULE);
        return said instanceof List<?> list ? list : said == null ? List.of() : List.of(said);
    }

    boolean has(String property) {
        return values.containsKey(property);
    }

    Object get(String property) {
        return values.get(property);
    }
}
