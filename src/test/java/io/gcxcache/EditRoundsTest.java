package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditRoundsTest {
    @Test
    void nobodyIsFailedWhileDeclarationsAreEdited(@TempDir Path folder) throws Exception {
        EditRounds.Outcome outcome = EditRounds.run(folder, 6, 4711);

        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.applied() + outcome.refused()).isGreaterThanOrEqualTo(6);
        assertThat(outcome.requests()).isGreaterThan(100);
    }
}
