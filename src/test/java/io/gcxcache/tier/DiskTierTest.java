package io.gcxcache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.CacheBounds;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.TestEntry;
import io.gcxcache.disk.TroubledDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTierTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @TempDir
    Path folder;

    private final TroubledDisk disk = new TroubledDisk();
    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("cache.journal");
    }

    /** A gateway's store, and what is behind it. */
    private final class Process implements AutoCloseable {
        private final DiskTier tier = new DiskTier(file, disk, "owner", CLOCK, CLOCK);
        private final EntryStore store;

        Process(long maxBytes) {
            store = new EntryStore(new CacheBounds(1_000, maxBytes), CLOCK, (key, reason) -> {}, replaced -> {}, tier);
            tier.open(store, entry -> true);
        }

        void put(String key) {
            store.put(TestEntry.begun(key, NOW, store.generation(), "tag-" + key));
        }

        Set<String> keys() {
            return store.all().map(CacheEntry::key).collect(Collectors.toSet());
        }

        @Override
        public void close() {
            tier.close();
        }
    }

    private Process start() {
        return new Process(1 << 20);
    }

    @Test
    void whatCameAndWentInBetweenIsNotWritten() throws Exception {
        try (Process process = start()) {
            long empty = Files.size(file);
            process.put("a");
            process.store.drop("a");

            process.tier.settle();

            assertThat(Files.size(file)).isEqualTo(empty);
        }
    }

    @Test
    void aFileThatIsMostlyOutOfDateIsWrittenAnew() throws Exception {
        byte[] large = new byte[1 << 19];
        new SplittableRandom(1).nextBytes(large);
        try (Process process = start()) {
            for (int i = 0; i < 20; i++) {
                process.store.put(TestEntry.holding("a", large, NOW.plusMillis(i)));
                process.tier.tend();
            }

            assertThat(process.tier.size()).isLessThan(6L << 20);
        }
        try (Process process = start()) {
            assertThat(process.keys()).containsExactly("a");
        }
    }

    @Test
    void lessRoomThanBeforeKeepsWhatFitsAndForgetsTheRest() throws Exception {
        byte[] large = new byte[1 << 17];
        try (Process process = new Process(8 << 20)) {
            for (int i = 0; i < 30; i++) {
                process.store.put(TestEntry.holding("key " + i, large, NOW));
            }
        }

        int kept;
        try (Process process = start()) {
            kept = process.keys().size();
            assertThat(process.store.bytes()).isLessThanOrEqualTo(1 << 20);
        }

        assertThat(kept).isPositive();
        try (Process process = new Process(8 << 20)) {
            assertThat(process.keys()).hasSize(kept);
        }
    }

    @Test
    void whateverIsDamagedNothingThatWentComesBack() throws Exception {
        try (Process process = start()) {
            for (int i = 0; i < 40; i++) {
                process.put("key " + i);
            }
            process.tier.settle();
            for (int i = 0; i < 40; i += 2) {
                process.store.invalidateTag("tag-key-" + i);
            }
        }
        byte[] whole = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(20261127);
        int damages = 0;
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= round % 3; i++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            }
            Files.write(file, damaged);

            try (Process process = start()) {
                damages += process.tier.trouble() == null ? 0 : 1;
                assertThat(process.keys())
                        .as("round " + round)
                        .noneMatch(key -> Integer.parseInt(key.substring(4)) % 2 == 0);
            }
        }
        assertThat(damages).isGreaterThan(490);
    }

    @Test
    void whereverItIsCutTheStartGoesOnWithWholeEntries() throws Exception {
        try (Process process = start()) {
            for (int i = 0; i < 20; i++) {
                process.put("key " + i);
                process.tier.settle();
            }
        }
        byte[] whole = Files.readAllBytes(file);
        int before = 0;
        for (int length = 0; length <= whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));

            try (Process process = start()) {
                int kept = process.keys().size();
                assertThat(kept).isGreaterThanOrEqualTo(before);
                before = kept;
                process.put("new");
            }
            try (Process process = start()) {
                assertThat(process.keys()).hasSize(before + 1).contains("new");
            }
        }
    }
}
