package io.gcxcache.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;

/** The words that Camel's YAML knows, by its own schema; read when somebody wrote another. */
final class Words {
    private static final String SCHEMA = "/schema/camelYamlDsl.json";
    private static final String STEP = "org.apache.camel.model.ProcessorDefinition";

    private final JsonNode entries;

    private Words(JsonNode schema) {
        entries = schema.path("items");
    }

    static Words ofCamel() {
        try (InputStream schema = YamlRoutesBuilderLoader.class.getResourceAsStream(SCHEMA)) {
            return new Words(new ObjectMapper().readTree(schema));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What may stand at the top of a file. */
    Set<String> entries() {
        return names(entries.path("properties"));
    }

    /** The steps of a route. */
    Set<String> steps() {
        return names(properties(STEP));
    }

    /** What may stand in a step or an entry; nothing if that is not known. */
    Set<String> fields(String kind) {
        JsonNode step = properties(STEP).path(kind);
        String ref = (step.isMissingNode() ? entries.path("properties").path(kind) : step)
                .findPath("$ref")
                .asText();
        return names(properties(ref.substring(ref.lastIndexOf('/') + 1)));
    }

    private JsonNode properties(String definition) {
        return entries.path("definitions").path(definition).path("properties");
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
