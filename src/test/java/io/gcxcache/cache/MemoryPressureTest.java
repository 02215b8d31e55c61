package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy;
import java.util.Iterator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MemoryPressureTest {
    private static final long CONFIGURED = 4 << 20;
    private static final long QUARTER = CONFIGURED / 4;

    private final Cache<String, CacheEntry> cache = cache();
    private final Policy.Eviction<String, CacheEntry> bound = bound(cache);
    private double heap;
    private final MemoryPressure pressure = new MemoryPressure(bound, () -> heap);

    @Test
    void shrinksByAQuarterDownToAQuarterWhileTheHeapIsFull() {
        heap = 0.9;

        for (double expected : new double[] {0.75, 0.5625, 0.421875, 0.31640625, 0.25, 0.25}) {
            pressure.run();

            assertThat(bound.getMaximum()).isEqualTo((long) (CONFIGURED * expected));
        }
    }

    @Test
    void leavesTheBoundAloneUpToTheThreshold() {
        heap = MemoryPressure.HIGH;

        pressure.run();

        assertThat(bound.getMaximum()).isEqualTo(CONFIGURED);
    }

    @Test
    void recoversSlowlyToWhatWasConfiguredAndNoFurther() {
        heap = 1;
        pressure.run();
        heap = 0.5;

        pressure.run();
        assertThat(bound.getMaximum()).isEqualTo(CONFIGURED * 3 / 4 + CONFIGURED / 20);
        runTimes(5);
        assertThat(bound.getMaximum()).isEqualTo(CONFIGURED);
        runTimes(3);
        assertThat(bound.getMaximum()).isEqualTo(CONFIGURED);
    }

    @Test
    void shrinkingMakesRoomAtOnce() {
        for (int i = 0; i < 64; i++) {
            cache.put("key-" + i, TestEntry.ofKibibytes(60));
        }
        heap = 1;

        runTimes(5);

        assertThat(cache.asMap().values().stream().mapToLong(CacheEntry::size).sum())
                .isLessThanOrEqualTo(QUARTER);
    }

    @Property(tries = 200)
    void staysBetweenAQuarterAndWhatWasConfigured(
            @ForAll @Size(max = 60) List<@DoubleRange(max = 1) Double> heapAfterGc) {
        Policy.Eviction<String, CacheEntry> fresh = bound(cache());
        Iterator<Double> readings = heapAfterGc.iterator();
        MemoryPressure reading = new MemoryPressure(fresh, readings::next);

        while (readings.hasNext()) {
            reading.run();

            assertThat(fresh.getMaximum()).isBetween(QUARTER, CONFIGURED);
        }
    }

    private void runTimes(int times) {
        for (int i = 0; i < times; i++) {
            pressure.run();
        }
    }

    private static Cache<String, CacheEntry> cache() {
        CacheBounds bounds = new CacheBounds(100, CONFIGURED);
        return EntryCache.create(bounds, new StandingClock("2026-03-02T09:00:00Z"), (key, entry, cause) -> {});
    }

    private static Policy.Eviction<String, CacheEntry> bound(Cache<String, CacheEntry> cache) {
        return cache.policy().eviction().orElseThrow();
    }
}
