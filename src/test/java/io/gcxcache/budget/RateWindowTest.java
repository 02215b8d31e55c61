package io.gcxcache.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateWindowTest {
    private static final Instant RESET = Instant.parse("2026-03-02T09:01:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void staysAsItIsUntilItsReset() {
        RateWindow window = window(40, RESET);

        assertThat(window.at(RESET.minusNanos(1))).isSameAs(window);
    }

    @ParameterizedTest
    @CsvSource({"0, 60", "59999, 60", "60000, 120", "3600000, 3660"})
    void isWholeAgainAfterItsReset(long millisAfter, long nextReset) {
        RateWindow next = window(0, RESET).at(RESET.plusMillis(millisAfter));

        assertThat(next).isEqualTo(window(100, RESET.plusSeconds(nextReset)));
    }

    @Property
    void alwaysEndsWithinOneLength(
            @ForAll @LongRange(min = 1, max = 86_400_000) long length,
            @ForAll @LongRange(max = 10_000_000_000L) long millisAfter) {
        RateWindow window = new RateWindow("default", 100, 0, RESET, Duration.ofMillis(length));
        Instant now = RESET.plusMillis(millisAfter);

        RateWindow next = window.at(now);

        assertThat(Duration.between(now, next.resetAt())).isBetween(Duration.ofMillis(1), Duration.ofMillis(length));
        assertThat(next.remaining()).isEqualTo(next.limit());
    }

    @Test
    void countsDownToNothing() {
        assertThat(window(2, RESET).withoutOne(RESET).remaining()).isEqualTo(1);
        assertThat(window(1, RESET).withoutOne(RESET).remaining()).isZero();
        assertThat(window(0, RESET).withoutOne(RESET).remaining()).isZero();
    }

    @Test
    void takesBackACallButIsNeverMoreThanWhole() {
        assertThat(window(40, RESET).withOneMore()).isEqualTo(window(41, RESET));
        assertThat(window(100, RESET).withOneMore()).isEqualTo(window(100, RESET));
    }

    @ParameterizedTest
    @CsvSource({"40, 50, 40", "50, 40, 40", "40, 40, 40"})
    void theSmallerCountWinsWithinOneWindow(long counted, long seen, long expected) {
        RateWindow corrected = window(counted, RESET).corrected(window(seen, RESET));

        assertThat(corrected).isEqualTo(window(expected, RESET));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1000, -400, 400, 1000})
    void aResetThatMovesByUpToASecondIsTheSameWindow(long millis) {
        RateWindow corrected = window(40, RESET).corrected(window(50, RESET.plusMillis(millis)));

        assertThat(corrected).isEqualTo(window(40, RESET.plusMillis(millis)));
    }

    @ParameterizedTest
    @ValueSource(longs = {-30_000, -1001, 1001, 30_000})
    void aResetThatMovesFurtherIsBelieved(long millis) {
        RateWindow seen = window(50, RESET.plusMillis(millis));

        assertThat(window(40, RESET).corrected(seen)).isEqualTo(seen);
    }

    @Test
    void aLimitThatChangesIsBelieved() {
        RateWindow seen = new RateWindow("default", 300, 200, RESET, MINUTE);

        assertThat(window(40, RESET).corrected(seen)).isEqualTo(seen);
    }

    private static RateWindow window(long remaining, Instant reset) {
        return new RateWindow("default", 100, remaining, reset, MINUTE);
    }
}
