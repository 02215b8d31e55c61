package io.gcxcache.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * How the log is written: as {@code config/log4j2.properties} says, which looks up the system properties that are made here of
 * two environment variables. They are no settings, since the log begins before these are read.
 */
final class Logging {
    private static final Variable FORMAT = new Variable("GCX_LOG_FORMAT", List.of("text", "json"), "text");
    private static final Variable LEVEL =
            new Variable("GCX_LOG_LEVEL", List.of("trace", "debug", "info", "warn", "error"), "info");

    private static final String FILE = "log4j2.configurationFile";

    private Logging() {}

    /** @param allowed what it may be, in small letters or capitals */
    private record Variable(String name, List<String> allowed, String unlessSaid) {
        String of(Map<String, String> environment, List<String> faults) {
            String given = environment.getOrDefault(name, "").strip();
            String value = given.toLowerCase(Locale.ROOT);
            if (given.isEmpty()) {
                return unlessSaid;
            }
            if (!allowed.contains(value)) {
                faults.add(name + " is " + given + ", allowed is " + String.join(", ", allowed) + "; it is taken for "
                        + unlessSaid);
                return unlessSaid;
            }
            return value;
        }
    }

    /** Called before anything is logged. */
    static void begin(Path home, Map<String, String> environment) {
        Path file = home.resolve("config").resolve("log4j2.properties");
        if (System.getProperty(FILE) == null && Files.isRegularFile(file)) {
            System.setProperty(FILE, file.toUri().toString());
        }
        List<String> faults = new ArrayList<>();
        String level = LEVEL.of(environment, faults);
        System.setProperty("log.format", FORMAT.of(environment, faults));
        System.setProperty("log.level", level);
        System.setProperty("log.level.libraries", level.equals("error") ? "error" : "warn");
        faults.forEach(LoggerFactory.getLogger(Logging.class)::error);
    }

    /** An environment without what is said of the log. */
    static Map<String, String> apart(Map<String, String> environment) {
        Map<String, String> others = new LinkedHashMap<>(environment);
        others.keySet().removeAll(Set.of(FORMAT.name(), LEVEL.name()));
        return others;
    }
}
