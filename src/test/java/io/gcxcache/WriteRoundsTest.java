package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteRoundsTest {
    private static final Set<String> EVERYTHING = Set.of(
            "read 200",
            "read 200 from the cache",
            "read 304",
            "read 304 from the cache",
            "read 404",
            "written 200",
            "written 409",
            "written 503",
            "written 504");

    private static final int MOST_TURNS = 50;

    @Test
    void nobodyIsShownWhatIsOlderThanTheLastWriteThatWasAnsweredBeforeHeAsked(@TempDir Path folder) throws Exception {
        try (WriteRounds rounds = new WriteRounds(folder, 4711)) {
            WriteRounds.Outcome outcome = rounds.play(150);
            for (int i = 1; i < MOST_TURNS && !outcome.counts().keySet().containsAll(EVERYTHING); i++) {
                outcome = rounds.play(50);
            }

            assertThat(outcome.violations()).as("%s", outcome.counts()).isEmpty();
            assertThat(outcome.counts()).containsKeys(EVERYTHING.toArray(String[]::new));
        }
    }
}
