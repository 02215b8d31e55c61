package io.gcxcache.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.StandingClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeldomTest {
    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final Seldom seldom = new Seldom(clock);

    @Test
    void theFirstIsDueAndTheOthersAreCountedUntilTheNextIs() {
        assertThat(seldom.due()).isEqualTo(1);
        assertThat(seldom.due()).isZero();
        clock.advance(Seldom.QUIET.minus(Duration.ofMillis(1)));
        assertThat(seldom.due()).isZero();
        clock.advance(Duration.ofMillis(1));

        assertThat(seldom.due()).isEqualTo(3);
        assertThat(seldom.due()).isZero();
    }
}
