package io.gcxcache.paging;

import io.gcxcache.audit.AuditTrail;
import io.gcxcache.budget.BudgetPolicy;
import io.gcxcache.budget.ClientForms;
import io.gcxcache.budget.LocalBudgets;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.gcxcache.upstream.Caller;
import io.gcxcache.upstream.TestCaller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Makes walks that may wait, without a route. */
final class TestPatience {
    private TestPatience() {}

    /** A walk that may wait for an hour, within which so many calls may be made. */
    static Paging walk(PageRequest first, WaitingPages room, int pageSize, long calls) {
        StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
        LocalBudgets budgets = new LocalBudgets(
                new BudgetPolicy(
                        calls, Duration.ofDays(1), 1_000_000, ClientForms.parse(""), 0.1, Duration.ofSeconds(1)),
                new Services(clock, clock, () -> 0, new Meters(new SimpleMeterRegistry()), new AuditTrail(), null));
        Caller caller = TestCaller.until(clock.instant().plus(Duration.ofHours(1)));
        ListSizes.OfList size = new ListSizes(budgets, clock).of(first, "queues", caller);
        return new Paging(first, "id", null, Long.MAX_VALUE, new Patience(caller, size, pageSize, room.open(), clock));
    }
}
