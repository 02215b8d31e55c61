package io.gcxcache.upstream;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What {@code GET /gcx/budget} tells: every family's tightest window. */
record BudgetReport(List<Line> families) {

    /**
     * @param wall the time of day
     * @param now the time by which budgets are kept
     */
    static BudgetReport of(Budgets budgets, Instant wall, Instant now) {
        return new BudgetReport(budgets.all().stream()
                .map(budget -> {
                    RateWindow felt = budget.felt(now);
                    return new Line(
                            budget.family(),
                            felt.limit(),
                            felt.remaining(),
                            wall.plus(Duration.between(now, felt.resetAt())).getEpochSecond(),
                            budgets.mode(budget.family()));
                })
                .toList());
    }

    /** @param resetAt Unix seconds */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Line(String family, long limit, long remaining, long resetAt, Budget.Mode mode) {}
}
