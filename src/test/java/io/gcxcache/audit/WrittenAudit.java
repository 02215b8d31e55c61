package io.gcxcache.audit;

import io.gcxcache.cache.StandingClock;
import io.gcxcache.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An audit folder as a gateway leaves it: three days of five lines each, for a test to change. */
final class WrittenAudit {
    static final String MONDAY = "audit-2026-03-02.jsonl";
    static final String TUESDAY = "audit-2026-03-03.jsonl";
    static final String WEDNESDAY = "audit-2026-03-04.jsonl";
    static final List<String> DAYS = List.of(MONDAY, TUESDAY, WEDNESDAY);

    private final Path folder;

    private WrittenAudit(Path folder) {
        this.folder = folder;
    }

    static WrittenAudit in(Path folder) throws IOException {
        StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
        AuditTrail trail = new AuditTrail();
        try (AuditFile file = new AuditFile(folder, Disk.REAL, Long.MAX_VALUE, null, clock, trail)) {
            for (int day = 0; day < DAYS.size(); day++) {
                for (int i = 0; i < 5; i++) {
                    trail.offer(
                            AuditEvent.of(clock.instant(), "cache_hit", "gcx:thing:" + i, Map.of("latency_ms", 0.5)));
                }
                file.writeBatch();
                clock.advance(Duration.ofDays(1));
            }
        }
        return new WrittenAudit(folder);
    }

    Path folder() {
        return folder;
    }

    Path file(String day) {
        return folder.resolve(day);
    }

    Path head() {
        return folder.resolveSibling(folder.getFileName() + ".head");
    }

    /** The lines of a day without their newlines. */
    List<String> lines(String day) throws IOException {
        return Files.readAllLines(file(day));
    }

    void write(String day, List<String> lines) throws IOException {
        Files.writeString(file(day), lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    }

    /** Lets a gateway go on with the folder for two lines on Thursday. */
    void goOn() throws IOException {
        AuditTrail trail = new AuditTrail();
        StandingClock clock = new StandingClock("2026-03-05T09:00:00Z");
        try (AuditFile file = new AuditFile(folder, Disk.REAL, Long.MAX_VALUE, null, clock, trail)) {
            trail.offer(AuditEvent.of(clock.instant(), "cache_hit", "gcx:thing:1", Map.of()));
            trail.offer(AuditEvent.of(clock.instant(), "cache_hit", "gcx:thing:2", Map.of()));
            file.writeBatch();
        }
    }

    AuditReport verify() throws IOException {
        return AuditVerification.of(folder);
    }
}
