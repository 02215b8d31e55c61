package io.gcxcache.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RatesTest {
    private final MutableClock clock = new MutableClock();
    private final Rates rates = new Rates(clock);

    @BeforeEach
    void timeStandsStill() {
        clock.stop();
    }

    @Test
    void aMinutesWorthIsAtHandAndComesBackEvenly() {
        Consumer consumer = asking("a", 60);
        for (int i = 0; i < 60; i++) {
            assertThat(rates.take(consumer)).isZero();
        }

        assertThat(rates.take(consumer)).hasSeconds(1);
        clock.advance(Duration.ofMillis(400));
        assertThat(rates.take(consumer)).hasMillis(600);
        clock.advance(Duration.ofMillis(600));
        assertThat(rates.take(consumer)).isZero();
        assertThat(rates.take(consumer)).hasSeconds(1);
    }

    @Test
    void noMoreThanTwoMinutesWorthGoThroughInAMinute() {
        Consumer consumer = asking("a", 600);
        int taken = 0;
        for (int millis = 0; millis < 60_000; millis += 10) {
            taken += rates.take(consumer).isZero() ? 1 : 0;
            clock.advance(Duration.ofMillis(10));
        }

        assertThat(taken).isBetween(1_190, 1_200);
    }

    @Test
    void aChangedRateCountsAtOnce() {
        for (int i = 0; i < 60; i++) {
            rates.take(asking("a", 60));
        }

        assertThat(rates.take(asking("a", 60))).isPositive();
        clock.advance(Duration.ofMillis(100));
        assertThat(rates.take(asking("a", 600))).isZero();
        assertThat(rates.take(asking("a", 0))).isZero();
    }

    @Test
    void nobodyTakesAnothersAndWhoIsForgottenBeginsAnew() {
        rates.take(asking("a", 1));
        assertThat(rates.take(asking("a", 1))).isPositive();
        assertThat(rates.take(asking("b", 1))).isZero();

        rates.keep(Set.of("b"));

        assertThat(rates.take(asking("a", 1))).isZero();
        assertThat(rates.take(asking("b", 1))).isPositive();
    }

    private static Consumer asking(String id, int rate) {
        return new Consumer(id, List.of(), Allowed.READS, rate, Consumer.CacheUse.USE, false, false, true);
    }
}
