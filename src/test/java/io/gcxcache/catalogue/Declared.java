package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Catalogues of what a test declares, with some settings. */
final class Declared {
    static final Defaults DEFAULTS = new Defaults(
            new ListTtl(Map.of("internal_agents", 120L), 301),
            TtlRules.parse(List.of("60")),
            Duration.ofSeconds(3601),
            Duration.ofSeconds(86_401),
            Duration.ofSeconds(601));

    private Declared() {}

    /** The catalogue of one file. */
    static Catalogue in(String yaml) {
        return of(file("x.yaml", yaml));
    }

    static Catalogue of(ResourceFile... files) {
        return Catalogue.of(List.of(files), List.of(), DEFAULTS);
    }

    static Catalogue inJava(ResourceBuilder... builders) {
        return Catalogue.of(List.of(), List.of(builders), DEFAULTS);
    }

    static ResourceFile file(String name, String yaml) {
        return new ResourceFile(name, yaml.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything that is wrong with one file, called x.yaml. */
    static List<String> refusals(String yaml) {
        return refusals(file("x.yaml", yaml));
    }

    /** Everything that is wrong, a line each; none if the files can be used. */
    static List<String> refusals(ResourceFile... files) {
        try {
            of(files);
            return List.of();
        } catch (CatalogueException e) {
            assertThat(e).hasNoCause();
            return e.getMessage().lines().toList();
        }
    }

    /** The files of routes/ as they are shipped. */
    static List<ResourceFile> shipped() throws IOException {
        List<ResourceFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(Path.of("routes"))) {
            for (Path path : paths.sorted().toList()) {
                if (path.toString().endsWith(".resources.yaml")) {
                    files.add(new ResourceFile(path.toString(), Files.readAllBytes(path)));
                }
            }
        }
        return files;
    }
}
