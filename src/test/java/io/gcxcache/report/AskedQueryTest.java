package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.catalogue.DeclaredResources;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedQueryTest {
    private static final Instant ASKED = Instant.parse("2026-03-02T10:15:30Z");
    private static final Duration DAY = Duration.ofDays(1);

    @ParameterizedTest
    @CsvSource({"10, 50", "30, 30", "59, 1", "60, 0", "61, 0", "300, 0"})
    void aRealTimeAnswerMayBeStaleForWhatItsTtlLeavesOfAMinute(long ttl, long window) {
        AskedQuery query = query(ttl, ASKED);

        assertThat(query.ttl()).hasSeconds(ttl);
        assertThat(query.staleWindow(DAY)).hasSeconds(window);
    }

    @Test
    void aShorterWindowOfTheDeclarationStays() {
        AskedQuery query = query(10, ASKED);

        assertThat(query.staleWindow(Duration.ofSeconds(5))).hasSeconds(5);
        assertThat(query.staleWindow(Duration.ZERO)).isZero();
    }

    @Test
    void aQueryAboutThePastHasTheWholeWindow() {
        AskedQuery query = query(60, ASKED.minus(Duration.ofMinutes(6)));

        assertThat(query.staleWindow(DAY)).isEqualTo(DAY);
    }

    @Test
    void aQueryWithoutDatesCountsAsRealTime() {
        AskedQuery query = query(20, null);

        assertThat(query.staleWindow(DAY)).hasSeconds(40);
    }

    @Property(tries = 1000)
    void ttlAndWindowAddUpToAMinuteAtMostOrThereIsNoWindow(
            @ForAll @IntRange(min = 1, max = 120) int ttl,
            @ForAll @IntRange(max = 90) int declared,
            @ForAll @IntRange(min = -299, max = 90_000) int endsIn) {
        Duration window = query(ttl, ASKED.plusSeconds(endsIn)).staleWindow(Duration.ofSeconds(declared));

        assertThat(window).isBetween(Duration.ZERO, Duration.ofSeconds(declared));
        if (!window.isZero()) {
            assertThat(window.plusSeconds(ttl)).isLessThanOrEqualTo(Duration.ofSeconds(60));
        }
    }

    private static AskedQuery query(long ttl, Instant to) {
        return new AskedQuery(
                JsonNodeFactory.instance.objectNode(),
                new byte[0],
                "en-US",
                new QueryDates(null, to),
                ASKED,
                DeclaredResources.rules("" + ttl));
    }
}
