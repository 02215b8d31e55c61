package io.gcxcache.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.problem.Nearest;
import io.gcxcache.settings.Settings;
import io.gcxcache.settings.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a settings file says to Camel itself. */
final class CamelProperties {
    private static final Logger LOG = LoggerFactory.getLogger(CamelProperties.class);

    private static final String METADATA = "/META-INF/camel-main-configuration-metadata.json";
    private static final String PREFIX = "camel.";

    /** What Camel reads beside the groups of its metadata. */
    private static final List<String> OTHER_GROUPS = List.of(
            "camel.beans",
            "camel.component",
            "camel.context",
            "camel.dataformat",
            "camel.devConsole",
            "camel.globalOptions",
            "camel.language",
            "camel.routeTemplate",
            "camel.variable");

    private CamelProperties() {}

    /** All but the gateway's settings, of which some are secrets; and a default of ours. */
    static Properties read(Path file) {
        Properties properties = new Properties();
        if (Files.isRegularFile(file)) {
            properties.putAll(SettingsFile.read(file));
        }
        properties.keySet().removeIf(name -> name.toString().startsWith(Settings.PREFIX));
        tellUnknown(file, properties);
        // A hop to an endpoint that nobody has fails at once; waiting for somebody would block an event loop for 30 s.
        properties.putIfAbsent("camel.component.direct.block", "false");
        return properties;
    }

    /** Camel itself refuses what it does not know in a group that it knows. */
    private static void tellUnknown(Path file, Properties properties) {
        Map<String, String> groups = groups();
        properties.stringPropertyNames().stream().sorted().forEach(name -> {
            if (name.startsWith(PREFIX) && groups.keySet().stream().noneMatch(spelled(name)::startsWith)) {
                LOG.warn(
                        "{} in {} has no effect: Camel reads nothing of this name; the nearest group is {}",
                        name,
                        file,
                        Nearest.of(
                                name.substring(0, Math.max(PREFIX.length(), name.lastIndexOf('.'))), groups.values()));
            }
        });
    }

    /** The groups' names by their prefixes, as {@link #spelled}. */
    private static Map<String, String> groups() {
        Map<String, String> groups = new TreeMap<>();
        OTHER_GROUPS.forEach(group -> groups.put(spelled(group + '.'), group));
        try (InputStream metadata = Main.class.getResourceAsStream(METADATA)) {
            for (JsonNode group : new ObjectMapper().readTree(metadata).path("groups")) {
                String name = group.path("name").asText();
                groups.put(spelled(name + '.'), name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return groups;
    }

    /** Camel makes no difference between names in capitals and with dashes. */
    private static String spelled(String name) {
        return name.replace("-", "").replace('[', '.').toLowerCase(Locale.ROOT);
    }
}
