package io.gcxcache.consumer;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of the signing key: made once, for its owner only, and refused if it is anything else. */
class KeyFileTest {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path folder;

    @Test
    void theKeyIsMadeOnceForItsOwnerOnly() throws Exception {
        Path file = folder.resolve("data").resolve("tokens.key");

        assertThat(new KeyFile("gcx.tokens.key-file", file).read()).isEmpty();
        byte[] made = new KeyFile("gcx.tokens.key-file", file).readOrMake().getEncoded();

        assertThat(made).hasSize(32);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(fromString("rw-------"));
        assertThat(new KeyFile("gcx.tokens.key-file", file).read().orElseThrow().getEncoded())
                .isEqualTo(made);
        assertThat(new KeyFile("gcx.tokens.key-file", file).readOrMake().getEncoded())
                .isEqualTo(made);
        assertThat(new KeyFile("gcx.tokens.key-file", folder.resolve("other"))
                        .readOrMake()
                        .getEncoded())
                .isNotEqualTo(made);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s\n", "%s\r\n"})
    void anOperatorsOwnKeyIsTaken(String form) throws Exception {
        Path file = written(form.formatted(KEY), "r--------");

        assertThat(new KeyFile("gcx.tokens.key-file", file).readOrMake().getEncoded())
                .isEqualTo(new byte[32]);
    }

    @Test
    void aFileThatAKillLeftEmptyGetsItsKey() throws Exception {
        Path file = written("", "rw-------");

        assertThat(new KeyFile("gcx.tokens.key-file", file).read()).isEmpty();
        byte[] made = new KeyFile("gcx.tokens.key-file", file).readOrMake().getEncoded();

        assertThat(new KeyFile("gcx.tokens.key-file", file).read().orElseThrow().getEncoded())
                .isEqualTo(made);
    }

    @Test
    void threadsThatMakeItAtOnceHaveTheSame() throws Exception {
        Path file = folder.resolve("tokens.key");
        int gateways = 8;
        CyclicBarrier together = new CyclicBarrier(gateways);
        ExecutorService threads = Executors.newFixedThreadPool(gateways);
        try {
            List<Future<String>> keys = new ArrayList<>();
            for (int i = 0; i < gateways; i++) {
                keys.add(threads.submit(() -> {
                    together.await();
                    return told(file);
                }));
            }
            Set<String> distinct = new HashSet<>();
            for (Future<String> key : keys) {
                distinct.add(key.get());
            }
            assertThat(distinct).containsExactly(told(file));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoFindsTheFileEmptyWaitsForTheProcessThatIsMakingTheKey() throws Exception {
        Path file = written("", "rw-------");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Maker.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.getInputStream().read()).as("has the lock").isEqualTo('L');
            CompletableFuture<String> key = CompletableFuture.supplyAsync(() -> told(file));
            await().during(Duration.ofMillis(100)).until(() -> !key.isDone());
            other.getOutputStream().close();

            assertThat(key.get()).isEqualTo(KEY);
        } finally {
            other.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-r-----", "rw--w----", "rw-----w-"})
    void aFileThatIsOpenToOthersIsRefused(String permissions) throws Exception {
        Path file = written(KEY, permissions);

        assertThatThrownBy(() -> new KeyFile("gcx.tokens.key-file", file).readOrMake())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gcx.tokens.key-file: " + file + " is open to others than its owner (" + permissions
                        + "), allowed is rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "c2hvcnQ=", "not base64 at all!", "AAAA AAAA"})
    void whatIsNoKeyIsRefusedAndLeftAlone(String content) throws Exception {
        assertRefused(content);
    }

    @Test
    void aKeyThatIsTooShortOrTooLongIsRefused() throws Exception {
        for (int length : new int[] {1, 16, 31, 33, 64, 10_000}) {
            assertRefused(Base64.getEncoder().encodeToString(new byte[length]));
        }
    }

    @Test
    void whatCannotBeReadOrMadeIsTold() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("directory"), ownersFolder());
        Path below = written("x", "rw-------").resolve("tokens.key");

        assertThatThrownBy(() -> new KeyFile("gcx.tokens.key-file", directory).read())
                .hasMessageContainingAll("gcx.tokens.key-file: " + directory, "cannot be read");
        assertThatThrownBy(() -> new KeyFile("gcx.tokens.key-file", below).readOrMake())
                .hasMessageContainingAll("gcx.tokens.key-file: " + below, "cannot be");
    }

    private void assertRefused(String content) throws Exception {
        Path file = written(content, "rw-------");

        assertThatThrownBy(() -> new KeyFile("gcx.tokens.key-file", file).readOrMake())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gcx.tokens.key-file: " + file
                        + " holds no key, allowed is the base64 of 32 bytes; moved away, a"
                        + " new one is made, and who has a token logs in again");
        assertThat(Files.readString(file)).isEqualTo(content);
    }

    private Path written(String content, String permissions) throws Exception {
        Path file = folder.resolve("written.key");
        Files.deleteIfExists(file);
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, fromString(permissions));
    }

    private static FileAttribute<?> ownersFolder() {
        return PosixFilePermissions.asFileAttribute(fromString("rwx------"));
    }

    private static String told(Path file) {
        return Base64.getEncoder()
                .encodeToString(
                        new KeyFile("gcx.tokens.key-file", file).readOrMake().getEncoded());
    }

    /** Another gateway's process, which takes its time for the key until it is told to go on. */
    static final class Maker {
        private Maker() {}

        public static void main(String[] file) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(file[0]), StandardOpenOption.WRITE)) {
                channel.lock();
                System.out.print('L');
                System.out.flush();
                System.in.readAllBytes();
                channel.write(ByteBuffer.wrap(KEY.getBytes(StandardCharsets.US_ASCII)));
            }
        }
    }
}
