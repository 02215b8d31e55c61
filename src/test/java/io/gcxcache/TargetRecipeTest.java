package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.cdn.Receiver;
import io.gcxcache.wiring.ShippedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target of one's own, as docs/recipes.md tells to make it. */
class TargetRecipeTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

    @TempDir
    Path folder;

    @Test
    void aTargetOfTheRecipeIsToldTheTagsOfWhatChanged() throws Exception {
        try (Receiver paris = new Receiver();
                LogCapture log = LogCapture.attach();
                Gateway gateway = start(paris)) {
            gateway.get("/gcx/directories/emergency_contacts");

            await().atMost(SOON).until(() -> !paris.received().isEmpty());

            assertThat(paris.received()).hasSize(1);
            assertThat(paris.received().get(0).method()).isEqualTo("PURGE");
            assertThat(paris.received().get(0).header("xkey")).isEqualTo("gcx-directory-emergency_contacts");
            assertThat(log.lines()).noneMatch(line -> line.contains("is told nothing"));
        }
    }

    private Gateway start(Receiver paris) throws Exception {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
        String target = recipe().replace("http://varnish.paris.example:6081/", paris.url() + "/");
        assertThat(target).contains(paris.url().toString());
        Files.writeString(routes.resolve("paris.camel.yaml"), target);
        return Gateway.start(
                folder,
                Map.of(
                        "gcx.routes.dir",
                        routes.toString(),
                        "gcx.cdn.outbox",
                        folder.resolve("outbox.journal").toString()));
    }

    /** The file of the target, as it stands there. */
    private static String recipe() throws IOException {
        String recipes = Files.readString(Path.of("docs", "recipes.md"));
        Matcher yaml = YAML.matcher(recipes.substring(recipes.indexOf("## Tell somebody of changes")));
        assertThat(yaml.find()).isTrue();
        return yaml.group(1);
    }
}
