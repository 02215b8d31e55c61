package io.gcxcache.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings file says to Camel. */
class CamelPropertiesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"camel.man.name", "camel.nonsense.x", "camel.component", "camel.mainname"})
    void tellsWhatCamelDoesNotRead(String name) throws IOException {
        List<String> told = toldOf(name + "=secret");

        assertThat(told).singleElement().satisfies(line -> assertThat(line)
                .startsWith(name + " in " + folder)
                .contains("has no effect", "the nearest group is camel.")
                .doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.main.shutdownTimeout",
                "camel.main.shutdown-timeout",
                "camel.component.http.connect-timeout",
                "camel.route-controller.enabled",
                "camel.vault.aws.region",
                "camel.routeTemplate[0].template-id",
                "camel.beans.mine",
                "mine.own"
            })
    void saysNothingOfWhatCamelReads(String name) throws IOException {
        assertThat(toldOf(name + "=1")).isEmpty();
    }

    @Test
    void nothingOfTheGatewaysReachesCamel() throws IOException {
        Path file = Files.writeString(folder.resolve("x"), "gcx.genesys.client-secret=s\ncamel.main.name=me\n");

        assertThat(CamelProperties.read(file)).containsOnlyKeys("camel.main.name", "camel.component.direct.block");
    }

    private List<String> toldOf(String line) throws IOException {
        Path file = Files.writeString(folder.resolve("application.properties"), line + '\n');
        try (LogCapture log = LogCapture.attach()) {
            CamelProperties.read(file);
            return List.copyOf(log.lines());
        }
    }
}
