package io.gcxcache.cache;

import static io.gcxcache.cache.TestEntry.FILLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheEntryTest {
    private static final Duration TTL = Duration.ofSeconds(120);

    @Property
    void isNeverYoungerThanNothing(@ForAll @LongRange(min = -10_000_000, max = 10_000_000) long sinceFill) {
        CacheEntry entry = TestEntry.aging(TTL, Duration.ZERO);
        long now = FILLED.toEpochMilli() + sinceFill;

        assertThat(entry.ageMillis(now)).isEqualTo(Math.max(0, sinceFill));
        assertThat(entry.ttlLeftMillis(now)).isEqualTo(TTL.toMillis() - Math.max(0, sinceFill));
    }

    @Test
    void agesFromTheBeginningOfItsFill() {
        CacheEntry entry = TestEntry.filledIn(Duration.ofSeconds(7), TTL);

        assertThat(entry.ageMillis(FILLED.plusSeconds(7).toEpochMilli())).isEqualTo(7_000);
        assertThat(entry.fillDuration()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void isServedNoLongerThanTtlAndStaleWindow() {
        assertThat(TestEntry.aging(TTL, Duration.ofHours(1)).hardAgeLimit()).isEqualTo(Duration.ofSeconds(3720));
    }

    @Test
    void refusesToBeWithoutABody() {
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> TestEntry.withBody(null));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1"})
    void refusesNegativeTimes(long ttl, long window) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestEntry.aging(Duration.ofMillis(ttl), Duration.ofMillis(window)));
    }

    @Test
    void refusesToBeWithoutAKey() {
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> TestEntry.named(null));
    }
}
