package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheBoundsTest {
    @ParameterizedTest
    @CsvSource({"0, 1048576", "-1, 1048576", "1, 1048575", "1, 0", "1, -1"})
    void refusesBoundsThatHoldNothing(long entries, long bytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> new CacheBounds(entries, bytes));
    }

    @Test
    void allowsTheSmallestBounds() {
        CacheBounds smallest = new CacheBounds(1, CacheBounds.MIN_BYTES);

        assertThat(smallest.weight(TestEntry.ofKibibytes(0))).isEqualTo((int) CacheBounds.MIN_BYTES);
    }

    @Test
    void countsTheBodyAndWhatAnEntryCostsBesideIt() {
        CacheBounds bounds = new CacheBounds(1_000_000, CacheBounds.MIN_BYTES);

        assertThat(bounds.weight(TestEntry.ofKibibytes(3))).isEqualTo(3 * 1024 + CacheBounds.OVERHEAD);
    }

    @Property
    void countsNoEntryLessThanItsBody(
            @ForAll @LongRange(min = 1, max = 10_000_000) long entries,
            @ForAll @LongRange(min = CacheBounds.MIN_BYTES, max = 1L << 40) long bytes,
            @ForAll @IntRange(max = 3000) int kibibytes) {
        CacheEntry entry = TestEntry.ofKibibytes(kibibytes);

        assertThat((long) new CacheBounds(entries, bytes).weight(entry)).isGreaterThanOrEqualTo(entry.size());
    }

    @Property
    void oneEntryMoreThanAllowedWeighsTooMuch(
            @ForAll @LongRange(min = 1, max = 10_000_000) long entries,
            @ForAll @LongRange(min = CacheBounds.MIN_BYTES, max = Integer.MAX_VALUE) long bytes) {
        CacheBounds bounds = new CacheBounds(entries, bytes);
        long lightest = bounds.weight(TestEntry.ofKibibytes(0));

        assertThat(lightest * (entries + 1)).isGreaterThan(bytes);
    }
}
