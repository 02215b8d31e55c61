package io.gcxcache.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryBackoffTest {
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    private final RetryBackoff steady = new RetryBackoff(() -> 0);

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "9, 256", "10, 512", "11, 900", "12, 900", "64, 900", "2147483647, 900"
    })
    void doublesFromASecondToAQuarterOfAnHour(int attempts, long seconds) {
        assertThat(steady.after(attempts, Duration.ZERO)).hasSeconds(seconds);
    }

    @Property
    void chanceAddsATenthAtMost(
            @ForAll @IntRange(min = 1, max = 2000) int attempts,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        Duration least = steady.after(attempts, Duration.ZERO);

        Duration wait = new RetryBackoff(() -> random).after(attempts, Duration.ZERO);

        assertThat(wait).isBetween(least, least.multipliedBy(11).dividedBy(10));
    }

    @ParameterizedTest
    @CsvSource({"1, 100", "10, 51200", "12, 90000"})
    void chanceReachesThatTenth(int attempts, long more) {
        Duration wait = new RetryBackoff(() -> ALMOST_ONE).after(attempts, Duration.ZERO);

        assertThat(wait.minus(steady.after(attempts, Duration.ZERO)).toMillis()).isEqualTo(more);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 7, 7",
        "1, 3600, 3600",
        "12, 3600, 3600",
        "1, 86400, 86400",
        "1, 86401, 86400",
        "5, 999999999, 86400"
    })
    void whatTheTargetAsksForIsKeptToForADayAtMost(int attempts, long asked, long seconds) {
        assertThat(steady.after(attempts, Duration.ofSeconds(asked))).hasSeconds(seconds);
    }

    @ParameterizedTest
    @CsvSource({"4, 3, 8", "12, 60, 900", "1, 1, 1"})
    void askingForLessChangesNothing(int attempts, long asked, long seconds) {
        assertThat(steady.after(attempts, Duration.ofSeconds(asked))).hasSeconds(seconds);
    }
}
