package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution and SIGKILL. {@code src/bench/run kill} does the same for longer. */
class KillIT {
    @TempDir
    Path work;

    @Test
    void tellsOfEveryUpdateHoweverOftenItIsKilled() throws Exception {
        try (KillRounds kill = new KillRounds(work, line -> {})) {
            KillRounds.Summary summary = kill.run(5);

            assertThat(summary.violations()).isEmpty();
            assertThat(summary.updates()).isPositive();
            assertThat(summary.webhooks()).isPositive();
        }
    }
}
