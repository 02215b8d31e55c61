package io.gcxcache.audit;

import static io.gcxcache.audit.WrittenAudit.MONDAY;
import static io.gcxcache.audit.WrittenAudit.TUESDAY;
import static io.gcxcache.audit.WrittenAudit.WEDNESDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditVerificationTest {
    @TempDir
    private Path work;

    private WrittenAudit audit;

    @BeforeEach
    void write() throws IOException {
        audit = WrittenAudit.in(work.resolve("audit"));
    }

    @Nested
    class Content {
        @Test
        void withWhatAGatewayWrote() throws IOException {
            assertThat(printed())
                    .isEqualTo("3 files, 15 lines, 2026-03-02T09:00:00Z to 2026-03-04T09:00:00Z: intact\n");
        }

        @Test
        void afterARestart() throws IOException {
            audit.goOn();

            assertThat(printed())
                    .isEqualTo("4 files, 17 lines, 2026-03-02T09:00:00Z to 2026-03-05T09:00:00Z: intact\n");
        }

        @Test
        void withLinesThatTheHeadDoesNotTellOfYet() throws IOException {
            String head = Files.readString(audit.head());
            audit.goOn();
            Files.writeString(audit.head(), head);

            assertIntact();
            assertThat(audit.verify().remarks()).isEmpty();
        }

        @Test
        void withALineThatIsBeingWrittenBeyondTheHead() throws IOException {
            append(WEDNESDAY, "{\"seq\":16,\"prev\":\"");

            assertIntact();
            assertThat(audit.verify().remarks()).singleElement().asString().contains(WEDNESDAY, "incomplete line");
        }

        @Test
        void withOldFilesThatAreNotKeptAnyMore() throws IOException {
            Files.delete(audit.file(MONDAY));

            assertIntact();
            assertThat(audit.verify().remarks())
                    .containsExactly("the chain begins with line 6; earlier files are not here");
        }

        @Test
        void withoutAHeadButSaysWhatItCannotTell() throws IOException {
            Files.delete(audit.head());
            audit.write(WEDNESDAY, audit.lines(WEDNESDAY).subList(0, 3));

            assertIntact();
            assertThat(audit.verify().remarks()).singleElement().asString().contains("audit.head is not there");
        }

        @Test
        void withAFileThatIsStillEmpty() throws IOException {
            Files.createFile(audit.file("audit-2026-03-05.jsonl"));

            assertIntact();
            assertThat(audit.verify().remarks()).containsExactly("audit-2026-03-05.jsonl is empty");
        }

        @Test
        void withLinesOfAnOlderVersionBeforeTheChain(@TempDir Path other) throws IOException {
            Path folder = Files.createDirectories(other.resolve("audit"));
            String old = "{\"timestamp\":\"2026-03-01T01:00:00Z\",\"event\":\"cache_hit\",\"details\":{}}\n";
            Files.writeString(folder.resolve("audit-2026-02-28.jsonl"), old + old);
            Files.writeString(folder.resolve("audit-2026-03-01.jsonl"), old);

            WrittenAudit upgraded = WrittenAudit.in(folder);

            assertThat(upgraded.verify().findings()).isEmpty();
            assertThat(upgraded.verify().remarks())
                    .singleElement()
                    .asString()
                    .startsWith("the first 3 lines have no seq");
        }

        private void assertIntact() throws IOException {
            assertThat(audit.verify().findings()).isEmpty();
            assertThat(audit.verify().isIntact()).isTrue();
        }
    }

    @Nested
    class Finds {
        @ParameterizedTest
        @ValueSource(strings = {MONDAY, TUESDAY, WEDNESDAY})
        void anEditedLine(String day) throws IOException {
            for (int line = 1; line <= 5; line++) {
                edit(day, line, "cache_hit", "cache_hot");

                assertFound(finding(day, line, seq(day, line), "was edited"));

                edit(day, line, "cache_hot", "cache_hit");
            }
        }

        @Test
        void anEditedSeq() throws IOException {
            edit(TUESDAY, 3, "\"seq\":8", "\"seq\":7");

            assertFound(finding(TUESDAY, 3, 7, "was edited: it follows line 7, so its seq was 8"));
        }

        @Test
        void everyOfSomeEditedLines() throws IOException {
            edit(TUESDAY, 2, "cache_hit", "cache_hot");
            edit(TUESDAY, 3, "cache_hit", "cache_hot");
            edit(WEDNESDAY, 5, "cache_hit", "cache_hot");

            assertFound(
                    finding(TUESDAY, 2, 7, "was edited"),
                    finding(TUESDAY, 3, 8, "was edited"),
                    finding(WEDNESDAY, 5, 15, "was edited"));
        }

        @Test
        void anEditedLastLineAfterTheGatewayWentOn() throws IOException {
            edit(WEDNESDAY, 5, "cache_hit", "cache_hot");
            audit.goOn();

            assertFound(finding(WEDNESDAY, 5, 15, "was edited"));
        }

        @Test
        void aLineThatIsMadeUnreadable() throws IOException {
            edit(TUESDAY, 3, "{", "[");

            assertFound(finding(TUESDAY, 3, 0, "is no JSON event"));
        }

        @Test
        void aFirstLineThatIsMadeUnreadable() throws IOException {
            edit(MONDAY, 1, "{", "[");

            assertFound(finding(MONDAY, 1, 0, "is no JSON event"));
        }

        @Test
        void aLastLineThatIsMadeUnreadable() throws IOException {
            edit(WEDNESDAY, 5, "{", "[");

            assertFound(finding(WEDNESDAY, 5, 0, "is no JSON event"));
        }

        @Test
        void aLineWhoseSeqAndPrevWereTakenAway() throws IOException {
            List<String> lines = audit.lines(TUESDAY);
            lines.set(2, lines.get(2).replaceFirst("\"seq\".*\"timestamp\"", "\"timestamp\""));
            audit.write(TUESDAY, lines);

            assertFound(finding(TUESDAY, 3, 0, "is not of the chain"));
        }

        @Test
        void aDeletedLine() throws IOException {
            delete(TUESDAY, 3, 3);

            assertFound(finding(TUESDAY, 3, 9, "line 8 is missing before it"));
        }

        @Test
        void deletedLines() throws IOException {
            delete(TUESDAY, 2, 4);

            assertFound(finding(TUESDAY, 2, 10, "lines 7 to 9 are missing before it"));
        }

        @Test
        void theEndOfAFileCutOff() throws IOException {
            delete(TUESDAY, 4, 5);

            assertFound(finding(WEDNESDAY, 1, 11, "lines 9 to 10 are missing before it: the end of " + TUESDAY));
        }

        @Test
        void theEndOfTheNewestFileCutOff() throws IOException {
            delete(WEDNESDAY, 4, 5);

            assertFound(finding(WEDNESDAY, 3, 13, "lines 14 to 15 are missing behind it"));
        }

        @Test
        void theEndOfTheNewestFileCutOffAfterTheGatewayWentOn() throws IOException {
            delete(WEDNESDAY, 4, 5);
            audit.goOn();

            assertFound(finding("audit-2026-03-05.jsonl", 1, 16, "lines 14 to 15 are missing before it"));
        }

        @Test
        void theNewestFileDeleted() throws IOException {
            Files.delete(audit.file(WEDNESDAY));

            assertFound(finding(TUESDAY, 5, 10, "lines 11 to 15 are missing behind it", WEDNESDAY));
        }

        @Test
        void theNewestFileEmptied() throws IOException {
            audit.write(WEDNESDAY, List.of());

            assertFound(finding(TUESDAY, 5, 10, "lines 11 to 15 are missing behind it"));
        }

        @Test
        void theBeginningOfTheOldestFileCutOff() throws IOException {
            delete(MONDAY, 1, 2);

            assertFound(finding(MONDAY, 1, 3, "its beginning was cut off"));
        }

        @Test
        void theBeginningOfAnotherFileCutOff() throws IOException {
            delete(TUESDAY, 1, 2);

            assertFound(finding(TUESDAY, 1, 8, "lines 6 to 7 are missing before it: the beginning of this file"));
        }

        @Test
        void aFileInTheMiddleDeleted() throws IOException {
            Files.delete(audit.file(TUESDAY));

            assertFound(finding(WEDNESDAY, 1, 11, "lines 6 to 10 are missing before it", "or a file is gone"));
        }

        @Test
        void swappedLines() throws IOException {
            List<String> lines = audit.lines(TUESDAY);
            Collections.swap(lines, 1, 2);
            audit.write(TUESDAY, lines);

            assertFound(
                    finding(TUESDAY, 2, 8, "line 7 is missing before it"),
                    finding(TUESDAY, 3, 7, "is repeated or out of order"));
        }

        @Test
        void aRepeatedLine() throws IOException {
            insert(TUESDAY, 5, audit.lines(TUESDAY).get(1));

            assertFound(finding(TUESDAY, 5, 7, "is repeated or out of order: it stands behind line 9"));
        }

        @Test
        void aBlockOfLinesMovedBehindOthers() throws IOException {
            List<String> lines = audit.lines(TUESDAY);
            Collections.rotate(lines.subList(1, 5), 2);
            audit.write(TUESDAY, lines);

            assertFound(
                    finding(TUESDAY, 2, 9, "lines 7 to 8 are missing before it"),
                    finding(TUESDAY, 4, 7, "is repeated or out of order"));
        }

        @Test
        void anInsertedLineThatIsNotOfTheChain() throws IOException {
            insert(TUESDAY, 3, "{\"timestamp\":\"2026-03-03T09:00:00Z\",\"event\":\"cache_hit\",\"details\":{}}");

            assertFound(finding(TUESDAY, 3, 0, "is not of the chain"));
        }

        @Test
        void anEmptyLine() throws IOException {
            insert(TUESDAY, 3, "");

            assertFound(finding(TUESDAY, 3, 0, "is no JSON event"));
        }

        @Test
        void manyLinesThatAreNoEventsAsOneFinding() throws IOException {
            append(TUESDAY, "x\n".repeat(1000));

            assertFound(finding(TUESDAY, 6, 0, "is no JSON event, like all up to line 1005"));
        }

        @Test
        void aForgedLineThatFollowsTheOneBeforeIt() throws IOException {
            insert(TUESDAY, 3, forged(8, audit.lines(TUESDAY).get(1)));

            assertFound(finding(TUESDAY, 4, 8, "is repeated or out of order: it stands behind line 8"));
        }

        @Test
        void aForgedLineOfAFarSeq() throws IOException {
            insert(TUESDAY, 3, forged(Long.MAX_VALUE - 1, "whatever"));

            assertThat(audit.verify().isIntact()).isFalse();
            assertThat(audit.verify().found()).isLessThanOrEqualTo(2);
        }

        @Test
        void aForgedEndInThePlaceOfTheWrittenOne() throws IOException {
            delete(WEDNESDAY, 5, 5);
            String fourth = audit.lines(WEDNESDAY).get(3);
            String fifth = forged(15, fourth);
            append(WEDNESDAY, fifth + "\n" + forged(16, fifth) + "\n");

            assertFound(finding(WEDNESDAY, 5, 15, "was edited: audit.head has another hash of it"));
        }

        @Test
        void aCutInTheMiddleOfALine() throws IOException {
            truncate(WEDNESDAY, audit.lines(WEDNESDAY).get(4).length() / 2);

            assertFound(finding(WEDNESDAY, 5, 0, "is incomplete, and line 15 is missing behind it"));
        }

        @Test
        void aCutInTheMiddleOfALineOfAnOlderFile() throws IOException {
            truncate(TUESDAY, audit.lines(TUESDAY).get(4).length() / 2);

            assertFound(finding(TUESDAY, 5, 0, "is incomplete"));
        }

        @Test
        void aCutInTheMiddleOfALineWithoutAHead() throws IOException {
            Files.delete(audit.head());
            truncate(WEDNESDAY, 1);

            assertFound(finding(WEDNESDAY, 5, 0, "is incomplete"));
        }

        @Test
        void aRenamedFile() throws IOException {
            Files.move(audit.file(WEDNESDAY), audit.file("audit-2026-03-07.jsonl"));

            assertFound(finding("audit-2026-03-07.jsonl", 1, 11, "was the first line of " + WEDNESDAY));
        }

        @Test
        void aRenamedOldestFile() throws IOException {
            Files.move(audit.file(MONDAY), audit.file("audit-2026-02-07.jsonl"));

            assertFound(finding("audit-2026-02-07.jsonl", 1, 1, "was the first line of " + MONDAY));
        }

        @Test
        void linesThatWereMovedToTheFileBefore() throws IOException {
            append(MONDAY, audit.lines(TUESDAY).get(0) + "\n");
            delete(TUESDAY, 1, 1);

            assertFound(
                    finding(MONDAY, 6, 6, "was the first line of " + TUESDAY),
                    finding(TUESDAY, 1, 7, "is not the line that the file began with"));
        }

        @Test
        void aHeadThatIsNone() throws IOException {
            Files.writeString(audit.head(), "something else");

            assertFound(finding("audit.head", 1, 0, "is no line of seq, hash and file"));
        }

        @Test
        void anEditedHead() throws IOException {
            Files.writeString(audit.head(), Files.readString(audit.head()).replace("\"seq\":15", "\"seq\":14"));

            assertFound(finding(WEDNESDAY, 4, 14, "audit.head has another hash of it"));
        }
    }

    @Test
    void printsTheFindingsBeforeTheSummary() throws IOException {
        edit(TUESDAY, 2, "cache_hit", "cache_hot");
        Files.delete(audit.file(MONDAY));

        assertThat(printed()).isEqualTo("""
                        audit-2026-03-03.jsonl line 2 (seq 7): was edited: line 8 has another hash of it
                        Remark: the chain begins with line 6; earlier files are not here
                        2 files, 10 lines, 2026-03-03T09:00:00Z to 2026-03-04T09:00:00Z: 1 finding
                        """);
    }

    @Test
    void printsTheFirstHundredFindings() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            lines.add(forged(10 + 2 * i, "whatever"));
        }
        append(MONDAY, String.join("\n", lines) + "\n");

        AuditReport report = audit.verify();

        assertThat(report.findings()).hasSize(100);
        assertThat(report.found()).isGreaterThan(300);
        assertThat(printed()).contains("\nand " + (report.found() - 100) + " more\n");
    }

    @Test
    void goesNowhereButToAFolderWithAuditFiles() throws IOException {
        Path empty = Files.createDirectory(work.resolve("empty"));
        Path nowhere = work.resolve("nowhere");

        assertThatThrownBy(() -> AuditVerification.of(empty))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(empty.toString(), "holds no audit files");
        assertThatThrownBy(() -> AuditVerification.of(nowhere))
                .isInstanceOf(IOException.class)
                .hasMessage(nowhere + " is not a folder");
    }

    private void edit(String day, int line, String from, String to) throws IOException {
        List<String> lines = audit.lines(day);
        String edited = lines.get(line - 1).replace(from, to);
        assertThat(edited).isNotEqualTo(lines.get(line - 1));
        lines.set(line - 1, edited);
        audit.write(day, lines);
    }

    /** @param to the last line that goes */
    private void delete(String day, int from, int to) throws IOException {
        List<String> lines = audit.lines(day);
        lines.subList(from - 1, to).clear();
        audit.write(day, lines);
    }

    private void insert(String day, int line, String inserted) throws IOException {
        List<String> lines = audit.lines(day);
        lines.add(line - 1, inserted);
        audit.write(day, lines);
    }

    private void append(String day, String text) throws IOException {
        Files.writeString(audit.file(day), text, StandardOpenOption.APPEND);
    }

    private void truncate(String day, int bytes) throws IOException {
        String text = Files.readString(audit.file(day));
        Files.writeString(audit.file(day), text.substring(0, text.length() - bytes));
    }

    private static long seq(String day, int line) {
        return 5L * WrittenAudit.DAYS.indexOf(day) + line;
    }

    /** A line that claims to follow another. */
    private static String forged(long seq, String before) {
        byte[] bytes = before.getBytes(StandardCharsets.UTF_8);
        return "{\"seq\":" + seq + ",\"prev\":\"" + new LineHash().of(bytes, 0, bytes.length)
                + "\",\"timestamp\":\"2026-03-03T09:00:00Z\",\"event\":\"cache_hit\",\"details\":{}}";
    }

    private String printed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        audit.verify().print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private void assertFound(Expected... expected) throws IOException {
        List<AuditFinding> findings = audit.verify().findings();

        assertThat(findings).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            AuditFinding finding = findings.get(i);
            assertThat(finding.file()).as("%s", finding).isEqualTo(expected[i].file);
            assertThat(finding.line()).as("%s", finding).isEqualTo(expected[i].line);
            assertThat(finding.seq()).as("%s", finding).isEqualTo(expected[i].seq);
            assertThat(finding.what()).contains(expected[i].words);
        }
    }

    private static Expected finding(String file, long line, long seq, String... words) {
        return new Expected(file, line, seq, words);
    }

    private record Expected(String file, long line, long seq, String... words) {}
}
