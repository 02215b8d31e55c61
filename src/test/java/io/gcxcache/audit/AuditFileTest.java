package io.gcxcache.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.disk.Disk;
import io.gcxcache.disk.TroubledDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIRST_DAY = "audit-2026-03-02.jsonl";
    private static final String SECOND_DAY = "audit-2026-03-03.jsonl";

    private static final String NOTHING = "0".repeat(64);

    /** Room for what a few tests write by the thousand, and soon full for those that are about it. */
    private static final long MOST_BYTES = 8 << 20;

    @TempDir
    private Path work;

    private final StandingClock clock = new StandingClock("2026-03-02T23:59:59.999Z");
    private final AuditTrail trail = new AuditTrail();
    private final TroubledDisk disk = new TroubledDisk();
    private Path folder;
    private AuditFile file;

    @BeforeEach
    void nameTheFolder() {
        folder = work.resolve("audit");
    }

    @AfterEach
    void close() throws IOException {
        disk.leave(Long.MAX_VALUE);
        if (file != null) {
            file.close();
        }
    }

    @Test
    void writesOneJsonObjectALine() throws IOException {
        open(folder);
        trail.offer(new SingleEvent(
                clock.instant(),
                "stale_served",
                "gcx:directory:internal_agents",
                "directory_id",
                "internal_agents",
                "wallboard",
                Map.of("latency_ms", 0.25)));
        trail.offer(AuditEvent.of(clock.instant(), "token_refreshed", null, Map.of()));

        file.writeBatch();

        String first = "{\"seq\":1,\"prev\":\"" + NOTHING + "\",\"opens\":\"" + FIRST_DAY + "\","
                + "\"timestamp\":\"2026-03-02T23:59:59.999Z\",\"event\":\"stale_served\","
                + "\"key\":\"gcx:directory:internal_agents\",\"directory_id\":\"internal_agents\",\"consumer\":\"wallboard\","
                + "\"details\":{\"latency_ms\":0.25}}";
        String second = "{\"seq\":2,\"prev\":\"" + sha256(first) + "\","
                + "\"timestamp\":\"2026-03-02T23:59:59.999Z\",\"event\":\"token_refreshed\","
                + "\"details\":{}}";
        assertThat(Files.readString(folder.resolve(FIRST_DAY))).isEqualTo(first + "\n" + second + "\n");
    }

    @Test
    void aReplicaNamesItselfInEveryLine() throws IOException {
        file = new AuditFile(folder, disk, MOST_BYTES, "Node-1.b_2", clock, trail);
        trail.offer(AuditEvent.of(clock.instant(), "token_refreshed", null, Map.of()));
        trail.offer(new RecurringEvent("cache_hit", "k", null, null, null).at(clock.instant(), 250_000));

        file.writeBatch();

        String first = "{\"seq\":1,\"prev\":\"" + NOTHING + "\",\"opens\":\"" + FIRST_DAY + "\","
                + "\"timestamp\":\"2026-03-02T23:59:59.999Z\",\"node\":\"Node-1.b_2\",\"event\":\"token_refreshed\","
                + "\"details\":{}}";
        String second = "{\"seq\":2,\"prev\":\"" + sha256(first) + "\","
                + "\"timestamp\":\"2026-03-02T23:59:59.999Z\",\"node\":\"Node-1.b_2\",\"event\":\"cache_hit\","
                + "\"key\":\"k\",\"details\":{\"latency_ms\":0.25}}";
        assertThat(Files.readString(folder.resolve(FIRST_DAY))).isEqualTo(first + "\n" + second + "\n");
        assertIntact();
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
        Path nested = work.resolve("data/audit");

        open(nested);
        offer(1);
        file.writeBatch();

        assertThat(nested.resolve(FIRST_DAY)).exists();
    }

    @Test
    void refusesToStartWhereItsFolderCannotBe() throws IOException {
        Path taken = Files.createFile(work.resolve("taken"));

        assertThatThrownBy(() -> new AuditFile(taken, Disk.REAL, MOST_BYTES, null, clock, trail))
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
    void aFullFileTellsOnceThatItIsAndTheNextOneHowMuchItLeftOut() throws IOException {
        open(folder);
        int events = fill();
        offer(3);
        file.writeBatch();
        assertThat(file.hasMore()).isFalse();
        clock.advance(Duration.ofDays(1));
        offer(1);
        file.writeBatch();

        assertThat(Files.size(folder.resolve(FIRST_DAY))).isLessThan(MOST_BYTES);
        List<JsonNode> losses =
                lines(FIRST_DAY).stream().filter(AuditFileTest::isLoss).toList();
        assertThat(losses).hasSize(1);
        assertThat(losses.get(0).path("details").path("reason").asText()).contains("gcx.audit.max-bytes");
        long told = losses.get(0).path("details").path("count").asLong();
        List<JsonNode> next = lines(SECOND_DAY);
        assertThat(next).extracting(line -> line.path("event").asText()).containsExactly("events_lost", "cache_hit");
        long left = next.get(0).path("details").path("count").asLong();
        assertThat(told + left).isEqualTo(trail.lost());
        assertThat(lines(FIRST_DAY)).hasSize(events + 3 - (int) (told + left) + 1);
        assertIntact();
    }

    @Test
    void invalidationsStillFindRoomInAFullFile() throws IOException {
        open(folder);
        fill();

        trail.offer(AuditEvent.of(clock.instant(), "invalidation", "gcx:directory:a", Map.of("by", "somebody")));
        offer(1);
        file.writeBatch();

        List<JsonNode> lines = lines(FIRST_DAY);
        assertThat(lines.get(lines.size() - 1).path("event").asText()).isEqualTo("invalidation");
        assertIntact();
    }

    @Test
    void notEvenInvalidationsTakeMoreThanTheRoomThereIs() throws IOException {
        open(folder);
        fill();

        for (int batch = 0; batch < 10; batch++) {
            for (int i = 0; i < AuditFile.BATCH; i++) {
                trail.offer(AuditEvent.of(clock.instant(), "invalidation", "gcx:directory:a", Map.of()));
            }
            file.writeBatch();
        }

        assertThat(Files.size(folder.resolve(FIRST_DAY))).isBetween(MOST_BYTES, MOST_BYTES + 1_000);
        assertIntact();
    }

    @Test
    void whatWasLeftOutIsToldAtTheEndToo() throws IOException {
        open(folder);
        fill();
        offer(5);

        file.close();

        List<JsonNode> lines = lines(FIRST_DAY);
        assertThat(lines.get(lines.size() - 1).path("event").asText()).isEqualTo("events_lost");
        assertThat(lines.stream()
                        .filter(AuditFileTest::isLoss)
                        .mapToLong(line -> line.path("details").path("count").asLong())
                        .sum())
                .isEqualTo(trail.lost());
        assertIntact();
    }

    @Test
    void aFileThatWasFullStaysSoAfterARestart() throws IOException {
        open(folder);
        fill();
        file.close();
        long size = Files.size(folder.resolve(FIRST_DAY));

        open(folder);
        offer(AuditFile.BATCH);
        file.writeBatch();

        assertThat(Files.size(folder.resolve(FIRST_DAY))).isBetween(size, size + 1_000);
        assertIntact();
    }

    @Test
    void losesNothingByAnInterrupt() throws IOException {
        open(folder);
        offer(1);
        Thread.currentThread().interrupt();
        file.writeBatch();
        Thread.interrupted();

        offer(1);
        file.writeBatch();

        assertThat(lines(FIRST_DAY))
                .extracting(line -> line.path("event").asText())
                .containsExactly("cache_hit", "cache_hit");
        assertThat(folder).satisfies(AuditFileTest::isTaken);
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

    @Test
    void countsOnOverMidnight() throws IOException {
        open(folder);
        offer(2);
        file.writeBatch();
        clock.advance(Duration.ofMillis(1));

        offer(2);
        file.writeBatch();

        assertThat(seqs(FIRST_DAY)).containsExactly(1L, 2L);
        assertThat(seqs(SECOND_DAY)).containsExactly(3L, 4L);
        assertThat(lines(SECOND_DAY).get(0).path("opens").asText()).isEqualTo(SECOND_DAY);
        assertThat(lines(SECOND_DAY).get(1).has("opens")).isFalse();
        assertIntact();
    }

    @Test
    void countsOnAfterARestart() throws IOException {
        open(folder);
        offer(2);
        file.close();

        open(folder);
        offer(2);
        file.writeBatch();

        assertThat(seqs(FIRST_DAY)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(lines(FIRST_DAY)).filteredOn(line -> line.has("opens")).hasSize(1);
        assertIntact();
    }

    @Test
    void countsOnWhenItStartsOnAnotherDay() throws IOException {
        open(folder);
        offer(2);
        file.close();
        clock.advance(Duration.ofMillis(1));

        open(folder);
        offer(1);
        file.writeBatch();

        assertThat(seqs(SECOND_DAY)).containsExactly(3L);
        assertIntact();
    }

    @Test
    void staysInTheNewestFileWhenTheClockIsSetBack() throws IOException {
        clock.advance(Duration.ofMillis(1));
        open(folder);
        offer(1);
        file.writeBatch();
        clock.advance(Duration.ofHours(-1));
        offer(1);
        file.close();

        open(folder);
        offer(1);
        file.writeBatch();

        assertThat(files()).containsExactly(SECOND_DAY);
        assertThat(seqs(SECOND_DAY)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void countsNoLineThatCouldNotBeWritten() throws IOException {
        open(folder);
        offer(2);
        file.writeBatch();
        clock.advance(Duration.ofMillis(1));
        Path inTheWay = Files.createDirectory(folder.resolve(SECOND_DAY));
        offer(3);
        file.writeBatch();
        Files.delete(inTheWay);

        offer(1);
        file.writeBatch();

        assertThat(seqs(SECOND_DAY)).containsExactly(3L, 4L);
        assertIntact();
    }

    @Test
    void leavesLinesOutIfTheHeadCannotFollow() throws IOException {
        open(folder);
        offer(1);
        file.writeBatch();
        long opened = Files.size(folder.resolve(FIRST_DAY));
        offer(3);
        file.writeBatch();
        long linesOfThree = Files.size(folder.resolve(FIRST_DAY)) - opened;

        offer(3);
        disk.leave(linesOfThree);
        file.writeBatch();

        assertThat(seqs(FIRST_DAY)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(trail.lost()).isEqualTo(3);
        assertIntact();
    }

    @Test
    void aDiskThatFillsInTheMiddleOfALineLeavesNoHalfOfItAndIsToldWhenThereIsRoom() throws IOException {
        open(folder);
        offer(1);
        file.writeBatch();
        offer(3);
        disk.leave(30);
        file.writeBatch();
        assertThat(lines(FIRST_DAY)).hasSize(1);
        assertThat(file.trouble()).contains("gcx.audit.dir", "3 since the start", "No space left");

        disk.leave(Long.MAX_VALUE);
        offer(1);
        file.writeBatch();

        assertThat(lines(FIRST_DAY))
                .extracting(line -> line.path("event").asText())
                .containsExactly("cache_hit", "events_lost", "cache_hit");
        assertThat(trail.lost()).isEqualTo(3);
        assertThat(file.trouble()).isNull();
        assertIntact();
    }

    @Test
    void startsOnAFullDiskAndWritesWhenThereIsRoom() throws IOException {
        disk.leave(0);
        open(folder);
        offer(2);
        file.writeBatch();
        assertThat(file.trouble()).contains("gcx.audit.dir");

        disk.leave(Long.MAX_VALUE);
        offer(1);
        file.writeBatch();

        assertThat(lines(FIRST_DAY))
                .extracting(line -> line.path("event").asText())
                .containsExactly("events_lost", "cache_hit");
        assertThat(file.trouble()).isNull();
        assertIntact();
    }

    @Test
    void tellsInTheNextFileThatTheLastWasDeleted() throws IOException {
        open(folder);
        offer(3);
        file.writeBatch();
        Files.delete(folder.resolve(FIRST_DAY));
        assertThat(file.hasMore()).isTrue();

        file.writeBatch();

        assertThat(file.hasMore()).isFalse();
        JsonNode told = lines(FIRST_DAY).get(0);
        assertThat(told.path("event").asText()).isEqualTo("audit_gone");
        assertThat(told.path("details").path("file").asText()).isEqualTo(FIRST_DAY);
        assertThat(told.path("details").path("last_seq").asLong()).isEqualTo(3);
        assertThat(seqs(FIRST_DAY)).containsExactly(4L);
        assertThat(trail.lost()).isZero();
        assertIntact();
    }

    @Test
    void goesOnInANewFolderWhenAllOfItWasDeleted() throws IOException {
        open(folder);
        offer(3);
        file.writeBatch();
        Files.delete(folder.resolve(FIRST_DAY));
        Files.delete(folder);
        Files.delete(work.resolve("audit.head"));

        offer(2);
        file.writeBatch();

        assertThat(lines(FIRST_DAY))
                .extracting(line -> line.path("event").asText())
                .containsExactly("audit_gone", "cache_hit", "cache_hit");
        assertThat(seqs(FIRST_DAY)).containsExactly(4L, 5L, 6L);
        assertThat(folder).satisfies(AuditFileTest::isTaken);
        assertIntact();
    }

    @Test
    void goesOnBehindWhatIsLeftOfAFileThatWasCut() throws IOException {
        open(folder);
        offer(3);
        file.writeBatch();
        String written = Files.readString(folder.resolve(FIRST_DAY));
        Files.writeString(folder.resolve(FIRST_DAY), written.substring(0, written.length() - 10));

        offer(1);
        file.writeBatch();

        assertThat(seqs(FIRST_DAY)).containsExactly(1L, 2L, 4L, 5L);
        assertThat(lines(FIRST_DAY).get(2).path("event").asText()).isEqualTo("audit_gone");
    }

    @Test
    void leavesAFileAloneThatWasMoved() throws IOException {
        open(folder);
        offer(3);
        file.writeBatch();
        Path moved = Files.move(folder.resolve(FIRST_DAY), work.resolve("moved"));

        offer(1);
        file.writeBatch();

        assertThat(Files.readAllLines(moved)).hasSize(3);
        assertThat(seqs(FIRST_DAY)).containsExactly(4L, 5L);
    }

    @Test
    void losesEventsWhileAFileIsWhereItsFolderWasAndGoesOnWhenItIsGone() throws IOException {
        open(folder);
        offer(1);
        file.writeBatch();
        Files.delete(folder.resolve(FIRST_DAY));
        Files.delete(folder);
        Files.createFile(folder);
        offer(2);
        file.writeBatch();
        assertThat(file.trouble()).contains("gcx.audit.dir", folder.toString());
        Files.delete(folder);

        offer(1);
        file.writeBatch();

        assertThat(lines(FIRST_DAY))
                .extracting(line -> line.path("event").asText())
                .containsExactly("audit_gone", "events_lost", "cache_hit");
        assertThat(trail.lost()).isEqualTo(2);
    }

    @Test
    void setsAFileAsideThatCannotBeRead() throws IOException {
        open(folder);
        offer(3);
        file.close();
        Files.write(folder.resolve(FIRST_DAY), new byte[LineReader.LONGEST + 1]);

        open(folder);
        offer(1);
        file.writeBatch();

        assertThat(folder.resolve(FIRST_DAY + ".damaged-1")).hasSize(LineReader.LONGEST + 1);
        assertThat(seqs(FIRST_DAY)).containsExactly(4L);
    }

    @Test
    void writesBeforeNineteenSeventyToo() throws IOException {
        clock.advance(Duration.ofDays(-365 * 60));
        open(folder);
        trail.offer(AuditEvent.of(clock.instant(), "token_refreshed", null, Map.of()));

        file.writeBatch();

        assertThat(lines("audit-1966-03-17.jsonl").get(0).path("timestamp").asText())
                .isEqualTo("1966-03-17T23:59:59.999Z");
        assertIntact();
    }

    @Test
    void keepsAHeadBesideTheFolder() throws IOException {
        open(folder);
        offer(3);

        file.writeBatch();

        String last = Files.readAllLines(folder.resolve(FIRST_DAY)).get(2);
        assertThat(head())
                .hasSize(AuditHead.LENGTH)
                .startsWith("{\"seq\":3,\"hash\":\"" + sha256(last) + "\",\"file\":\"" + FIRST_DAY + "\"}")
                .endsWith(" \n");
    }

    @Test
    void takesAnUnfinishedLineAwayAtTheStart() throws IOException {
        open(folder);
        offer(2);
        file.close();
        Files.writeString(folder.resolve(FIRST_DAY), "{\"seq\":3,\"prev\":\"", StandardOpenOption.APPEND);

        open(folder);
        offer(1);
        file.writeBatch();

        assertThat(seqs(FIRST_DAY)).containsExactly(1L, 2L, 3L);
        assertIntact();
    }

    @Test
    void goesOnFromTheFileBeforeIfTheNewestHasNoLine() throws IOException {
        open(folder);
        offer(2);
        file.close();
        Files.writeString(folder.resolve(SECOND_DAY), "{\"seq\":3,\"pr");
        clock.advance(Duration.ofMillis(1));

        open(folder);
        offer(1);
        file.writeBatch();

        assertThat(seqs(SECOND_DAY)).containsExactly(3L);
        assertThat(lines(SECOND_DAY).get(0).path("opens").asText()).isEqualTo(SECOND_DAY);
        assertIntact();
    }

    @Test
    void goesOnFromLinesThatTheHeadDoesNotKnow() throws IOException {
        open(folder);
        offer(1);
        file.writeBatch();
        String behind = head();
        offer(2);
        file.close();
        Files.writeString(work.resolve("audit.head"), behind);

        open(folder);
        assertThat(head()).startsWith("{\"seq\":3,");
        offer(1);
        file.writeBatch();

        assertThat(seqs(FIRST_DAY)).containsExactly(1L, 2L, 3L, 4L);
        assertIntact();
    }

    @Test
    void goesOnFromAHeadThatIsAheadSoThatTheGapStays() throws IOException {
        open(folder);
        offer(3);
        file.close();
        List<String> written = Files.readAllLines(folder.resolve(FIRST_DAY));
        Files.writeString(folder.resolve(FIRST_DAY), written.get(0) + "\n");

        open(folder);
        offer(1);
        file.writeBatch();

        assertThat(seqs(FIRST_DAY)).containsExactly(1L, 4L);
        assertThat(lines(FIRST_DAY).get(1).path("prev").asText()).isEqualTo(sha256(written.get(2)));
    }

    @Test
    void goesOnFromWhateverHashTheHeadTells() throws IOException {
        Files.writeString(work.resolve("audit.head"), "{\"seq\":-7,\"hash\":\"a\\\"\\\\\\u0001\u20ac\",\"file\":\"\"}");

        open(folder);
        offer(2);
        file.writeBatch();

        assertThat(seqs(FIRST_DAY)).containsExactly(-6L, -5L);
        assertThat(lines(FIRST_DAY).get(0).path("prev").asText()).isEqualTo("a\"\\\u0001\u20ac");
        assertThat(lines(FIRST_DAY).get(1).path("prev").asText())
                .isEqualTo(sha256(Files.readAllLines(folder.resolve(FIRST_DAY)).get(0)));
    }

    @Test
    void goesOnFromTheHeadIfTheLastLineWasEdited() throws IOException {
        open(folder);
        offer(2);
        file.close();
        Path path = folder.resolve(FIRST_DAY);
        String asWritten = Files.readAllLines(path).get(1);
        Files.writeString(path, Files.readString(path).replace("\"key\":\"1\"", "\"key\":\"9\""));

        open(folder);
        offer(1);
        file.writeBatch();

        assertThat(lines(FIRST_DAY).get(2).path("prev").asText()).isEqualTo(sha256(asWritten));
        assertThat(AuditVerification.of(folder).findings())
                .extracting(AuditFinding::line)
                .containsExactly(2L);
    }

    @Test
    void goesOnBehindALineOfAnOlderVersion() throws IOException {
        Files.createDirectories(folder);
        String old = "{\"timestamp\":\"2026-03-02T01:00:00Z\",\"event\":\"cache_hit\",\"details\":{}}";
        Files.writeString(folder.resolve(FIRST_DAY), old + "\n");

        open(folder);
        offer(1);
        file.writeBatch();

        JsonNode first = lines(FIRST_DAY).get(1);
        assertThat(first.path("seq").asLong()).isEqualTo(1);
        assertThat(first.path("prev").asText()).isEqualTo(sha256(old));
        assertIntact();
    }

    @Test
    void goesOnWithTheSeqOfTheHeadBehindALineThatIsNotItsOwn() throws IOException {
        open(folder);
        offer(2);
        file.close();
        Files.writeString(folder.resolve(FIRST_DAY), "something else\n", StandardOpenOption.APPEND);

        open(folder);
        offer(1);
        file.writeBatch();

        String last = Files.readAllLines(folder.resolve(FIRST_DAY)).get(3);
        assertThat(JSON.readTree(last).path("seq").asLong()).isEqualTo(3);
        assertThat(JSON.readTree(last).path("prev").asText()).isEqualTo(sha256("something else"));
    }

    @Test
    void countsOnFromTheHeadWhenAllFilesWereTakenAway() throws IOException {
        open(folder);
        offer(2);
        file.close();
        Files.delete(folder.resolve(FIRST_DAY));

        open(folder);
        offer(1);
        file.writeBatch();

        assertThat(seqs(FIRST_DAY)).containsExactly(3L);
    }

    @Test
    void findsTheLastLineOfALongFile() throws IOException {
        open(folder);
        String long64k = "x".repeat(1 << 16);
        trail.offer(AuditEvent.of(clock.instant(), "refresh_failed", null, Map.of("reason", long64k)));
        trail.offer(AuditEvent.of(clock.instant(), "refresh_failed", null, Map.of("reason", long64k + long64k)));
        file.close();

        open(folder);
        offer(1);
        file.writeBatch();

        assertThat(seqs(FIRST_DAY)).containsExactly(1L, 2L, 3L);
        assertIntact();
    }

    @Test
    void writesAHeadThatCannotBeReadAnew() throws IOException {
        open(folder);
        offer(2);
        file.close();
        Files.writeString(work.resolve("audit.head"), "something else");

        open(folder);

        assertThat(head()).startsWith("{\"seq\":2,");
        assertIntact();
    }

    @Test
    void refusesAFolderThatAnotherGatewayWritesIn() {
        open(folder);

        assertThatThrownBy(() -> new AuditFile(folder, Disk.REAL, MOST_BYTES, null, clock, trail))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll("gcx.audit.dir", "another gateway writes in", folder.toString());
    }

    @Test
    void letsTheFolderGoWhenItIsClosed() throws IOException {
        open(folder);
        file.close();

        assertThatCode(() -> open(folder)).doesNotThrowAnyException();
    }

    @Test
    void refusesToStartWhereItsHeadCannotBe() throws IOException {
        Path inTheWay = Files.createDirectory(work.resolve("audit.head"));

        assertThatThrownBy(() -> new AuditFile(folder, Disk.REAL, MOST_BYTES, null, clock, trail))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll("gcx.audit.dir", inTheWay.toString());
    }

    private void open(Path where) {
        file = new AuditFile(where, disk, MOST_BYTES, null, clock, trail);
    }

    /** Writes more hits than there is room for; answers how many. */
    private int fill() {
        int batches = (int) (MOST_BYTES / AuditFile.BATCH / 128);
        for (int batch = 0; batch < batches; batch++) {
            offer(AuditFile.BATCH);
            file.writeBatch();
        }
        assertThat(trail.lost()).isPositive();
        return batches * AuditFile.BATCH;
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

    private List<Long> seqs(String name) throws IOException {
        return lines(name).stream().map(line -> line.path("seq").asLong()).toList();
    }

    private String head() throws IOException {
        return Files.readString(work.resolve("audit.head"));
    }

    private void assertIntact() throws IOException {
        assertThat(AuditVerification.of(folder).findings()).isEmpty();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static void isTaken(Path folder) {
        assertThatThrownBy(() ->
                        new AuditFile(folder, Disk.REAL, MOST_BYTES, null, InstantSource.system(), new AuditTrail()))
                .hasMessageContaining("another gateway");
    }

    private static String sha256(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return new LineHash().of(bytes, 0, bytes.length);
    }

    private static boolean isLoss(JsonNode line) {
        return line.path("event").asText().equals("events_lost");
    }
}
