package io.gcxcache.budget;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
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
 * The budgets of one process: an immutable {@link Budget} per family and one of the client, each swapped atomically
 * together with its mode, so that whoever wins the swap tells of the change.
 */
public final class LocalBudgets implements Budgets {
    static final int MOST_AT_ONCE = 32;
    static final int MOST_AT_ONCE_DEGRADED = 2;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String METERS = "gcx.budget.";
    private static final String CLIENT_METERS = METERS + "client.";

    private final InstantSource clock;
    private final InstantSource steady;
    private final Meters meters;
    private final AuditTrail audit;
    private final Map<String, AtomicReference<State>> families = new ConcurrentSkipListMap<>();
    private final Map<String, RateLimitFields> fields = new ConcurrentHashMap<>();
    private final AtomicReference<State> client;

    private volatile BudgetPolicy policy;

    private record State(Budget budget, Budget.Mode mode) {}

    public LocalBudgets(BudgetPolicy policy, Services services) {
        this.policy = policy;
        this.clock = services.clock();
        this.steady = services.steady();
        this.meters = services.meters();
        this.audit = services.audit();
        this.client = new AtomicReference<>(
                new State(Budget.of(CLIENT, new SlidingWindow(policy.clientLimit(), MINUTE)), Budget.Mode.NORMAL));
        measure(CLIENT_METERS, CLIENT);
    }

    @Override
    public BudgetPolicy policy() {
        return policy;
    }

    /** Keeps the budgets in another way from now on; what was used up stays so. */
    public void exchange(BudgetPolicy next) {
        policy = next;
        families.keySet().forEach(family -> change(family, (budget, now) -> budget.limited(next, now)));
        change(CLIENT, (budget, now) -> budget.limited(next, now));
    }

    @Override
    public Budget budget(String family) {
        return state(family).budget();
    }

    @Override
    public Budget.Mode mode(String family) {
        Budget.Mode ofFamily = state(family).mode();
        Budget.Mode ofClient = state(CLIENT).mode();
        return ofFamily.compareTo(ofClient) > 0 ? ofFamily : ofClient;
    }

    @Override
    public RateLimitFields fields(String family) {
        return fields(family, steady.instant());
    }

