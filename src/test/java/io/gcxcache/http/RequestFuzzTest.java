package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestFuzzTest {
    private static final long SEED = 20_260_302;
    private static final long REQUESTS = 19_000;

    @TempDir
    Path audit;

    private RequestFuzz fuzz;

    @BeforeEach
    void start() throws Exception {
        fuzz = new RequestFuzz(audit);
    }

    @AfterEach
    void stop() throws Exception {
        fuzz.close();
    }

    @Test
    void everySeedIsAnsweredAsItsNameSays() throws Exception {
        SoftAssertions each = new SoftAssertions();
        for (var seed : RequestFuzz.seeds().entrySet()) {
            String reply =
                    fuzz.exchange(seed.getValue() + RequestFuzz.GOOD, false).received();
            each.assertThat(reply)
                    .as(seed.getKey())
                    .matches("(?s)HTTP/1\\.[01] " + seed.getKey().substring(0, 3) + " .*");
        }
        each.assertAll();
    }

    @Test
    void everyMutatedRequestEndsAndNothingInsideIsTold() throws Exception {
        RequestFuzz.Outcome outcome = fuzz.play(SEED, REQUESTS);

        assertThat(outcome.complaints()).as("%s", outcome.ends()).isEmpty();
        assertThat(outcome.ends())
                .containsKeys("200", "202", "304", "400", "403", "404", "405", "413", "415", "421", "422");
    }
}
