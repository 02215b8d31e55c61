package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SharedJobTest {
    private static final Instant BEGAN = Instant.EPOCH;
    private static final Instant ENDS = BEGAN.plusSeconds(300);

    private final SharedJob job = new SharedJob("job/1", "/api/v2/jobs/1", "fetch", "key", BEGAN, ENDS, null);

    @Test
    void isAnAnswerUntilItEnds() {
        assertThat(job.isOver(ENDS.minusNanos(1))).isFalse();
        assertThat(job.isOver(ENDS)).isTrue();
        assertThat(job.endingAt(BEGAN.plusSeconds(10)).isOver(BEGAN.plusSeconds(10)))
                .isTrue();
    }

    @Test
    void neverLastsLongerForWhatIsHeardOfIt() {
        assertThat(job.endingAt(ENDS.plusSeconds(1)).ends()).isEqualTo(ENDS);
        assertThat(job.expiringAt(ENDS.plusSeconds(61)).ends()).isEqualTo(ENDS);
        assertThat(job.expiringAt(ENDS.plusSeconds(59)).ends()).isEqualTo(ENDS.minusSeconds(1));
    }

    @Test
    void whatItSaysInTheEndIsGoodForAsLongAsItAndForASecondThen() {
        assertThat(job.leftFrom(BEGAN.plusSeconds(100))).isEqualTo(Duration.ofSeconds(200));
        assertThat(job.leftFrom(ENDS.plusSeconds(1000))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void inTheLastMinuteBeforeItExpiresNothingIsKept() {
        SharedJob expiring = job.expiringAt(BEGAN.plusSeconds(100));

        assertThat(expiring.leftFrom(BEGAN.plusSeconds(30))).isEqualTo(Duration.ofSeconds(10));
        assertThat(expiring.leftFrom(BEGAN.plusMillis(39_500))).isEqualTo(Duration.ofMillis(500));
        assertThat(expiring.leftFrom(BEGAN.plusSeconds(40))).isEqualTo(Duration.ZERO);
        assertThat(expiring.leftFrom(BEGAN.plusSeconds(1000))).isEqualTo(Duration.ZERO);
    }
}