    /** Made once a second, not once a reply. */
    @Override
    public RateLimitFields fields(String family, Instant now) {
        RateLimitFields told = fields.get(family);
        if (told == null
                || !told.stillHolds(of(family).get().budget(), client.get().budget(), now)) {
            told = RateLimitFields.of(budget(family), budget(CLIENT), now);
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
        Duration closed = closedFor(family);
        if (!closed.isZero()) {
            return mayProbe(family) ? new Admission(Duration.ZERO, Grant.PROBE) : new Admission(closed, Grant.NONE);
        }
        Admission ofFamily = slot(family, patient);
        if (ofFamily.grant() == Grant.NONE) {
            return ofFamily;
        }
        Admission ofClient = slot(CLIENT, patient);
        boolean ofClientCounts = ofClient.grant() == Grant.NONE
                || ofClient.grant() == Grant.SLOT && ofClient.delay().compareTo(ofFamily.delay()) >= 0;
        return ofClientCounts ? ofClient : ofFamily;
    }

    private Admission slot(String family, boolean patient) {
        AtomicReference<Admission> admission = new AtomicReference<>();
        change(family, (budget, now) -> {
            Instant reopens = budget.reopensAt(now);
            if (reopens.isAfter(now)) {
                admission.set(new Admission(Duration.between(now, reopens), Grant.NONE));
                return budget;
            }
            if (budget.mode(now, policy.degradedBelow()) == Budget.Mode.NORMAL) {
                admission.set(new Admission(Duration.ZERO, Grant.OPEN));
                return budget;
            }
            Instant slot = budget.nextSlot().isAfter(now) ? budget.nextSlot() : now;
            Instant reset = budget.tightest().resetAt();
            if (patient || !slot.isBefore(reset)) {
                admission.set(new Admission(Duration.between(now, reset), Grant.NONE));
                return budget;
            }
            admission.set(new Admission(Duration.between(now, slot), Grant.SLOT));
            return slot.isAfter(now.plus(policy.maxWait())) ? budget : budget.withNextSlot(slot.plus(budget.pace(now)));
        });
        return admission.get();
    }

    /** True for one caller in a while, of those that find a family closed. */
    private boolean mayProbe(String family) {
        return mayProbe(CLIENT, false) && mayProbe(family, false) && mayProbe(CLIENT, true) && mayProbe(family, true);
    }

    /** @param takes whether it is used up by that */
    private boolean mayProbe(String family, boolean takes) {
        AtomicReference<Boolean> may = new AtomicReference<>();
        change(family, (budget, now) -> {
            boolean open = !budget.reopensAt(now).isAfter(now);
            may.set(open || budget.mayProbe(now));
            return takes && !open && may.get() ? budget.withNextProbe(now) : budget;
        });
        return may.get();
    }

    @Override
    public long mayWait(String family) {
        State state = state(family);
        Instant now = steady.instant();
        Instant until = now.plus(policy.maxWait());
        long calls =
                switch (state.mode()) {
                    case NORMAL -> Long.MAX_VALUE;
                    case DEGRADED -> {
                        Instant reset = state.budget().tightest().resetAt();
                        Duration left = Duration.between(now, reset.isBefore(until) ? reset : until);
                        yield left.toMillis()
                                / Math.max(1, state.budget().pace(now).toMillis());
                    }
                    case BLOCKED -> state.budget().capacity(now, until);
                };
        return Math.max(1, calls);
    }

    @Override
    public long capacity(String family, Duration within) {
        Instant now = steady.instant();
        Instant until = now.plus(within);
        return Math.min(budget(family).capacity(now, until), budget(CLIENT).capacity(now, until));
    }

    @Override
    public boolean take(String family, boolean probe) {
        if (!takeOne(CLIENT, probe)) {
            return false;
        }
        if (takeOne(family, probe)) {
            return true;
        }
        change(CLIENT, Budget::withOneMore);
        return false;
    }

    private boolean takeOne(String family, boolean probe) {
        AtomicReference<Boolean> taken = new AtomicReference<>();
        change(family, (budget, now) -> {
            taken.set(!budget.reopensAt(now).isAfter(now) || probe && budget.hasLeftWhatWasSet());
            return taken.get() ? budget.withoutOne(now) : budget;
        });
        return taken.get();
    }

    @Override
    public void reopen(String family) {
        change(family, Budget::reopened);
    }

    @Override
    public Duration closedFor(String family) {
        Instant now = steady.instant();
        Instant ofFamily = budget(family).reopensAt(now);
        Instant ofClient = budget(CLIENT).reopensAt(now);
        return Duration.between(now, ofFamily.isAfter(ofClient) ? ofFamily : ofClient);
    }

    @Override
    public int concurrency(String family) {
        int most = mode(family) == Budget.Mode.NORMAL ? MOST_AT_ONCE : MOST_AT_ONCE_DEGRADED;
        long remaining = Math.min(
                budget(family).tightest().remaining(), budget(CLIENT).tightest().remaining());
        return (int) Math.max(1, Math.min(most, remaining));
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
        change(family, (budget, now) -> budget.blockedUntil(until, now));
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
        if (family.equals(CLIENT)) {
            return client;
        }
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
        measure(METERS, family, Tag.of("family", family));
        return made;
    }

    private void measure(String names, String family, Tag... tags) {
        meters.gauge(names + "limit", () -> budget(family).tightest().limit(), tags);
        meters.gauge(names + "remaining", () -> budget(family).tightest().remaining(), tags);
        for (Budget.Mode mode : Budget.Mode.values()) {
            Tag[] ofMode = Tags.of(tags).and("mode", mode.name()).stream().toArray(Tag[]::new);
            meters.gauge(names + "mode", () -> mode(family) == mode ? 1 : 0, ofMode);
        }
    }
}
