package io.gcxcache.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final BudgetPolicy POLICY = new BudgetPolicy(
            300, Duration.ofSeconds(60), 1_000_000, ClientForms.parse(""), 0.1, Duration.ofSeconds(10));
    private static final double TENTH = 0.1;

    @Test
    void beginsWholeAndCountedHere() {
        Budget budget = Budget.counted("routing", POLICY, NOW);

        assertThat(budget.windows())
                .containsExactly(new RateWindow("local", 300, 300, NOW.plusSeconds(60), Duration.ofSeconds(60)));
        assertThat(budget.mode(NOW, TENTH)).isEqualTo(Budget.Mode.NORMAL);
    }

    @ParameterizedTest
    @CsvSource({"100, NORMAL", "11, NORMAL", "10, NORMAL", "9, DEGRADED", "1, DEGRADED", "0, BLOCKED"})
    void isDegradedBelowATenthAndBlockedAtNothing(long remaining, Budget.Mode expected) {
        assertThat(budget(window("default", 100, remaining, 30)).mode(NOW, TENTH))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"5, 100, DEGRADED", "50, 9, DEGRADED", "50, 10, NORMAL", "0, 100, BLOCKED", "50, 0, BLOCKED"})
    void theTighterOfTwoWindowsDecides(long burst, long sustained, Budget.Mode expected) {
        Budget budget = budget(window("burst", 100, burst, 1), window("sustained", 100, sustained, 60));

        assertThat(budget.mode(NOW, TENTH)).isEqualTo(expected);
    }

    @Test
    void theTightestWindowHasTheSmallestShareLeft() {
        Budget budget = budget(window("burst", 10, 5, 1), window("sustained", 300, 100, 60));

        assertThat(budget.tightest().name()).isEqualTo("sustained");
    }

    @Test
    void reopensWhenTheLastSpentWindowResets() {
        Budget budget =
                budget(window("burst", 10, 0, 1), window("sustained", 300, 0, 60), window("day", 1000, 1, 3600));

        assertThat(budget.reopensAt(NOW)).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void reopensNotBeforeABlockEnds() {
        Budget budget = budget(window("default", 100, 0, 30)).blockedUntil(NOW.plusSeconds(42), NOW);

        assertThat(budget.reopensAt(NOW)).isEqualTo(NOW.plusSeconds(42));
    }

    @Test
    void callersFeelTheTightestWindowWhileItIsOpen() {
        Budget budget = budget(window("burst", 10, 5, 1), window("sustained", 300, 100, 60));

        assertThat(budget.felt(NOW)).isEqualTo(window("sustained", 300, 100, 60));
    }

    @Test
    void callersFeelNothingLeftUntilItReopens() {
        Budget budget = budget(window("default", 100, 50, 30)).blockedUntil(NOW.plusSeconds(42), NOW);

        assertThat(budget.felt(NOW)).isEqualTo(window("default", 100, 0, 42));
        assertThat(budget.felt(NOW.plusSeconds(42)).remaining()).isEqualTo(50);
    }

    @Test
    void isOpenWhereNothingBlocks() {
        assertThat(budget(window("default", 100, 1, 30)).reopensAt(NOW)).isEqualTo(NOW);
    }

    @Test
    void isBlockedUpToTheMomentThatWasTold() {
        Budget budget = budget(window("default", 100, 100, 600)).blockedUntil(NOW.plusSeconds(42), NOW);

        assertThat(budget.mode(NOW.plusMillis(41_999), TENTH)).isEqualTo(Budget.Mode.BLOCKED);
        assertThat(budget.mode(NOW.plusSeconds(42), TENTH)).isEqualTo(Budget.Mode.NORMAL);
    }

    @Test
    void aShorterBlockDoesNotEndALongerOne() {
        Budget budget = budget(window("default", 100, 100, 600))
                .blockedUntil(NOW.plusSeconds(42), NOW)
                .blockedUntil(NOW.plusSeconds(7), NOW);

        assertThat(budget.blockedUntil()).isEqualTo(NOW.plusSeconds(42));
    }

    @Test
    void whatUpstreamSaysReplacesWhatWasOnlyCountedHere() {
        RateWindow seen = window("default", 180, 12, 30);

        Budget budget = Budget.counted("routing", POLICY, NOW).corrected(List.of(seen));

        assertThat(budget.windows()).containsExactly(seen);
    }

    @Test
    void keepsAWindowThatUpstreamDoesNotMention() {
        Budget budget = budget(window("burst", 10, 5, 1), window("sustained", 300, 100, 60))
                .corrected(List.of(window("burst", 10, 2, 1)));

        assertThat(budget.windows())
                .containsExactlyInAnyOrder(window("burst", 10, 2, 1), window("sustained", 300, 100, 60));
    }

    @Test
    void forgetsWhatWasToldLongestAgoWhereUpstreamNamesEverOtherWindows() {
        Budget budget = budget(window("default", 100, 50, 30));

        for (int told = 0; told < 100; told++) {
            budget = budget.corrected(List.of(window("policy-" + told, 300, 100, 60)));
        }

        assertThat(budget.windows())
                .hasSize(Budget.MOST_WINDOWS)
                .contains(window("policy-99", 300, 100, 60))
                .doesNotContain(window("default", 100, 50, 30));
    }

    @Test
    void staysAsItIsWhereUpstreamSaysNothing() {
        Budget budget = budget(window("default", 100, 50, 30));

        assertThat(budget.corrected(List.of())).isSameAs(budget);
    }

    @Test
    void everyWindowCountsACall() {
        Budget budget = budget(window("burst", 10, 5, 1), window("sustained", 300, 100, 60));

        assertThat(budget.withoutOne(NOW).windows())
                .containsExactly(window("burst", 10, 4, 1), window("sustained", 300, 99, 60));
    }

    @Test
    void onlyTheWindowThatEndedIsWholeAgain() {
        Budget budget = budget(window("burst", 10, 5, 1), window("sustained", 300, 100, 60));

        Budget later = budget.at(NOW.plusSeconds(1));

        assertThat(later.windows()).containsExactly(window("burst", 10, 10, 61), window("sustained", 300, 100, 60));
    }

    @Test
    void spreadsWhatIsLeftToTheReset() {
        assertThat(budget(window("default", 100, 5, 30)).pace(NOW)).isEqualTo(Duration.ofSeconds(6));
        assertThat(budget(window("default", 100, 1, 30)).pace(NOW)).isEqualTo(Duration.ofSeconds(30));
    }

    private static Budget budget(RateWindow... windows) {
        return new Budget("routing", List.of(windows), Instant.MIN, Instant.MIN, Instant.MIN);
    }

    private static RateWindow window(String name, long limit, long remaining, long resetsIn) {
        return new RateWindow(name, limit, remaining, NOW.plusSeconds(resetsIn), Duration.ofSeconds(60));
    }
}
