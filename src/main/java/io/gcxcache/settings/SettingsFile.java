package io.gcxcache.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads settings by name from a properties file. */
public final class SettingsFile {
    private SettingsFile() {}

    /** Every setting with its default, from the file inside the jar. */
    static Map<String, String> defaults() {
        try (InputStream file = SettingsFile.class.getResourceAsStream("/io/gcxcache/application.properties")) {
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Map<String, String> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        } catch (IOException e) {
            throw new SettingException(file + " cannot be read (" + e.getClass().getSimpleName() + ')');
        } catch (IllegalArgumentException e) {
            throw new SettingException(file + " is no properties file: " + e.getMessage());
        }
    }

    private static Map<String, String> read(InputStream in) throws IOException {
        Properties properties = new Properties();
        properties.load(in);
        Map<String, String> values = new TreeMap<>();
        properties.forEach(
                (name, value) -> values.put(name.toString(), value.toString().stripTrailing()));
        return values;
    }
}
