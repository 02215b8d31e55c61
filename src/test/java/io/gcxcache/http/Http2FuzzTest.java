package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Http2FuzzTest {
    private static final long SEED = 20_260_302;
    private static final long REQUESTS = 1_000;

    @TempDir
    Path folder;

    @Test
    void everyMutatedStreamEndsAndNothingInsideIsTold() throws Exception {
        try (Http2Fuzz fuzz = new Http2Fuzz(folder)) {
            RequestFuzz.Outcome outcome = fuzz.play(SEED, REQUESTS);

            assertThat(outcome.complaints()).as("%s", outcome.ends()).isEmpty();
            assertThat(outcome.ends())
                    .containsKeys("200", "400", "403", "404", "405", "413", "415", "421", "422", "reset 1", "goaway 1");
        }
    }
}
