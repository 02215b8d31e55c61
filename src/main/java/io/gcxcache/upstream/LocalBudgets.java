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
import java.util.function.BiFunction;

/**
 * The budgets of one process: an immutable {@link Budget} per family, swapped atomically together with its mode, so that
 * whoever wins the swap tells of the change.
 */
public final class LocalBudgets implements Budgets {
    static final int MOST_AT_ONCE = 32;
    static final int MOST_AT_ONCE_DEGRADED = 2;

    private final BudgetPolicy policy;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Meters meters;
    private final AuditTrail audit;
    private final Map<String, AtomicReference<State>> families = new ConcurrentSkipListMap<>();
    private final Map<String, RateLimitFields> fields = new ConcurrentHashMap<>();

    private record State(Budget budget, Budget.Mode mode) {}

    public LocalBudgets(BudgetPolicy policy, Services services) {
        this.policy = policy;
        this.clock = services.clock();
        this.steady = services.steady();
        this.meters = services.meters();
        this.audit = services.audit();
    }

    @Override
    public Budget budget(String family) {
        return state(family).budget();
    }

    @Override
    public Budget.Mode mode(String family) {
        return state(family).mode();
    }

    /** Made once a second, not once a reply. */
    @Override
    public RateLimitFields fields(String family) {
        Instant now = steady.instant();
        RateLimitFields told = fields.get(family);
        if (told == null || !told.stillHolds(of(family).get().budget(), now)) {
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
    public Admission admit(String family, boolean patient) {
        AtomicReference<Admission> admission = new AtomicReference<>();
        change(family, (budget, now) -> {
            switch (budget.mode(now, policy.degradedBelow())) {
                case NORMAL -> admission.set(new Admission(Duration.ZERO, true));
                case BLOCKED -> admission.set(new Admission(Duration.between(now, budget.reopensAt(now)), false));
                case DEGRADED -> {
                    Instant slot = budget.nextSlot().isAfter(now) ? budget.nextSlot() : now;
                    Instant reset = budget.tightest().resetAt();
                    if (patient || !slot.isBefore(reset)) {
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
    public long capacity(String family, Duration within) {
        Instant now = steady.instant();
        return budget(family).capacity(now, now.plus(within));
    }

    @Override
    public boolean take(String family) {
        AtomicReference<Boolean> taken = new AtomicReference<>();
        change(family, (budget, now) -> {
            taken.set(!budget.reopensAt(now).isAfter(now));
            return taken.get() ? budget.withoutOne() : budget;
        });
        return taken.get();
    }

    @Override
    public int concurrency(String family) {
        State state = state(family);
        int most = state.mode() == Budget.Mode.NORMAL ? MOST_AT_ONCE : MOST_AT_ONCE_DEGRADED;
        return (int) Math.max(1, Math.min(most, state.budget().tightest().remaining()));
    }

    @Override
    public void correct(String family, List<RateWindow> seen) {
        change(
                family,
                (budget, now) -> budget.corrected(seen.stream()
                        .filter(window -> window.resetAt().isAfter(now))
                        .toList()));
    }

    @Override
    public void block(String family, Instant until) {
        change(family, (budget, now) -> budget.blockedUntil(until));
    }

    private State state(String family) {
        return change(family, (budget, now) -> budget);
    }

    private State change(String family, BiFunction<Budget, Instant, Budget> change) {
        AtomicReference<State> current = of(family);
        while (true) {
            State before = current.get();
            // Read after the state: who wins the swap then knows no earlier time than who won the one before.
            Instant now = steady.instant();
            Budget budget = change.apply(before.budget().at(now), now);
            Budget.Mode mode = budget.mode(now, policy.degradedBelow());
            if (budget == before.budget() && mode == before.mode()) {
                return before;
            }
            State after = new State(budget, mode);
            boolean swapped =
                    mode == before.mode() ? current.compareAndSet(before, after) : changeMode(current, before, after);
            if (swapped) {
                return after;
            }
        }
    }

    /** The only lock, and a rare one: modes are told in the order in which they came about. */
    private synchronized boolean changeMode(AtomicReference<State> current, State before, State after) {
        if (!current.compareAndSet(before, after)) {
            return false;
        }
        Map<String, Object> details = Map.of(
                "family", after.budget().family(),
                "from", before.mode().name(),
                "to", after.mode().name());
        audit.offer(AuditEvent.of(clock.instant(), "budget_mode", null, details));
        return true;
    }

    private AtomicReference<State> of(String family) {
        AtomicReference<State> known = families.get(family);
        if (known != null) {
            return known;
        }
        AtomicReference<State> made =
                new AtomicReference<>(new State(Budget.counted(family, policy, steady.instant()), Budget.Mode.NORMAL));
        known = families.putIfAbsent(family, made);
        if (known != null) {
            return known;
        }
        measure(family);
        return made;
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
