package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthTest {
    @Test
    void everyAnswerIsAsTrueAsPromisedWhateverHappensAtTheSameTime(@TempDir Path folder) throws Exception {
        try (TruthRounds rounds = new TruthRounds(folder)) {
            TruthRounds.Outcome outcome = rounds.play(500);

            assertThat(outcome.violations()).as("%s", outcome.counts()).isEmpty();
            assertThat(outcome.counts())
                    .doesNotContainKey("failed unexpectedly")
                    .containsKeys(
                            "fresh hits",
                            "stale hits",
                            "joined",
                            "invalidations",
                            "verifications",
                            "failing fills",
                            "fills later than their flights");
        }
    }
}
