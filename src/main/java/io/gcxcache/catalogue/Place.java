package io.gcxcache.catalogue;

import java.util.Map;

/**
 * Where a declaration is written.
 *
 * @param file the file's name, or null if it was written in Java
 * @param line the line of its name, from 1
 * @param properties the lines of its properties
 */
record Place(String file, int line, Map<String, Integer> properties) {
    static final Place IN_JAVA = new Place(null, 0, Map.of());

    Place {
        properties = Map.copyOf(properties);
    }

    /** The line of a property, or of the whole if the property is null or not written. */
    int lineOf(String property) {
        return property == null ? line : properties.getOrDefault(property, line);
    }
}
