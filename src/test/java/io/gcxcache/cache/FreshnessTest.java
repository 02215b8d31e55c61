package io.gcxcache.cache;

import static io.gcxcache.cache.TestEntry.FILLED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {
    private static final long LONGEST = 4_000_000;

    @Property
    void followsFromTheAgeAlone(
            @ForAll @LongRange(max = LONGEST) long ttl,
            @ForAll @LongRange(max = LONGEST) long window,
            @ForAll @LongRange(max = 3 * LONGEST) long age) {
        CacheEntry entry = TestEntry.aging(Duration.ofMillis(ttl), Duration.ofMillis(window));

        Freshness freshness = Freshness.of(entry, FILLED.toEpochMilli() + age);

        assertThat(freshness == Freshness.FRESH).isEqualTo(age < ttl);
        assertThat(freshness == Freshness.STALE).isEqualTo(age >= ttl && age < ttl + window);
        assertThat(freshness == Freshness.EXPIRED).isEqualTo(age >= ttl + window);
    }

    @Property
    void neverBecomesBetterWithAge(
            @ForAll @LongRange(max = LONGEST) long age, @ForAll @LongRange(max = LONGEST) long later) {
        CacheEntry entry = TestEntry.aging(Duration.ofSeconds(600), Duration.ofSeconds(1200));
        long now = FILLED.toEpochMilli() + age;

        assertThat(Freshness.of(entry, now + later)).isGreaterThanOrEqualTo(Freshness.of(entry, now));
    }

    @ParameterizedTest
    @CsvSource({
        "0, FRESH",
        "9999, FRESH",
        "10000, STALE",
        "39999, STALE",
        "40000, EXPIRED",
        "40001, EXPIRED",
        "-5000, FRESH"
    })
    void changesAtTheEndOfTheTtlAndOfTheStaleWindow(long age, Freshness expected) {
        CacheEntry entry = TestEntry.aging(Duration.ofSeconds(10), Duration.ofSeconds(30));

        assertThat(Freshness.of(entry, FILLED.toEpochMilli() + age)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, EXPIRED", "0, 1, 0, STALE", "0, 1, 1, EXPIRED", "1, 0, 0, FRESH", "1, 0, 1, EXPIRED"})
    void knowsEmptyTtlsAndWindows(long ttl, long window, long age, Freshness expected) {
        CacheEntry entry = TestEntry.aging(Duration.ofMillis(ttl), Duration.ofMillis(window));

        assertThat(Freshness.of(entry, FILLED.toEpochMilli() + age)).isEqualTo(expected);
    }
}
