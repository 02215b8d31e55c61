package io.gcxcache.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.cache.StandingClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIRST_DAY = "audit-2026-03-02.jsonl";
    private static final String SECOND_DAY = "audit-2026-03-03.jsonl";

    @TempDir
    private Path folder;

    private final StandingClock clock = new StandingClock("2026-03-02T23:59:59.999Z");
    private final AuditTrail trail = new AuditTrail();
    private AuditFile file;

    @AfterEach
    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    @Test
    void writesOneJsonObjectALine() throws IOException {
        open(folder);
        trail.offer(new AuditEvent(
                clock.instant(),
                "stale_served",
                "gcx:directory:internal_agents",
                "directory_id",
                "internal_agents",
                Map.of("latency_ms", 0.25)));
        trail.offer(AuditEvent.of(clock.instant(), "token_refreshed", null, Map.of()));

        file.writeBatch();

        assertThat(Files.readString(folder.resolve(FIRST_DAY)))
                .isEqualTo("{\"timestamp\":\"2026-03-02T23:59:59.999Z\",\"event\":\"stale_served\","
                        + "\"key\":\"gcx:directory:internal_agents\",\"directory_id\":\"internal_agents\","
                        + "\"details\":{\"latency_ms\":0.25}}\n"
                        + "{\"timestamp\":\"2026-03-02T23:59:59.999Z\",\"event\":\"token_refreshed\","
                        + "\"details\":{}}\n");
    }

    @Test
    void keepsAnEventOnOneLineWhateverItHolds() throws IOException {
        open(folder);
        trail.offer(
                AuditEvent.of(clock.instant(), "refresh_failed", "a\nb\"\u2028\u0000", Map.of("reason", "x\r\n\ty")));

        file.writeBatch();

        List<JsonNode> lines = lines(FIRST_DAY);
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).path("key").asText()).isEqualTo("a\nb\"\u2028\u0000");
        assertThat(lines.get(0).path("details").path("reason").asText()).isEqualTo("x\r\n\ty");
    }

    @Test
    void createsItsFolder() throws IOException {
        Path nested = folder.resolve("data/audit");

        open(nested);
        offer(1);
        file.writeBatch();

        assertThat(nested.resolve(FIRST_DAY)).exists();
    }

    @Test
    void refusesToStartWhereItsFolderCannotBe() throws IOException {
        Path taken = Files.createFile(folder.resolve("taken"));

        assertThatThrownBy(() -> new AuditFile(taken, clock, trail))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll("gcx.audit.dir", taken.toString());
    }

    @Test
    void makesNoFileBeforeThereIsAnEvent() throws IOException {
        open(folder);

        file.writeBatch();

        assertThat(files()).isEmpty();
    }

    @Test
    void beginsANewFileAtMidnightInUtc() throws IOException {
        open(folder);
        offer(1);
        file.writeBatch();
        clock.advance(Duration.ofMillis(1));

        offer(2);
        file.writeBatch();

        assertThat(files()).containsExactly(FIRST_DAY, SECOND_DAY);
        assertThat(lines(FIRST_DAY)).hasSize(1);
        assertThat(lines(SECOND_DAY)).hasSize(2);
    }

    @Test
    void goesOnWithTheFileOfTheDayAfterARestart() throws IOException {
        open(folder);
        offer(1);
        file.close();

        open(folder);
        offer(1);
        file.writeBatch();

        assertThat(lines(FIRST_DAY)).hasSize(2);
    }

    @Test
    void writesALongTrailInBatches() throws IOException {
        open(folder);
        offer(2 * AuditFile.BATCH + 1);

        file.writeBatch();
        assertThat(lines(FIRST_DAY)).hasSize(AuditFile.BATCH);
        file.writeBatch();
        file.writeBatch();

        assertThat(lines(FIRST_DAY)).hasSize(2 * AuditFile.BATCH + 1);
        assertThat(trail.isEmpty()).isTrue();
    }

    @Test
    void keepsTheOrderOfTheEvents() throws IOException {
        open(folder);
        offer(AuditFile.BATCH + 100);

        file.close();

        List<JsonNode> lines = lines(FIRST_DAY);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i).path("key").asInt()).isEqualTo(i);
        }
    }

    @Test
    void writesAllThatWaitsWhenItIsClosed() throws IOException {
        open(folder);
        offer(3 * AuditFile.BATCH);

        file.close();

        assertThat(lines(FIRST_DAY)).hasSize(3 * AuditFile.BATCH);
    }

    @Test
    void reportsEventsThatFoundNoRoom() throws IOException {
        open(folder);
        offer(AuditTrail.CAPACITY + 7);

        file.writeBatch();
        file.writeBatch();

        List<JsonNode> lines = lines(FIRST_DAY);
        assertThat(lines.get(0).path("event").asText()).isEqualTo("events_lost");
        assertThat(lines.get(0).path("details").path("count").asLong()).isEqualTo(7);
        assertThat(lines).filteredOn(AuditFileTest::isLoss).hasSize(1);
    }

    @Test
    void reportsEventsThatCouldNotBeWrittenOnceWritingWorksAgain() throws IOException {
        open(folder);
        Path inTheWay = Files.createDirectory(folder.resolve(FIRST_DAY));
        offer(3);
        file.writeBatch();
        offer(2);
        file.writeBatch();
        Files.delete(inTheWay);

        offer(1);
        file.writeBatch();

        List<JsonNode> lines = lines(FIRST_DAY);
        assertThat(lines).extracting(line -> line.path("event").asText()).containsExactly("events_lost", "cache_hit");
        assertThat(lines.get(0).path("details").path("count").asLong()).isEqualTo(5);
        assertThat(trail.lost()).isEqualTo(5);
    }

    @Test
    void opensTheFileAgainAfterAWriteThatClosedIt() throws IOException {
        open(folder);
        offer(1);
        file.writeBatch();
        offer(2);
        Thread.currentThread().interrupt();
        file.writeBatch();
        Thread.interrupted();

        offer(1);
        file.writeBatch();

        assertThat(lines(FIRST_DAY))
                .extracting(line -> line.path("event").asText())
                .containsExactly("cache_hit", "events_lost", "cache_hit");
    }

    @Test
    void reportsALossWhenItIsClosed() throws IOException {
        open(folder);
        Path inTheWay = Files.createDirectory(folder.resolve(FIRST_DAY));
        offer(3);
        file.writeBatch();
        Files.delete(inTheWay);

        file.close();

        assertThat(lines(FIRST_DAY)).hasSize(1).allMatch(AuditFileTest::isLoss);
    }

    @Test
    void reportsALossWithoutAnyOtherEvent() throws IOException {
        open(folder);
        trail.countLost(4);

        file.writeBatch();
        file.writeBatch();

        assertThat(lines(FIRST_DAY)).hasSize(1).allMatch(AuditFileTest::isLoss);
    }

    @Test
    void holdsNothingButJsonLines() throws IOException {
        open(folder);
        offer(10);
        file.writeBatch();
        clock.advance(Duration.ofDays(3));
        offer(10);
        file.close();

        assertThat(files()).isNotEmpty().allMatch(name -> name.matches("audit-\\d{4}-\\d\\d-\\d\\d\\.jsonl"));
    }

    private void open(Path where) {
        file = new AuditFile(where, clock, trail);
    }

    private void offer(int events) {
        for (int i = 0; i < events; i++) {
            trail.offer(AuditEvent.of(Instant.EPOCH, "cache_hit", Integer.toString(i), Map.of()));
        }
    }

    private List<JsonNode> lines(String name) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(name))) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static boolean isLoss(JsonNode line) {
        return line.path("event").asText().equals("events_lost");
    }
}
