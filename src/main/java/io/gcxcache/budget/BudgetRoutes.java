package io.gcxcache.budget;

import io.gcxcache.context.Services;
import java.time.InstantSource;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

/** {@code direct:gcx-budget}: what is left of every rate limit. */
public final class BudgetRoutes extends RouteBuilder {
    private final Budgets budgets;
    private final InstantSource clock;
    private final InstantSource steady;

    public BudgetRoutes(Budgets budgets, Services services) {
        this.budgets = budgets;
        this.clock = services.clock();
        this.steady = services.steady();
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-budget").routeId("gcx-budget")
                .process(exchange -> exchange.getMessage().setBody(BudgetReport.of(budgets, clock.instant(), steady.instant()))).id("budget-report")
                .marshal().json(JsonLibrary.Jackson).id("budget-json");
    }
    // spotless:on
}
