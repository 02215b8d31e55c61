package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.cdn.Receiver;
import io.gcxcache.wiring.ShippedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target of one's own, as docs/recipes.md tells to make it. */
class TargetRecipeTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final String LAST_STEP =
            "- to: {id: notify-varnish, uri: \"direct:gcx-tell-varnish?block=false\"}\n";

    @TempDir
    Path folder;

    @Test
    void aTargetOfTheRecipeIsToldTheTagsOfWhatChanged() throws Exception {
        try (Receiver paris = new Receiver();
                LogCapture log = LogCapture.attach();
                Gateway gateway = start(paris, true)) {
            gateway.get("/gcx/directories/emergency_contacts");

            await().atMost(SOON).until(() -> !paris.received().isEmpty());

            assertThat(paris.received()).hasSize(1);
            assertThat(paris.received().get(0).method()).isEqualTo("PURGE");
            assertThat(paris.received().get(0).header("xkey")).isEqualTo("gcx-directory-emergency_contacts");
            assertThat(log.lines()).noneMatch(line -> line.contains("is told nothing"));
        }
    }

    @Test
    void aTargetThatIsForgottenInTheMulticastIsNamedAtTheStart() throws Exception {
        try (Receiver paris = new Receiver();
                LogCapture log = LogCapture.attach();
                Gateway gateway = start(paris, false)) {
            assertThat(gateway.get("/gcx/notifications").statusCode()).isEqualTo(200);

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("is told nothing"))
                    .singleElement()
                    .asString()
                    .contains("target paris is on", "direct:gcx-tell-paris", "gcx-notify in routes/cdn.camel.yaml");
        }
    }

    private Gateway start(Receiver paris, boolean withStep) throws Exception {
        List<String> recipe = recipe();
        Path routes = Files.createDirectory(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
        String target = recipe.get(0).replace("http://varnish.paris.example:6081/", paris.url() + "/");
        assertThat(target).contains(paris.url().toString());
        Files.writeString(routes.resolve("paris.camel.yaml"), target);
        if (withStep) {
            Path cdn = routes.resolve("cdn.camel.yaml");
            String shipped = Files.readString(cdn);
            assertThat(shipped).contains(LAST_STEP);
            Files.writeString(cdn, shipped.replace(LAST_STEP, LAST_STEP + recipe.get(1)));
        }
        return Gateway.start(
                folder,
                Map.of(
                        "gcx.routes.dir",
                        routes.toString(),
                        "gcx.cdn.outbox",
                        folder.resolve("outbox.journal").toString()));
    }

    /** The files of the target and the step, as they stand there. */
    private static List<String> recipe() throws IOException {
        String recipes = Files.readString(Path.of("docs", "recipes.md"));
        String section = recipes.substring(recipes.indexOf("## Tell somebody of changes"));
        return YAML.matcher(section)
                .results()
                .limit(2)
                .map(found -> found.group(1))
                .toList();
    }
}
