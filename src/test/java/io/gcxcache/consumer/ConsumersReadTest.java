package io.gcxcache.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.LogCapture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The file of consumers is read again when it changes; what is wrong with it is told once. */
class ConsumersReadTest {
    @TempDir
    Path folder;

    @Test
    void aFileThatCannotBeReadIsToldOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), "[]");
        Consumers consumers = new Consumers(file, InstantSource.system());
        consumers.read();
        Files.delete(file);
        Files.createDirectory(file);

        try (LogCapture log = LogCapture.attach()) {
            consumers.readIfChanged();
            consumers.readIfChanged();
            Files.delete(file);
            Files.writeString(file, "[]");
            consumers.readIfChanged();
            Files.writeString(file, "x".repeat(5 << 20));
            consumers.readIfChanged();
            consumers.readIfChanged();

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("cannot be read"))
                    .hasSize(1);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("has more than"))
                    .hasSize(1);
        }
        assertThat(consumers.areDeclared()).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatHasNoEndIsNotRead() throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), "[]");
        Consumers consumers = new Consumers(file, InstantSource.system());
        consumers.read();
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));

        try (LogCapture log = LogCapture.attach()) {
            consumers.readIfChanged();

            assertThat(log.lines())
                    .containsExactly("What was declared before goes on: " + file + " cannot be read: it is no file");
        }
    }
}
