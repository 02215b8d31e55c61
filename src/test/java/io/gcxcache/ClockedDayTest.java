package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockedDayTest {
    private static final int DASHBOARDS = 20;
    private static final Instant BEFORE_MIDNIGHT = Instant.parse("2026-03-02T23:57:00Z");

    @ParameterizedTest
    @CsvSource({"MS, 0.75", "MIXED, 0.65"})
    void clientsThatReadTheirClocksShareAnswersToTheirOwnWords(
            ClockedDay.Clocks clocks, double saved, @TempDir Path folder) throws Exception {
        ClockedDay.Outcome outcome =
                ClockedDay.play(clocks, DASHBOARDS, BEFORE_MIDNIGHT, Duration.ofMinutes(6), folder);

        assertThat(outcome.violations()).isEmpty();
        assertThat(outcome.all().saved()).as("%s", outcome.rules()).isGreaterThan(saved);
        assertThat(outcome.rules()).containsKeys("window", "since", "not-now");
    }
}
