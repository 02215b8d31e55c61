package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;

/** Declarations made in tests, with settings that say little. */
public final class DeclaredResources {
    public static final Defaults DEFAULTS = new Defaults(
            new ListTtl(Map.of(), 300),
            TtlRules.parse(List.of("60")),
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofMinutes(10));

    private DeclaredResources() {}

    public static Resource resource(ResourceBuilder declared) {
        return declared.build(DEFAULTS);
    }

    public static Catalogue catalogue(ResourceBuilder... declared) {
        return Catalogue.of(List.of(), List.of(declared), DEFAULTS);
    }

    /** Rules that follow each other. */
    public static TtlRules rules(String... rules) {
        return TtlRules.parse(List.of(rules));
    }

    /** {@code gcx.report.ttl.*} as it is shipped. */
    public static TtlRules shippedRules() throws IOException {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("config", "application.properties"))) {
            settings.load(file);
        }
        List<String> names = settings.stringPropertyNames().stream()
                .filter(name -> name.matches("gcx\\.report\\.ttl\\.\\d+"))
                .toList();
        assertThat(names).hasSize(6);
        return TtlRules.parse(IntStream.rangeClosed(1, 6)
                .mapToObj(number -> settings.getProperty("gcx.report.ttl." + number))
                .toList());
    }
}
