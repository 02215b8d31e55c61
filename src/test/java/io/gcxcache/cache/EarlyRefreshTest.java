package io.gcxcache.cache;

import static io.gcxcache.cache.TestEntry.FILLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import java.util.function.DoubleSupplier;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EarlyRefreshTest {
    private static final Duration TTL = Duration.ofSeconds(100);
    private static final Duration FILL = Duration.ofSeconds(1);
    private static final CacheEntry ENTRY = TestEntry.filledIn(FILL, TTL);
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    @Property
    void neverStartsOutsideTheLastShareOfTheTtl(
            @ForAll @DoubleRange(max = 100) double beta,
            @ForAll @DoubleRange(max = 1) double window,
            @ForAll @LongRange(min = -10_000, max = 100_000) long left) {
        EarlyRefresh early = new EarlyRefresh(beta, window);

        boolean due = due(early, left, ALMOST_ONE);

        assertThat(due && (left <= 0 || left > window * TTL.toMillis())).isFalse();
    }

    @Test
    void startsFromTheFirstToTheLastMomentOfTheLastShare() {
        EarlyRefresh early = new EarlyRefresh(100, 0.1);

        assertThat(due(early, 10_001, ALMOST_ONE)).isFalse();
        assertThat(due(early, 10_000, ALMOST_ONE)).isTrue();
        assertThat(due(early, 1, ALMOST_ONE)).isTrue();
        assertThat(due(early, 0, ALMOST_ONE)).isFalse();
    }

    @Property
    void neverStartsWhenSwitchedOff(
            @ForAll @DoubleRange(max = 1) double window,
            @ForAll @LongRange(min = -1, max = 100_000) long left,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) @Scale(9) double random) {
        assertThat(due(new EarlyRefresh(0, window), left, random)).isFalse();
    }

    @Test
    void neverStartsWithoutAWindow() {
        assertThat(due(new EarlyRefresh(100, 0), 1, ALMOST_ONE)).isFalse();
    }

    @Test
    void neverStartsForAnEntryThatCostNothing() {
        CacheEntry free = TestEntry.filledIn(Duration.ZERO, TTL);

        assertThat(new EarlyRefresh(100, 1).due(free, endOfTtl() - 1, () -> ALMOST_ONE))
                .isFalse();
    }

    @Property
    void onceDueStaysDueAsTheExpiryNears(
            @ForAll @DoubleRange(max = 1, maxIncluded = false) @Scale(9) double random,
            @ForAll @LongRange(min = 1, max = 5_000) long left,
            @ForAll @LongRange(min = 1, max = 5_000) long laterLeft) {
        Assume.that(laterLeft < left);
        EarlyRefresh early = new EarlyRefresh(1, 1);

        assertThat(!due(early, left, random) || due(early, laterLeft, random)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"3000, 0.0498", "2000, 0.1353", "1000, 0.3679", "100, 0.9048", "1, 0.9990"})
    void isTheMoreProbableTheNearerTheExpiry(long left, double expected) {
        EarlyRefresh early = new EarlyRefresh(1, 1);
        Random random = new Random(left);
        int lookUps = 20_000;

        int started = 0;
        for (int i = 0; i < lookUps; i++) {
            started += due(early, left, random.nextDouble()) ? 1 : 0;
        }

        assertThat((double) started / lookUps).isCloseTo(expected, within(0.01));
    }

    @ParameterizedTest
    @CsvSource({"1, 2.72", "2, 1.65", "4, 1.28"})
    void startsOnlyAFewTimesPerExpiryHoweverManyRead(double beta, double expected) {
        EarlyRefresh early = new EarlyRefresh(beta, 1);
        Random random = new Random(42);
        int expiries = 300;

        long starts = 0;
        for (int i = 0; i < expiries; i++) {
            starts += startsUntilTheFirstRefreshEnds(early, random::nextDouble);
        }

        assertThat((double) starts / expiries).isCloseTo(expected, within(0.2 * expected));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 100.001, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY})
    void refusesABetaOutsideItsRange(double beta) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EarlyRefresh(beta, 0.1))
                .withMessageContaining("beta");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1.001, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY})
    void refusesAWindowOutsideItsRange(double window) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EarlyRefresh(1, window))
                .withMessageContaining("window");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "100, 1"})
    void allowsTheEndsOfBothRanges(double beta, double window) {
        assertThat(new EarlyRefresh(beta, window)).isEqualTo(new EarlyRefresh(beta, window));
    }

    /** A thousand look-ups during a fill, from so long before the expiry that none of them can be due by then. */
    private static int startsUntilTheFirstRefreshEnds(EarlyRefresh early, DoubleSupplier random) {
        long fill = FILL.toMillis();
        int starts = 0;
        long end = 0;
        for (long left = Math.round(20 * early.beta() * fill); left > end; left--) {
            if (early.due(ENTRY, endOfTtl() - left, random)) {
                starts++;
                end = starts == 1 ? Math.max(0, left - fill) : end;
            }
        }
        return starts;
    }

    private static boolean due(EarlyRefresh early, long left, double random) {
        return early.due(ENTRY, endOfTtl() - left, () -> random);
    }

    private static long endOfTtl() {
        return FILLED.plus(TTL).toEpochMilli();
    }
}
