package io.gcxcache.audit;

import io.gcxcache.DamagedBytes;
import io.gcxcache.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Audit files and heads that are damaged again and again, and what a start and the verification make of them. */
public final class AuditDamage {
    private AuditDamage() {}

    /** Damages a file so many times; answers what must not be, behind a line of what was. */
    public static List<String> rounds(Path work, int rounds, long seed) throws IOException {
        Random random = new Random(seed);
        List<String> violations = new ArrayList<>();
        int found = 0;
        for (int round = 0; round < rounds; round++) {
            WrittenAudit audit = WrittenAudit.in(
                    Files.createDirectory(work.resolve("audit-" + round)).resolve("audit"));
            boolean ofHead = random.nextInt(8) == 0;
            Path damaged =
                    ofHead ? audit.head() : audit.file(WrittenAudit.DAYS.get(random.nextInt(WrittenAudit.DAYS.size())));
            byte[] good = Files.readAllBytes(damaged);
            byte[] bytes = DamagedBytes.of(good, random);
            Files.write(damaged, bytes);
            try {
                goOn(audit.folder());
                boolean intact = audit.verify().findings().isEmpty();
                found += intact ? 0 : 1;
                if (intact && !ofHead && !Arrays.equals(good, bytes)) {
                    violations.add("audit, round " + round + ": a damage of " + damaged + " was not found");
                }
            } catch (IOException | RuntimeException e) {
                violations.add("audit, round " + round + ": " + damaged + " stopped the start: " + e);
            }
        }
        List<String> results = new ArrayList<>();
        results.add("audit: %d damages, %d found by the verification".formatted(rounds, found));
        results.addAll(violations);
        return results;
    }

    /** A start, and a line. */
    private static void goOn(Path folder) throws IOException {
        AuditTrail trail = new AuditTrail();
        Instant thursday = Instant.parse("2026-03-05T09:00:00Z");
        try (AuditFile file = new AuditFile(folder, Disk.REAL, Long.MAX_VALUE, null, () -> thursday, trail)) {
            trail.offer(AuditEvent.of(thursday, "cache_hit", "gcx:thing:1", Map.of()));
            file.writeBatch();
            if (file.trouble() != null || trail.lost() > 0) {
                throw new IOException(file.trouble());
            }
        }
    }
}
