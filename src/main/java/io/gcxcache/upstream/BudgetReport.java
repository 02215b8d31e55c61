package io.gcxcache.upstream;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;

/** What {@code GET /gcx/budget} tells: every family's tightest window. */
record BudgetReport(List<Line> families) {

    static BudgetReport of(Budgets budgets, Instant now) {
        return new BudgetReport(budgets.all().stream()
                .map(budget -> {
                    RateWindow felt = budget.felt(now);
                    return new Line(
                            budget.family(),
                            felt.limit(),
                            felt.remaining(),
                            felt.resetAt().getEpochSecond(),
                            budgets.mode(budget.family()));
                })
                .toList());
    }

    /** @param resetAt Unix seconds */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Line(String family, long limit, long remaining, long resetAt, Budget.Mode mode) {}
}
