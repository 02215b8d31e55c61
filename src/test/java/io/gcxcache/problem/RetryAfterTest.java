package io.gcxcache.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00.250Z");

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "' 42 ', 42", "4294967295, 4294967295", "99999999999999999999, 4294967295"})
    void secondsAreReadUpToABound(String value, long seconds) {
        assertThat(RetryAfter.read(value, NOW)).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void aTimeOfDayIsReadByTheClock() {
        assertThat(RetryAfter.read("Mon, 02 Mar 2026 09:00:42 GMT", NOW)).contains(Duration.ofMillis(41_750));
    }

    @Test
    void aTimeOfDayThatHasPassedIsNoWait() {
        assertThat(RetryAfter.read("Mon, 02 Mar 2026 08:00:00 GMT", NOW)).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "Mon, 02 Mar 2026", "Tue, 02 Mar 2026 09:00:42 GMT"})
    void whatIsNeitherIsIgnored(String value) {
        assertThat(RetryAfter.read(value, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1000, 1", "1001, 2", "59999, 60"})
    void aWaitIsToldInWholeSecondsThatItFitsIn(long millis, long seconds) {
        assertThat(RetryAfter.seconds(Duration.ofMillis(millis))).isEqualTo(seconds);
    }
}
