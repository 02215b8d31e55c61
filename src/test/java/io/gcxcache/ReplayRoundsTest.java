package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayRoundsTest {
    @ParameterizedTest
    @CsvSource({"false, 7000", "true, 3000"})
    void repliesAuditLinesAndMetersAreThoseOfTheRoutes(boolean tls, int requests, @TempDir Path folder)
            throws Exception {
        ReplayRounds.Outcome outcome = ReplayRounds.play(folder, requests, 4711, tls);

        assertThat(outcome.differences()).isEmpty();
        assertThat(outcome.replayed())
                .as("a share of %s that proves something: %s", outcome.requests(), outcome.counts())
                .isGreaterThan(outcome.requests() * 3 / 10);
    }
}
