package io.gcxcache.cache;

import static io.gcxcache.cache.TestEntry.FILLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    void answersItsOnlySegmentWithoutCopyingIt() {
        byte[] body = {1, 2, 3};

        assertThat(TestEntry.withBody(body).body()).isSameAs(body);
    }

    @Test
    void joinsSeveralSegments() {
        CacheEntry entry = TestEntry.withBody(new byte[] {1, 2}, new byte[0], new byte[] {3});

        assertThat(entry.body()).containsExactly(1, 2, 3);
        assertThat(entry.size()).isEqualTo(3);
    }

    @Test
    void refusesToBeWithoutABody() {
        assertThatIllegalArgumentException().isThrownBy(TestEntry::withBody).withMessageContaining("key");
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

    @Test
    void doesNotChangeWithTheCollectionsItWasMadeOf() {
        List<byte[]> segments = new ArrayList<>(List.of(new byte[] {1}));
        List<String> tags = new ArrayList<>(List.of("agents"));
        CacheEntry entry = new CacheEntry(
                "key",
                segments,
                "\"tag\"",
                FILLED,
                FILLED,
                FILLED,
                TTL,
                TTL,
                1,
                null,
                null,
                Tags.of(tags),
                Directive.OVERWRITE,
                true,
                0);

        segments.add(new byte[] {2});
        tags.add("vendors");

        assertThat(entry.body()).containsExactly(1);
        assertThat(entry.tags().names()).containsExactly("agents");
    }
}
