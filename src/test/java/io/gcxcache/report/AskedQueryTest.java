package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.catalogue.DeclaredResources;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedQueryTest {
    private static final Instant ASKED = Instant.parse("2026-03-02T10:15:30Z");
    private static final Duration DAY = Duration.ofDays(1);

    @ParameterizedTest
    @CsvSource({
        "10, 0, 50000",
        "10, 1500, 48500",
        "30, 29999, 1",
        "30, 30000, 0",
        "30, 31000, 0",
        "59, 0, 1000",
        "60, 0, 0",
        "60, 1, 0"
    })
    void aRealTimeAnswerMayBeStaleForWhatIsLeftOfAMinute(long ttl, long fillMillis, long leftMillis) {
        AskedQuery query = query(ttl, ASKED);

        assertThat(query.staleWindow(DAY, Duration.ofMillis(fillMillis), ASKED)).hasMillis(leftMillis);
    }

    @Test
    void aShorterWindowOfTheDeclarationStays() {
        AskedQuery query = query(10, ASKED);

        assertThat(query.staleWindow(Duration.ofSeconds(5), Duration.ZERO, ASKED))
                .hasSeconds(5);
        assertThat(query.staleWindow(Duration.ZERO, Duration.ZERO, ASKED)).isZero();
    }

    @Test
    void aQueryAboutThePastHasTheWholeWindow() {
        AskedQuery query = query(60, ASKED.minus(Duration.ofMinutes(6)));

        assertThat(query.staleWindow(DAY, Duration.ofMinutes(9), ASKED)).isEqualTo(DAY);
    }

    @Test
    void aQueryWithoutDatesCountsAsRealTime() {
        AskedQuery query = query(20, null);

        assertThat(query.staleWindow(DAY, Duration.ZERO, ASKED)).hasSeconds(40);
    }

    @Property(tries = 1000)
    void fillTtlAndWindowAddUpToAMinuteAtMostOrThereIsNoWindow(
            @ForAll @IntRange(min = 1, max = 60) int ttl,
            @ForAll @LongRange(max = 120_000) long fillMillis,
            @ForAll @IntRange(min = -299, max = 90_000) int endsIn) {
        Duration fill = Duration.ofMillis(fillMillis);

        Duration window = query(ttl, ASKED.plusSeconds(endsIn)).staleWindow(DAY, fill, ASKED);

        assertThat(window).isBetween(Duration.ZERO, Duration.ofSeconds(60));
        assertThat(fill.plusSeconds(ttl).plus(window).compareTo(Duration.ofSeconds(60)) <= 0 || window.isZero())
                .isTrue();
    }

    private static AskedQuery query(long ttl, Instant to) {
        return new AskedQuery(
                JsonNodeFactory.instance.objectNode(),
                new byte[0],
                "en-US",
                new QueryDates(null, to),
                DeclaredResources.rules("" + ttl));
    }
}
