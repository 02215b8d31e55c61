package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of settings that people read tells what is shipped. */
class SettingsDocumentTest {
    /** What an operator adds to by names of his own: one row for all of them. */
    private static final Pattern NAMED_BY_OPERATORS =
            Pattern.compile("(gcx\\.report\\.ttl\\.)\\d+|(gcx\\.directory\\.ttl\\.)(?!default)\\w+");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\|");
    private static final Pattern LITERAL = Pattern.compile("`([^`]*)`");

    @Test
    void namesEverySettingThatThereIsAndNoOther() throws IOException {
        assertThat(documented().keySet())
                .isEqualTo(shipped().keySet().stream()
                        .map(SettingsDocumentTest::row)
                        .collect(Collectors.toSet()));
    }

    @Test
    void tellsTheDefaultsThatAreShipped() throws IOException {
        Map<String, String> documented = documented();

        shipped().forEach((name, value) -> {
            Matcher literal = LITERAL.matcher(documented.get(row(name)));
            if (literal.matches()) {
                assertThat(value).as(name).isEqualTo(literal.group(1));
            } else {
                assertThat(value.isEmpty() || !name.equals(row(name)))
                        .as("%s has the default %s, which stands there in words", name, value)
                        .isTrue();
            }
        });
    }

    private static String row(String name) {
        Matcher named = NAMED_BY_OPERATORS.matcher(name);
        if (!named.matches()) {
            return name;
        }
        return named.group(1) == null ? named.group(2) + "{id}" : named.group(1) + "{n}";
    }

    private static Map<String, String> shipped() throws IOException {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("config", "application.properties"))) {
            properties.load(file);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(Path.of("docs", "settings.md")))
                .results()
                .toList()) {
            assertThat(rows.put(row.group(1), row.group(2)))
                    .as("a second row of %s", row.group(1))
                    .isNull();
        }
        return rows;
    }
}
