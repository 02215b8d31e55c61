package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file for the cache and SIGKILL. {@code src/bench/run restart} does the same for longer. */
class RestartIT {
    @TempDir
    Path work;

    @Test
    void keepsWhatIsGoodAndNothingThatWasInvalidatedHoweverOftenItIsKilled() throws Exception {
        try (RestartRounds restart = new RestartRounds(work, 20261127, line -> {})) {
            RestartRounds.Summary summary = restart.run(3);

            assertThat(summary.violations()).isEmpty();
            assertThat(summary.kept()).isPositive();
            assertThat(summary.invalidated()).isPositive();
        }
    }
}
