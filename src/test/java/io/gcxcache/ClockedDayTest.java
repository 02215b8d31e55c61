package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockedDayTest {
    private static final int DASHBOARDS = 20;
    private static final Instant BEFORE_MIDNIGHT = Instant.parse("2026-03-02T23:57:00Z");

    @Test
    void clientsThatReadTheirClocksShareAnswersToTheirOwnWords(@TempDir Path folder) throws Exception {
        ClockedDay.Outcome outcome =
                ClockedDay.play(ClockedDay.Clocks.MIXED, DASHBOARDS, BEFORE_MIDNIGHT, Duration.ofMinutes(6), folder);

        assertThat(outcome.violations()).isEmpty();
        assertThat(outcome.all().saved()).as("%s", outcome.rules()).isGreaterThan(0.7);
        assertThat(outcome.rules()).containsKeys("window", "since", "whole-minute", "not-now");
    }
}
