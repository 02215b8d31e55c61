package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthTest {
    private static final Set<String> EVERYTHING = Set.of(
            "fresh hits",
            "stale hits",
            "joined",
            "invalidations",
            "verifications",
            "failing fills",
            "unchanged fills",
            "fills later than their flights");

    private static final int MOST_TURNS = 100;

    @Test
    void everyAnswerIsAsTrueAsPromisedWhateverHappensAtTheSameTime(@TempDir Path folder) throws Exception {
        try (TruthRounds rounds = new TruthRounds(folder)) {
            TruthRounds.Outcome outcome = rounds.play(500);
            for (int i = 1; i < MOST_TURNS && !outcome.counts().keySet().containsAll(EVERYTHING); i++) {
                outcome = rounds.play(200);
            }

            assertThat(outcome.violations()).as("%s", outcome.counts()).isEmpty();
            assertThat(outcome.counts())
                    .doesNotContainKey("failed unexpectedly")
                    .containsKeys(EVERYTHING.toArray(String[]::new));
        }
    }
}
