package io.gcxcache.settings;

import io.gcxcache.problem.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts together what several sources give; who comes later wins. A source may name a file that the value is in instead of the
 * value, as {@code gcx.….client-secret_FILE} or {@code GCX_…_CLIENT_SECRET_FILE}.
 */
final class SettingSources {
    private static final Logger LOG = LoggerFactory.getLogger(SettingSources.class);

    private static final String FILE = "_FILE";
    private static final int LARGEST_FILE = 1 << 16;
    private static final String VARIABLE_PREFIX = variable(Settings.PREFIX);

    /** What Kubernetes and Docker tell of a service whose name begins with gcx. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "\\w+_(?:SERVICE_HOST|SERVICE_PORT(?:_\\w+)?|PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)=.*"
                    + "|\\w+_PORT=(?:tcp|udp|sctp)://.*",
            Pattern.DOTALL);

    private final Path home;
    private final Map<String, String> values;
    private final List<String> faults = new ArrayList<>();

    /**
     * @param home where relative paths of files begin
     * @param values what is so if nobody says otherwise; names all settings that are not one of many
     */
    SettingSources(Path home, Map<String, String> values) {
        this.home = home;
        this.values = values;
    }

    Map<String, String> values() {
        return values;
    }

    /** What was given and is passed over, a line each. */
    List<String> faults() {
        return faults;
    }

    /** @param where as a message tells it */
    SettingSources add(String where, Map<String, String> given) {
        Map<String, String> read = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        given.forEach((name, value) -> {
            String setting = isInFile(name) ? name.substring(0, name.length() - FILE.length()) : name;
            if (!isSetting(setting)) {
                unknown.add(name + ", " + where + ", is no setting; the nearest is "
                        + Nearest.of(setting, values.keySet())
                        + ", and config/application.properties of the distribution lists them all");
                return;
            }
            if (read.put(setting, isInFile(name) ? inFile(name, value) : value) != null) {
                faults.add(setting + FILE + ", " + where + ", is given beside " + setting + "; one of them is allowed");
            }
        });
        unknown.stream().sorted().forEach(faults::add);
        values.putAll(read);
        return this;
    }

    /** A variable that is no setting is told and no more: whoever sets it need not mean the gateway. */
    SettingSources addVariables(Map<String, String> environment) {
        Map<String, String> settings =
                values.keySet().stream().collect(Collectors.toMap(SettingSources::variable, name -> name));
        Map<String, String> given = new TreeMap<>();
        environment.forEach((variable, value) -> {
            if (!variable.startsWith(VARIABLE_PREFIX)
                    || SERVICE_LINK.matcher(variable + '=' + value).matches()) {
                return;
            }
            String setting = settings.get(variable);
            if (setting != null) {
                given.put(setting, value);
            } else if (isInFile(variable)
                    && settings.containsKey(variable.substring(0, variable.length() - FILE.length()))) {
                given.put(settings.get(variable.substring(0, variable.length() - FILE.length())) + FILE, value);
            } else {
                LOG.warn(
                        "The environment variable {} is no setting and has no effect; the nearest is {}",
                        variable,
                        Nearest.of(variable, settings.keySet()));
            }
        });
        return add("given by an environment variable", given);
    }

    SettingSources addSystem(Properties system) {
        return add(
                "given as a Java system property",
                system.stringPropertyNames().stream()
                        .filter(name -> name.startsWith(Settings.PREFIX))
                        .collect(Collectors.toMap(name -> name, system::getProperty)));
    }

    /** What wins over the file for a setting, as a message tells it; nothing if nothing does. */
    static Optional<String> decider(String setting, Map<String, String> environment, Properties system) {
        for (String name : List.of(setting, setting + FILE)) {
            if (system.getProperty(name) != null) {
                return Optional.of("-D" + name);
            }
        }
        String variable = variable(setting);
        return Stream.of(variable, variable + FILE)
                .filter(environment::containsKey)
                .findFirst();
    }

    private boolean isInFile(String name) {
        return name.endsWith(FILE) && !isSetting(name);
    }

    private boolean isSetting(String name) {
        return values.containsKey(name) || Settings.isOneOfMany(name);
    }

    private String inFile(String name, String value) {
        try {
            Path file = home.resolve(value.strip());
            if (Files.size(file) > LARGEST_FILE) {
                throw SettingException.refused(name, value, "a file of at most " + LARGEST_FILE + " bytes");
            }
            return Files.readString(file).strip();
        } catch (IOException | InvalidPathException e) {
            throw SettingException.refused(
                    name, value + " (" + e.getClass().getSimpleName() + ')', "a file that can be read, in UTF-8");
        }
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
