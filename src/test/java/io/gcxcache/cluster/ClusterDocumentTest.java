package io.gcxcache.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.CutLink;
import io.gcxcache.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/cluster.md} tells of Redis and of the log is what the code does. */
class ClusterDocumentTest {
    private static final Path JAVA = Path.of("src/main/java/io/gcxcache/cluster");
    private static final Path LUA = Path.of("src/main/lua");

    private static final Pattern USER = Pattern.compile("(?m)^ *(user gcx on >secret ~\\S+ .*)$");
    private static final Pattern GRANTED = Pattern.compile(" \\+(\\S+)");
    private static final Pattern SENT = Pattern.compile("Command\\.([A-Z]+)");
    private static final Pattern CALLED = Pattern.compile("redis\\.call\\('([A-Z]+)'");
    private static final Pattern TOLD = Pattern.compile("(?:LOG\\.warn|forget|\\.end)\\(\\s*\"([^\"]+)\"");
    private static final Pattern LITERAL = Pattern.compile("\"([^\"]*)\"");

    @TempDir
    Path folder;

    private String document;

    @BeforeEach
    void read() throws IOException {
        document = Files.readString(Path.of("docs", "cluster.md"));
    }

    @Test
    void theUserMayDoWhatTheCodeDoesAndNothingElse() throws IOException {
        Set<String> used = new TreeSet<>(found(SENT, JAVA));
        used.addAll(found(CALLED, LUA));

        Set<String> granted = GRANTED.matcher(user())
                .results()
                .map(command -> command.group(1).toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());

        assertThat(granted).isEqualTo(used);
    }

    @Test
    void theUserIsEnoughForAReplica() throws IOException {
        try (RedisServer redis = RedisServer.start(folder, user());
                Replica a = replica("a", redis);
                Replica b = replica("b", redis)) {
            a.awaitUp();
            b.awaitUp();
            a.ask("key", "old", "tag");
            assertThat(b.ask("key", "new", "tag")).isEqualTo("old");

            a.invalidateTag("tag");
            Awaitility.await().atMost(Replica.PATIENCE).until(() -> b.held("key") == null);

            assertThat(b.ask("key", "new", "tag")).isEqualTo("new");
            assertThat(redis.command("ACL", "LOG")).as("what was refused").isEqualTo("[]");
        }
    }

    @Test
    void everyReasonToGoOnAloneOrToForgetIsExplained() throws IOException {
        Set<String> reasons = new TreeSet<>(found(TOLD, JAVA));
        found(LITERAL, JAVA.resolve("RedisInfo.java")).stream()
                .filter(literal -> literal.contains(" "))
                .forEach(reasons::add);

        for (String reason : reasons) {
            Stream.of(reason.split("\\{}"))
                    .map(String::strip)
                    .filter(Predicate.not(String::isEmpty))
                    .forEach(part -> assertThat(document).as(reason).contains(part));
        }
    }

    private String user() {
        List<String> lines =
                USER.matcher(document).results().map(line -> line.group(1)).toList();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static Replica replica(String node, RedisServer redis) throws IOException {
        CutLink way = new CutLink(redis.port());
        ClusterSettings settings = new ClusterSettings(
                List.of("127.0.0.1:" + way.port()),
                false,
                null,
                "gcx",
                "secret",
                null,
                "test",
                "owner",
                node,
                Duration.ofSeconds(60));
        return Replica.of(settings, InstantSource.system(), way);
    }

    private static Set<String> found(Pattern pattern, Path sources) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                pattern.matcher(Files.readString(file))
                        .results()
                        .map(match -> match.group(1))
                        .forEach(found::add);
            }
        }
        assertThat(found).isNotEmpty();
        return found;
    }
}
