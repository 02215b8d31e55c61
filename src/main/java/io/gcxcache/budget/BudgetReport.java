package io.gcxcache.budget;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What {@code GET /gcx/budget} tells: the tightest window of every family, and of the client. */
record BudgetReport(List<Family> families, Client client) {

    /**
     * @param wall the time of day
     * @param now the time by which budgets are kept
     */
    static BudgetReport of(Budgets budgets, Instant wall, Instant now) {
        Budget client = budgets.budget(Budgets.CLIENT);
        Window felt = client.felt(now);
        return new BudgetReport(
                budgets.all().stream()
                        .map(budget -> family(budgets, budget, wall, now))
                        .toList(),
                new Client(felt.limit(), felt.remaining(), resetAt(felt, wall, now), budgets.mode(Budgets.CLIENT)));
    }

    private static Family family(Budgets budgets, Budget budget, Instant wall, Instant now) {
        Window felt = budget.felt(now);
        return new Family(
                budget.family(),
                felt.limit(),
                felt.remaining(),
                resetAt(felt, wall, now),
                budgets.mode(budget.family()));
    }

    private static long resetAt(Window window, Instant wall, Instant now) {
        return window.resetAt().isAfter(now)
                ? wall.plus(Duration.between(now, window.resetAt())).getEpochSecond()
                : wall.getEpochSecond();
    }

    /** @param resetAt Unix seconds */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Family(String family, long limit, long remaining, long resetAt, Budget.Mode mode) {}

    /** @param resetAt Unix seconds; when it is not whole, that of the next call that it gets back */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Client(long limit, long remaining, long resetAt, Budget.Mode mode) {}
}
