package io.gcxcache.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever is changed once, the verification is not content, and does not tell it of every line. */
class AuditChangePropertyTest {
    private static Path work;
    private static WrittenAudit audit;

    @BeforeContainer
    static void write() throws IOException {
        work = Files.createTempDirectory("gcx-audit-change");
        audit = WrittenAudit.in(work.resolve("audit"));
    }

    @AfterContainer
    static void delete() throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property
    void anotherByteIsFound(@ForAll @IntRange(max = 2) int day, @ForAll @IntRange(max = 99_999) int at, @ForAll byte to)
            throws IOException {
        byte[] bytes = bytes(day);
        int place = at % bytes.length;
        Assume.that(bytes[place] != to);
        byte[] changed = bytes.clone();
        changed[place] = to;

        assertFound(day, bytes, changed);
    }

    @Property
    void missingBytesAreFound(
            @ForAll @IntRange(max = 2) int day,
            @ForAll @IntRange(max = 99_999) int at,
            @ForAll @IntRange(min = 1, max = 800) int length)
            throws IOException {
        byte[] bytes = bytes(day);
        int from = at % bytes.length;
        int to = Math.min(bytes.length, from + length);

        assertFound(day, bytes, joined(bytes, from, new byte[0], to));
    }

    @Property
    void addedBytesAreFound(
            @ForAll @IntRange(max = 2) int day,
            @ForAll @IntRange(max = 99_999) int at,
            @ForAll @Size(min = 1, max = 50) byte[] added)
            throws IOException {
        byte[] bytes = bytes(day);
        int place = at % bytes.length;

        assertFound(day, bytes, joined(bytes, place, added, place));
    }

    @Property
    void aLineInAnotherPlaceIsFound(
            @ForAll @IntRange(max = 2) int day, @ForAll @IntRange(max = 4) int from, @ForAll @IntRange(max = 4) int to)
            throws IOException {
        Assume.that(from != to);
        byte[] bytes = bytes(day);
        List<String> lines = audit.lines(WrittenAudit.DAYS.get(day));
        lines.add(to, lines.remove(from));

        assertFound(day, bytes, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int day) throws IOException {
        return Files.readAllBytes(audit.file(WrittenAudit.DAYS.get(day)));
    }

    private static byte[] joined(byte[] bytes, int from, byte[] middle, int to) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(bytes, 0, from);
        joined.writeBytes(middle);
        joined.write(bytes, to, bytes.length - to);
        return joined.toByteArray();
    }

    private static void assertFound(int day, byte[] bytes, byte[] changed) throws IOException {
        Path file = audit.file(WrittenAudit.DAYS.get(day));
        Files.write(file, changed);
        try {
            assertThat(audit.verify().found()).isBetween(1L, 4L);
        } finally {
            Files.write(file, bytes);
        }
    }
}
