package io.gcxcache.upstream;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The budgets of one process: an immutable {@link Budget} per family, swapped atomically. */
public final class LocalBudgets implements Budgets {
    static final int MOST_AT_ONCE = 32;
    static final int MOST_AT_ONCE_DEGRADED = 2;

    private final BudgetPolicy policy;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Meters meters;
    private final AuditTrail audit;
    private final Map<String, AtomicReference<Budget>> families = new ConcurrentSkipListMap<>();
    private final Map<String, Budget.Mode> modes = new ConcurrentHashMap<>();
    private final Map<String, RateLimitFields> fields = new ConcurrentHashMap<>();

    public LocalBudgets(BudgetPolicy policy, Services services) {
        this.policy = policy;
        this.clock = services.clock();
        this.steady = services.steady();
        this.meters = services.meters();
        this.audit = services.audit();
    }

    @Override
    public Budget budget(String family) {
        return change(family, UnaryOperator.identity());
    }

    @Override
    public Budget.Mode mode(String family) {
        return budget(family).mode(steady.instant(), policy.degradedBelow());
    }

    /** Made once a second, not once a reply. */
    @Override
    public RateLimitFields fields(String family) {
        Instant now = steady.instant();
        RateLimitFields told = fields.get(family);
        if (told == null || !told.stillHolds(of(family, now).get(), now)) {
            told = RateLimitFields.of(budget(family), now);
            fields.put(family, told);
        }
        return told;
    }

    @Override
    public Collection<Budget> all() {
        return families.keySet().stream().map(this::budget).toList();
    }

    @Override
    public Admission admit(String family) {
        Instant now = steady.instant();
        AtomicReference<Admission> admission = new AtomicReference<>();
        change(family, budget -> {
            switch (budget.mode(now, policy.degradedBelow())) {
                case NORMAL -> admission.set(new Admission(Duration.ZERO, true));
                case BLOCKED -> admission.set(new Admission(Duration.between(now, budget.reopensAt(now)), false));
                case DEGRADED -> {
                    Instant slot = budget.nextSlot().isAfter(now) ? budget.nextSlot() : now;
                    Instant reset = budget.tightest().resetAt();
                    if (!slot.isBefore(reset)) {
                        admission.set(new Admission(Duration.between(now, reset), false));
                        return budget;
                    }
                    admission.set(new Admission(Duration.between(now, slot), true));
                    return slot.isAfter(now.plus(policy.maxWait()))
                            ? budget
                            : budget.withNextSlot(slot.plus(budget.pace(now)));
                }
            }
            return budget;
        });
        return admission.get();
    }

    @Override
    public boolean take(String family) {
        Instant now = steady.instant();
        AtomicReference<Boolean> taken = new AtomicReference<>();
        change(family, budget -> {
            taken.set(!budget.reopensAt(now).isAfter(now));
            return taken.get() ? budget.withoutOne() : budget;
        });
        return taken.get();
    }

    @Override
    public int concurrency(String family) {
        Budget budget = budget(family);
        boolean normal = budget.mode(steady.instant(), policy.degradedBelow()) == Budget.Mode.NORMAL;
        int most = normal ? MOST_AT_ONCE : MOST_AT_ONCE_DEGRADED;
        return (int) Math.max(1, Math.min(most, budget.tightest().remaining()));
    }

    @Override
    public void correct(String family, List<RateWindow> seen) {
        Instant now = steady.instant();
        List<RateWindow> running =
                seen.stream().filter(window -> window.resetAt().isAfter(now)).toList();
        change(family, budget -> budget.corrected(running));
    }

    @Override
    public void block(String family, Instant until) {
        change(family, budget -> budget.blockedUntil(until));
    }

    private Budget change(String family, UnaryOperator<Budget> change) {
        Instant now = steady.instant();
        AtomicReference<Budget> budget = of(family, now);
        while (true) {
            Budget before = budget.get();
            Budget after = change.apply(before.at(now));
            if (after == before || budget.compareAndSet(before, after)) {
                tellMode(family, after.mode(now, policy.degradedBelow()));
                return after;
            }
        }
    }

    private AtomicReference<Budget> of(String family, Instant now) {
        AtomicReference<Budget> known = families.get(family);
        return known != null
                ? known
                : families.computeIfAbsent(family, name -> new AtomicReference<>(Budget.counted(name, policy, now)));
    }

    private void tellMode(String family, Budget.Mode mode) {
        if (modes.get(family) == mode) {
            return;
        }
        Budget.Mode before = modes.put(family, mode);
        if (before == null) {
            measure(family);
            before = Budget.Mode.NORMAL;
        }
        if (before != mode) {
            Map<String, Object> details = Map.of("family", family, "from", before.name(), "to", mode.name());
            audit.offer(AuditEvent.of(clock.instant(), "budget_mode", null, details));
        }
    }

    private void measure(String family) {
        Tag tag = Tag.of("family", family);
        meters.gauge("gcx.budget.limit", () -> budget(family).tightest().limit(), tag);
        meters.gauge("gcx.budget.remaining", () -> budget(family).tightest().remaining(), tag);
        for (Budget.Mode mode : Budget.Mode.values()) {
            meters.gauge("gcx.budget.mode", () -> mode(family) == mode ? 1 : 0, tag, Tag.of("mode", mode.name()));
        }
    }
}
