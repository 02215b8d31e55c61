package io.gcxcache.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that changes while the gateway looks at it. */
class ConsumersFileChangeTest {
    @TempDir
    Path folder;

    private final String[] first = NewConsumer.of("first", new SecureRandom()).split("\n\nsecret: ");
    private final String[] second = NewConsumer.of("second", new SecureRandom()).split("\n\nsecret: ");
    private Path file;
    private Consumers consumers;
    private TokenOwner owner;

    @BeforeEach
    void declareTwo() throws IOException {
        file = folder.resolve("consumers.yaml");
        consumers = new Consumers(file, new MutableClock());
        write(first[0], second[0]);
        consumers.read();
        String credential = consumers.logIn("second", second[1].strip()).orElseThrow();
        owner = new TokenOwner("second", credential, "1", Instant.MAX);
    }

    private void write(String... entries) throws IOException {
        Files.writeString(file, String.join("\n", entries) + "\n");
    }

    @Test
    void whatIsBeingWrittenIsNotJudgedYet() throws IOException {
        write(first[0]);
        consumers.readIfChanged();
        write(first[0], second[0], "# changed");
        consumers.readIfChanged();
        consumers.readIfChanged();

        assertThat(consumers.of(owner).id()).isEqualTo("second");
    }

    @Test
    void whatIsFoundTwiceIsApplied() throws IOException {
        write(first[0]);
        consumers.readIfChanged();
        assertThat(consumers.of(owner).id()).isEqualTo("second");

        consumers.readIfChanged();

        assertThatThrownBy(() -> consumers.of(owner)).isInstanceOf(Unauthenticated.class);
    }

    @Test
    void aFileThatComesLaterIsApplied() throws IOException {
        Path later = folder.resolve("later.yaml");
        Consumers none = new Consumers(later, new MutableClock());
        none.read();
        assertThat(none.areDeclared()).isFalse();

        Files.copy(file, later);
        none.readIfChanged();
        none.readIfChanged();

        assertThat(none.areDeclared()).isTrue();
    }
}
