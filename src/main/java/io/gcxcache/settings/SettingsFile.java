package io.gcxcache.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** Reads settings by name from a properties file. */
public final class SettingsFile {
    /** Far more than all settings with their comments. */
    private static final int LONGEST = 1 << 20;

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
        return content(file).map(bytes -> read(file, bytes)).orElseGet(TreeMap::new);
    }

    /**
     * What is in a file; nothing if it is not there.
     *
     * @throws SettingException if it cannot be read
     */
    public static Optional<ByteBuffer> content(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LONGEST + 1);
            if (content.length > LONGEST) {
                throw new SettingException(file + " has more than " + LONGEST + " bytes");
            }
            return Optional.of(ByteBuffer.wrap(content));
        } catch (IOException e) {
            throw new SettingException(file + " cannot be read (" + e.getClass().getSimpleName() + ')');
        }
    }

    static Map<String, String> read(Path file, ByteBuffer content) {
        try {
            return read(new ByteArrayInputStream(content.array()));
        } catch (IOException | IllegalArgumentException e) {
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
