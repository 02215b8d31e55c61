package io.gcxcache.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private final SteadyClock clock = new SteadyClock();

    @Test
    void neverGoesBack() {
        Instant last = clock.instant();
        for (int i = 0; i < 100_000; i++) {
            Instant now = clock.instant();
            assertThat(now).isAfterOrEqualTo(last);
            last = now;
        }
    }

    @Test
    void countsWhatPasses() {
        Instant start = clock.instant();
        long startNanos = System.nanoTime();

        while (System.nanoTime() - startNanos < 1_000_000) {
            Thread.onSpinWait();
        }

        long passed = System.nanoTime() - startNanos;
        assertThat(Duration.between(start, clock.instant())).isGreaterThanOrEqualTo(Duration.ofNanos(passed));
    }

    @Test
    void countsNoMoreThanWhatPasses() {
        long startNanos = System.nanoTime();
        Instant start = clock.instant();

        Duration counted = Duration.between(start, clock.instant());

        assertThat(counted).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - startNanos));
    }

    @Test
    void tellsTheSameInMilliseconds() {
        for (int i = 0; i < 100_000; i++) {
            long before = clock.instant().toEpochMilli();
            long millis = clock.millis();

            assertThat(millis).isBetween(before, clock.instant().toEpochMilli());
        }
    }
}
