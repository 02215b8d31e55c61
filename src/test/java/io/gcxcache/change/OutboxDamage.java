package io.gcxcache.change;

import io.gcxcache.DamagedBytes;
import io.gcxcache.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An outbox that is damaged again and again, and what a start makes of it. */
public final class OutboxDamage {
    private static final int LETTERS = 300;

    private final Map<String, Notification> written = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int told;
    private int whole;
    private int cuts;
    private long lost;

    private OutboxDamage() {}

    /** Damages a file so many times; answers what must not be, behind a line of what was. */
    public static List<String> rounds(Path work, int rounds, long seed) throws IOException {
        OutboxDamage damage = new OutboxDamage();
        Path path = work.resolve("outbox.journal");
        damage.write(path);
        byte[] good = Files.readAllBytes(path);
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            Path there = Files.createDirectory(work.resolve("outbox-" + round)).resolve("outbox.journal");
            byte[] bytes = DamagedBytes.of(good, random);
            Files.write(there, bytes);
            damage.start(round, there, bytes);
        }
        List<String> results = new ArrayList<>();
        results.add(
                "outbox: %d damages of %d bytes: %d told, %d changed nothing that counts, %d cuts between lines; %d letters lost"
                        .formatted(rounds, good.length, damage.told, damage.whole, damage.cuts, damage.lost));
        results.addAll(damage.violations);
        return results;
    }

    private void write(Path path) {
        OutboxFile file = new OutboxFile(path, Disk.REAL);
        for (int number = 0; number < 2 * LETTERS; number++) {
            Notification letter = new Notification(
                    "msg_" + number, number, "webhook", TestChange.update("key " + number), 0, 0, 0, false, null);
            written.put(letter.id(), letter);
            file.put(letter);
            file.commit();
            if (number % 2 == 0) {
                file.remove(letter);
            }
        }
        file.close();
    }

    private void start(int round, Path there, byte[] bytes) {
        try {
            OutboxFile file = new OutboxFile(there, Disk.REAL);
            List<Notification> found = file.all();
            String trouble = file.trouble();
            file.close();
            long missing = LETTERS
                    - found.stream().filter(letter -> letter.number() % 2 == 1).count();
            lost += missing;
            if (!found.stream().allMatch(letter -> letter.equals(written.get(letter.id())))) {
                violations.add("outbox, round " + round + ": a letter was altered");
            }
            if (trouble != null) {
                told++;
            } else if (missing > 0 && bytes[bytes.length - 1] == '\n') {
                // What nobody can tell from a file that was never longer.
                cuts++;
            } else if (missing > 0) {
                violations.add("outbox, round " + round + ": " + missing + " letters were lost in silence");
            } else {
                whole++;
            }
            OutboxFile next = new OutboxFile(there, Disk.REAL);
            if (!next.all().equals(found) || next.trouble() != null) {
                violations.add("outbox, round " + round + ": the next start found something else");
            }
            next.close();
        } catch (RuntimeException e) {
            violations.add("outbox, round " + round + ": the start failed: " + e);
        }
    }
}
