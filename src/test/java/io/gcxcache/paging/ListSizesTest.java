package io.gcxcache.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.audit.AuditTrail;
import io.gcxcache.budget.BudgetPolicy;
import io.gcxcache.budget.ClientForms;
import io.gcxcache.budget.LocalBudgets;
import io.gcxcache.budget.RateWindow;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.Caller;
import io.gcxcache.upstream.TestCaller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten calls a minute, and three minutes' time: forty calls at most, from the first moment of a window on. */
class ListSizesTest {
    private static final String FAMILY = "things";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final PageRequest FIRST = new PageRequest(1, "/api/v2/things", "pageSize=100&pageNumber=1");

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final LocalBudgets budgets = new LocalBudgets(
            new BudgetPolicy(10, MINUTE, 1_000_000, ClientForms.parse(""), 0.1, Duration.ofSeconds(10)),
            new Services(clock, clock, () -> 0, new Meters(new SimpleMeterRegistry()), new AuditTrail(), null));
    private final ListSizes sizes = new ListSizes(budgets, clock);

    @Test
    void whatCouldBeReadIsNotRefused() {
        ListSizes.OfList list = list();
        spend(1);

        assertThatCode(() -> list.has(39)).doesNotThrowAnyException();
        clock.advance(MINUTE);
        assertThatCode(() -> list().refuseIfTooLong()).doesNotThrowAnyException();
    }

    @Test
    void aPageMoreThanCanBeReadIsRefusedWithTheNumbers() {
        ListSizes.OfList list = list();
        spend(1);

        assertThatThrownBy(() -> list.has(40))
                .as("with the first page once more there are 41")
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(503);
                    assertThat(problem.retryAfterSeconds()).isEqualTo(600);
                })
                .hasMessageContainingAll("/api/v2/things has 40 pages", "of things", "39 calls", "180 s")
                .hasMessageContainingAll("pageSize", "timeLimit", "gcx.list.time-limit", "gcx.budget.limit");
    }

    @Test
    void whatFitsWithoutAWaitNeedsTheFirstPageOnce() {
        Caller hurried = TestCaller.until(clock.instant().plusSeconds(1));
        ListSizes.OfList list = sizes.of(FIRST, FAMILY, hurried);
        spend(1);

        assertThatCode(() -> list.has(10)).doesNotThrowAnyException();
        assertThatThrownBy(() -> list.has(11)).isInstanceOf(Problem.class);
    }

    @Test
    void isRememberedForTenMinutes() {
        assertThatThrownBy(() -> list().has(100)).isInstanceOf(Problem.class);

        clock.advance(ListSizes.REMEMBERED.minusMillis(1));
        assertThatThrownBy(() -> list().refuseIfTooLong())
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.retryAfterSeconds())
                        .isEqualTo(1));
        clock.advance(Duration.ofMillis(1));
        assertThatCode(() -> list().refuseIfTooLong()).doesNotThrowAnyException();
    }

    @Test
    void isReadAgainOnceTheBudgetAllows() {
        assertThatThrownBy(() -> list().has(100)).isInstanceOf(Problem.class);

        budgets.correct(
                FAMILY,
                List.of(new RateWindow("default", 100, 100, clock.instant().plusSeconds(60), MINUTE)));

        assertThatCode(() -> list().refuseIfTooLong()).doesNotThrowAnyException();
    }

    @Test
    void whatTookLongerThanThereWasTimeIsNotTriedAgainWithTheSameBudget() {
        ListSizes.OfList list = list();
        spend(10);

        list.isTooLong(20);
        Problem problem = list.tooLate(MINUTE);

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.retryAfterSeconds()).isEqualTo(60);
        clock.advance(MINUTE);
        assertThatThrownBy(() -> list().refuseIfTooLong()).hasMessageContaining("40 pages or more");
    }

    @Test
    void aWalkThatOthersLeftNothingTellsNothingOfItsList() {
        ListSizes.OfList list = list();

        list.isTooLong(1);

        assertThatCode(() -> list().refuseIfTooLong()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/others", "/api/v2/things/1"})
    void anotherListIsAnother(String path) {
        assertThatThrownBy(() -> list().has(100)).isInstanceOf(Problem.class);

        PageRequest other = new PageRequest(1, path, FIRST.query());
        assertThatCode(() -> sizes.of(other, FAMILY, threeMinutes()).refuseIfTooLong())
                .doesNotThrowAnyException();
    }

    private ListSizes.OfList list() {
        return sizes.of(FIRST, FAMILY, threeMinutes());
    }

    private Caller threeMinutes() {
        return TestCaller.until(clock.instant().plus(MINUTE.multipliedBy(3)));
    }

    private void spend(int calls) {
        for (int call = 0; call < calls; call++) {
            assertThat(budgets.take(FAMILY, false)).isTrue();
        }
    }
}
