package io.gcxcache.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.LogCapture;
import io.gcxcache.catalogue.ResourceFile;
import io.gcxcache.routes.RouteFiles;
import io.gcxcache.settings.SettingException;
import io.gcxcache.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are read, and that those inside the jar are those of {@code routes/}. */
class RouteLoaderTest {
    @TempDir
    Path folder;

    @Test
    void everyFileOfTheRepositoryIsFoundInTheJarToo() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(RouteFiles.SHIPPED);
        }
    }

    @Test
    void whatAnOperatorReadsIsShort() throws IOException {
        long routes = 0;
        long declarations = 0;
        for (String file : RouteFiles.SHIPPED) {
            int lines = Files.readAllLines(Path.of("routes", file)).size();
            if (file.endsWith(".camel.yaml")) {
                routes += lines;
            } else {
                declarations += lines;
            }
        }

        assertThat(routes).isLessThanOrEqualTo(550);
        assertThat(declarations).as("a table, in which one looks up a name").isLessThanOrEqualTo(520);
    }

    @Test
    void declarationsComeFromTheFolderInTheOrderOfTheirNames() throws IOException {
        Files.writeString(folder.resolve("b.resources.yaml"), "lists:");
        Files.writeString(folder.resolve("a.resources.yaml"), "queries:");
        Files.writeString(folder.resolve("own.camel.yaml"), "");

        List<ResourceFile> files = resources(folder);

        assertThat(files)
                .map(ResourceFile::name)
                .containsExactly(
                        folder.getFileName() + "/a.resources.yaml", folder.getFileName() + "/b.resources.yaml");
        assertThat(files.get(0).content()).asString().isEqualTo("queries:");
    }

    @Test
    void aFileThatIsNotReadIsTold() throws IOException {
        Files.writeString(folder.resolve("a.resources.yaml"), "lists:");
        Files.writeString(folder.resolve("own.resource.yml"), "lists:");
        try (LogCapture log = LogCapture.attach()) {
            resources(folder);

            assertThat(log.lines()).anyMatch(line -> line.contains("own.resource.yml: is not read"));
        }
    }

    @Test
    void aFolderThatDeclaresNothingIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("a.camel.yaml"), "");

        for (Path wrong : List.of(folder, folder.resolve("missing"), file)) {
            assertThatThrownBy(() -> resources(wrong))
                    .isInstanceOf(SettingException.class)
                    .hasMessageContainingAll("gcx.routes.dir", wrong.toString(), "*.resources.yaml");
        }
    }

    private static List<ResourceFile> resources(Path folder) {
        RouteLoader loader = new RouteLoader(Settings.of(
                Map.of(
                        "gcx.genesys.client-id", "x",
                        "gcx.genesys.client-secret", "y",
                        "gcx.routes.dir", folder.toString()),
                Map.of()));
        return loader.resources(loader.contents());
    }
}
