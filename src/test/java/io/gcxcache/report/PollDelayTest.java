package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollDelayTest {
    private final PollDelay steady = new PollDelay(() -> 0.5);

    @ParameterizedTest
    @CsvSource({"0, 250", "1, 375", "2, 563", "3, 844", "7, 4271", "8, 5000", "20, 5000", "1000000, 5000"})
    void pollsGetRarerUpToFiveSeconds(int polls, long millis) {
        assertThat(steady.before(polls, false)).hasMillis(millis);
    }

    @ParameterizedTest
    @CsvSource({"0, 500", "1, 750", "3, 1688", "6, 5000", "2147483647, 5000"})
    void aLowBudgetHalvesThem(int polls, long millis) {
        assertThat(steady.before(polls, true)).hasMillis(millis);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 200", "0, 0.999999999, 300", "8, 0, 4000", "8, 0.999999999, 6000"})
    void jitterIsAFifthEitherWay(int polls, double random, long millis) {
        assertThat(new PollDelay(() -> random).before(polls, false)).hasMillis(millis);
    }

    @Property(tries = 1000)
    void everyWaitIsWithinAFifthOfItsMiddle(
            @ForAll @IntRange(max = 500) int polls,
            @ForAll boolean slower,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        Duration middle = steady.before(polls, slower);

        Duration wait = new PollDelay(() -> random).before(polls, slower);

        assertThat((double) wait.toMillis()).isBetween(middle.toMillis() * 0.8 - 1, middle.toMillis() * 1.2 + 1);
        assertThat(wait).isBetween(Duration.ofMillis(200), Duration.ofSeconds(6));
    }

    @Property(tries = 500)
    void laterOrSlowerNeverMeansSooner(@ForAll @IntRange(max = 500) int polls) {
        assertThat(steady.before(polls + 1, false)).isGreaterThanOrEqualTo(steady.before(polls, false));
        assertThat(steady.before(polls, true)).isGreaterThanOrEqualTo(steady.before(polls, false));
    }
}
