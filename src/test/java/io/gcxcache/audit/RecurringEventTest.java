package io.gcxcache.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecurringEventTest {
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00.000123Z");
    private static final int MANY = 2_000;

    private static final String[] PIECES = {
        "gcx:thing:",
        "a",
        "~",
        " ",
        "\"",
        "\\",
        "/",
        "\n",
        "\t",
        "\u0000",
        "\u001f",
        "\u007f",
        "\u0085",
        "ü",
        "€",
        "\u2028",
        "😀",
        "</"
    };

    private final SplittableRandom random = new SplittableRandom(17);
    private final RecurringEvents known = new RecurringEvents();

    @TempDir
    private Path work;

    @Test
    void writesTheLinesOfSingleEvents() throws IOException {
        List<AuditEvent> single = new ArrayList<>();
        List<AuditEvent> recurring = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Instant timestamp = NOW.plusNanos(random.nextLong(5_000_000_000L));
            long nanos = random.nextLong(1L << random.nextInt(1, 40));
            String event = text();
            String key = textOrNull();
            String subject = textOrNull();
            String id = textOrNull();
            String consumer = textOrNull();
            Map<String, Object> details = Map.of("latency_ms", nanos / 1e6);
            single.add(
                    AuditEvent.of(timestamp, event, key, subject, id, details).by(consumer));
            recurring.add(known.of(event, key, subject, id, consumer).at(timestamp, nanos));
        }

        byte[] expected = file("single", single);

        assertThat(file("recurring", recurring)).isEqualTo(expected);
        assertThat(file("recurring again", recurring)).isEqualTo(expected);
    }

    @Test
    void saysOfItselfWhatASingleEventDoes() {
        AuditEvent single = AuditEvent.of(NOW, "cache_hit", "k", "thing_id", "t", Map.of("latency_ms", 0.042))
                .by("wallboard");

        AuditEvent recurring = new RecurringEvent("cache_hit", "k", "thing_id", "t", "wallboard").at(NOW, 42_000);

        assertThat(recurring.by("wallboard")).isEqualTo(single);
        assertThat(recurring.by("another")).isEqualTo(single.by("another"));
    }

    @Test
    void isKnownAgainBesideAnotherInTheSamePlace() {
        RecurringEvent first = known.of("Aa", "Aa", "Aa", "Aa", "Aa");
        RecurringEvent second = known.of("BB", "Aa", "Aa", "Aa", "Aa");

        assertThat(known.of("Aa", "Aa", "Aa", "Aa", "Aa")).isSameAs(first);
        assertThat(known.of("BB", "Aa", "Aa", "Aa", "Aa")).isSameAs(second);
    }

    /** {@code Aa} and {@code BB} have one hash, so they are looked for in the same places. */
    @Test
    void isNotTakenForAnother() {
        List<String> told = List.of("Aa", "Aa", "Aa", "Aa", "Aa");
        for (int i = 0; i < told.size(); i++) {
            List<String> other = new ArrayList<>(told);
            other.set(i, "BB");
            RecurringEvents fresh = new RecurringEvents();

            of(fresh, told);

            assertThat(of(fresh, other))
                    .extracting(
                            RecurringEvent::event,
                            RecurringEvent::key,
                            RecurringEvent::subject,
                            RecurringEvent::id,
                            RecurringEvent::consumer)
                    .isEqualTo(other);
        }
    }

    @Test
    void isForgottenForThoseThatHappenedSince() {
        RecurringEvent first = known.of("cache_hit", "k", null, null, null);

        for (int i = 0; i < 20 * RecurringEvents.PLACES; i++) {
            known.of("cache_hit", "k" + i, null, null, null);
        }

        assertThat(known.of("cache_hit", "k", null, null, null)).isNotSameAs(first);
    }

    private static RecurringEvent of(RecurringEvents events, List<String> told) {
        return events.of(told.get(0), told.get(1), told.get(2), told.get(3), told.get(4));
    }

    private String textOrNull() {
        return random.nextInt(4) == 0 ? null : text();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private byte[] file(String name, List<AuditEvent> events) throws IOException {
        AuditTrail trail = new AuditTrail();
        Path folder = work.resolve(name);
        try (AuditFile file = new AuditFile(folder, Disk.REAL, Long.MAX_VALUE, null, () -> NOW, trail)) {
            events.forEach(trail::offer);
            file.writeBatch();
        }
        assertThat(AuditVerification.of(folder).found()).isZero();
        return Files.readAllBytes(folder.resolve("audit-2026-03-02.jsonl"));
    }
}
