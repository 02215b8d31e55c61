package io.gcxcache.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.audit.TrailEvents;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalBudgetsTest {
    private static final String FAMILY = "routing";
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final AuditTrail audit = new AuditTrail();
    private final LocalBudgets budgets = budgets(100, registry);

    @Test
    void aFamilyNeverSeenHasAWholeBudget() {
        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.NORMAL);
        assertThat(remaining()).isEqualTo(100);
    }

    @Test
    void countsEveryCall() {
        take(3);

        assertThat(remaining()).isEqualTo(97);
    }

    @Test
    void familiesDoNotShareABudget() {
        take(100);

        assertThat(budgets.take("analytics", false)).isTrue();
        assertThat(budgets.mode("analytics")).isEqualTo(Budget.Mode.NORMAL);
    }

    @Test
    void listsTheFamiliesInAlphabeticalOrder() {
        budgets.budget("routing");
        budgets.budget("analytics");
        budgets.budget("users");

        assertThat(budgets.all()).extracting(Budget::family).containsExactly("analytics", "routing", "users");
    }

    @Test
    void anotherLimitHoldsAtOnceForWhatIsCountedHereAndWhatWasUsedStaysSo() {
        take(40);

        budgets.exchange(policy(60, Duration.ofSeconds(30), 1_000_000, 0.1));

        assertThat(remaining()).isEqualTo(20);
        assertThat(budgets.budget(FAMILY).tightest().limit()).isEqualTo(60);
        clock.advance(Duration.ofSeconds(30));
        assertThat(remaining()).isEqualTo(60);
        assertThat(budgets.budget("later").tightest().limit()).isEqualTo(60);
    }

    @Test
    void aLimitBelowWhatWasUsedLeavesNothing() {
        take(40);

        budgets.exchange(policy(30, MINUTE, 1_000_000, 0.1));

        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.BLOCKED);
        assertThat(budgets.take(FAMILY, false)).isFalse();
    }

    @Test
    void whatUpstreamToldIsNotChangedByAnotherLimit() {
        budgets.correct(FAMILY, List.of(window("default", 200, 150, 50)));

        budgets.exchange(policy(10, MINUTE, 1_000_000, 0.1));

        assertThat(remaining()).isEqualTo(150);
    }

    @Test
    void anotherThresholdHoldsAtOnceAndIsAudited() {
        take(60);
        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.NORMAL);

        budgets.exchange(policy(100, MINUTE, 1_000_000, 0.5));

        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.DEGRADED);
        assertThat(TrailEvents.drain(audit)).hasSize(1);
    }

    @Test
    void theClientsOtherLimitHoldsAtOnce() {
        take(40);

        budgets.exchange(policy(100, MINUTE, 40, 0.1));

        assertThat(budgets.mode("another")).isEqualTo(Budget.Mode.BLOCKED);
        budgets.exchange(policy(100, MINUTE, 41, 0));
        assertThat(budgets.take("another", false)).isTrue();
        assertThat(budgets.take("another", false)).isFalse();
    }

    private static BudgetPolicy policy(long limit, Duration window, long clientLimit, double degradedBelow) {
        return new BudgetPolicy(limit, window, clientLimit, ClientForms.parse(""), degradedBelow, MAX_WAIT);
    }

    @Test
    void refusesACallWhenNothingIsLeft() {
        take(100);

        assertThat(budgets.take(FAMILY, false)).isFalse();
        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.BLOCKED);
    }

    @Test
    void startsAgainAfterTheReset() {
        take(100);

        clock.advance(MINUTE.minusMillis(1));
        assertThat(budgets.take(FAMILY, false)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(budgets.take(FAMILY, false)).isTrue();
        assertThat(remaining()).isEqualTo(99);
    }

    @Test
    void refusesACallWhenOneOfTwoWindowsIsSpent() {
        budgets.correct(FAMILY, List.of(window("burst", 10, 0, 1), window("sustained", 300, 200, 60)));

        assertThat(budgets.take(FAMILY, false)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(budgets.take(FAMILY, false)).isTrue();
    }

    @Test
    void anAnswerCorrectsTheCount() {
        take(3);

        budgets.correct(FAMILY, List.of(window("default", 300, 17, 30)));

        assertThat(budgets.budget(FAMILY).windows()).containsExactly(window("default", 300, 17, 30));
    }

    @Test
    void callsOnTheirWayCountBeforeUpstreamKnowsOfThem() {
        budgets.correct(FAMILY, List.of(window("default", 300, 17, 30)));
        take(5);

        budgets.correct(FAMILY, List.of(window("default", 300, 16, 30)));

        assertThat(remaining()).isEqualTo(12);
    }

    @Test
    void aLateAnswerFromAWindowThatEndedGivesNothingBack() {
        RateWindow ended = window("default", 100, 50, 10);
        budgets.correct(FAMILY, List.of(ended));
        clock.advance(Duration.ofSeconds(10));
        take(40);

        budgets.correct(FAMILY, List.of(ended));

        assertThat(remaining()).isEqualTo(60);
    }

    @Test
    void noCallWaitsBeyondTheReset() {
        budgets.correct(FAMILY, List.of(window("default", 100, 1, 4)));
        budgets.admit(FAMILY, false);

        budgets.admit(FAMILY, false);

        assertThat(budgets.admit(FAMILY, false))
                .isEqualTo(new Budgets.Admission(Duration.ofSeconds(4), Budgets.Grant.NONE));
    }

    @Test
    void recordsThatAFamilyBeginsBlocked() {
        budgets.block(FAMILY, clock.instant().plusSeconds(42));

        assertThat(TrailEvents.drain(audit))
                .extracting(AuditEvent::details)
                .containsExactly(change("NORMAL", "BLOCKED"));
    }

    @Test
    void isDegradedBelowATenthUntilTheReset() {
        take(90);
        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.NORMAL);

        take(1);

        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.DEGRADED);
        clock.advance(MINUTE);
        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.NORMAL);
    }

    @Test
    void sendsNothingWhileBlocked() {
        budgets.block(FAMILY, clock.instant().plusSeconds(42));

        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.BLOCKED);
        assertThat(budgets.take(FAMILY, false)).isFalse();
        assertThat(remaining()).isEqualTo(100);
        clock.advance(Duration.ofSeconds(42));
        assertThat(budgets.take(FAMILY, false)).isTrue();
    }

    @Test
    void isNormalAgainWhenABlockEndsThoughNobodyAsks() {
        budgets.block(FAMILY, clock.instant().plusSeconds(42));

        clock.advance(Duration.ofSeconds(42));

        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.NORMAL);
    }

    @Test
    void aBlockOutlivesTheResetOfTheWindow() {
        take(100);
        budgets.block(FAMILY, clock.instant().plusSeconds(61));

        clock.advance(MINUTE);

        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.BLOCKED);
    }

    @Test
    void admitsAtOnceWhileNormal() {
        assertThat(budgets.admit(FAMILY, false)).isEqualTo(new Budgets.Admission(Duration.ZERO, Budgets.Grant.OPEN));
        assertThat(remaining()).isEqualTo(100);
    }

    @Test
    void asksToComeBackWhenItReopens() {
        budgets.block(FAMILY, clock.instant().plusSeconds(42));

        assertThat(budgets.admit(FAMILY, false))
                .isEqualTo(new Budgets.Admission(Duration.ofSeconds(42), Budgets.Grant.NONE));
    }

    @Test
    void asksToComeBackAtTheResetWhenNothingIsLeft() {
        take(100);
        clock.advance(Duration.ofSeconds(13));

        assertThat(budgets.admit(FAMILY, false))
                .isEqualTo(new Budgets.Admission(Duration.ofSeconds(47), Budgets.Grant.NONE));
    }

    @Test
    void spreadsCallsEvenlyWhileDegraded() {
        budgets.correct(FAMILY, List.of(window("default", 100, 9, 9)));

        List<Duration> delays = admitted(9);

        assertThat(delays)
                .containsExactly(
                        Duration.ofSeconds(0),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8));
    }

    @Test
    void reservesNoSlotForACallThatWillNotWaitForIt() {
        budgets.correct(FAMILY, List.of(window("default", 100, 4, 60)));
        assertThat(admitted(1)).containsExactly(Duration.ZERO);

        assertThat(admitted(3)).containsOnly(Duration.ofSeconds(15));
        clock.advance(Duration.ofSeconds(5));
        assertThat(admitted(1)).containsExactly(MAX_WAIT);
    }

    @Property(tries = 200)
    void paysOutEvenlyAllThatIsLeft(
            @ForAll @IntRange(min = 1, max = 9) int left, @ForAll @IntRange(min = 1, max = 600) int reset) {
        LocalBudgets degraded = budgets(100, new SimpleMeterRegistry());
        degraded.correct(FAMILY, List.of(window("default", 100, left, reset)));
        Instant end = clock.instant().plusSeconds(reset);
        Duration pace = Duration.ofSeconds(reset).dividedBy(left).plusNanos(1);

        for (int call = 0; call < left; call++) {
            assertThat(degraded.admit(FAMILY, false))
                    .isEqualTo(new Budgets.Admission(Duration.ZERO, Budgets.Grant.SLOT));
            assertThat(degraded.take(FAMILY, false)).isTrue();
            clock.advance(pace);
        }

        assertThat(Duration.between(end, clock.instant())).isBetween(Duration.ZERO, Duration.ofNanos(left));
    }

    @ParameterizedTest
    @CsvSource({"100, 32", "33, 32", "20, 20", "10, 10", "9, 2", "1, 1", "0, 1"})
    void letsFewerCallsRunAtOnceTheLessIsLeft(long left, int atOnce) {
        budgets.correct(FAMILY, List.of(window("default", 100, left, 30)));

        assertThat(budgets.concurrency(FAMILY)).isEqualTo(atOnce);
    }

    @Test
    void letsOneCallRunWhileBlocked() {
        take(100);
        budgets.block(FAMILY, clock.instant().plusSeconds(42));

        assertThat(budgets.concurrency(FAMILY)).isEqualTo(1);
    }

    @RepeatedTest(20)
    void neverGivesMoreThanTheLimitToManyThreads() throws Exception {
        LocalBudgets shared = budgets(500, new SimpleMeterRegistry());
        AtomicInteger given = new AtomicInteger();
        int threads = 16;

        inParallel(threads, () -> {
            for (int i = 0; i < 100; i++) {
                given.addAndGet(shared.take(FAMILY, false) ? 1 : 0);
            }
            return null;
        });

        assertThat(given).hasValue(500);
    }

    @Test
    void theLastCallIsGivenOnceThoughAnotherTakesItMeanwhile() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        LocalBudgets shared = ofClient(1, () -> {
            meanwhile.getAndSet(() -> {}).run();
            return clock.instant();
        });
        AtomicInteger given = new AtomicInteger();
        meanwhile.set(() -> given.addAndGet(shared.take("analytics", false) ? 1 : 0));

        given.addAndGet(shared.take(FAMILY, false) ? 1 : 0);

        assertThat(given).hasValue(1);
    }

    @RepeatedTest(20)
    void noTwoCallsGetTheSameSlot() throws Exception {
        budgets.correct(FAMILY, List.of(window("default", 1000, 90, 9)));

        List<Duration> delays =
                inParallel(8, () -> admitted(10)).stream().flatMap(List::stream).toList();

        assertThat(delays).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void recordsEveryChangeOfMode() {
        take(91);
        take(9);
        clock.advance(MINUTE);
        budgets.mode(FAMILY);

        assertThat(TrailEvents.drain(audit))
                .extracting(AuditEvent::event, AuditEvent::details)
                .containsExactly(
                        tuple("budget_mode", change("NORMAL", "DEGRADED")),
                        tuple("budget_mode", change("DEGRADED", "BLOCKED")),
                        tuple("budget_mode", change("BLOCKED", "NORMAL")));
    }

    @RepeatedTest(20)
    void recordsEveryChangeOnceAndInItsOrderHoweverManyThreadsChangeTheMode() throws Exception {
        List<String> families = List.of(FAMILY, "analytics");
        // Every limit is another window, whose count is believed.
        List<RateWindow> seen =
                List.of(window("default", 100, 50, 30), window("default", 101, 4, 30), window("default", 102, 0, 30));

        inParallel(16, () -> {
            for (int i = 0; i < 200; i++) {
                String family = families.get(ThreadLocalRandom.current().nextInt(families.size()));
                budgets.correct(
                        family, List.of(seen.get(ThreadLocalRandom.current().nextInt(seen.size()))));
            }
            return null;
        });

        List<AuditEvent> events = TrailEvents.drain(audit);
        assertThat(families).allSatisfy(family -> {
            String mode = Budget.Mode.NORMAL.name();
            for (AuditEvent event : events) {
                if (event.details().get("family").equals(family)) {
                    assertThat(event.details()).containsEntry("from", mode);
                    mode = String.valueOf(event.details().get("to"));
                }
            }
            assertThat(mode).isEqualTo(budgets.mode(family).name());
        });
        assertThat(events).isNotEmpty().allSatisfy(event -> assertThat(
                        event.details().get("from"))
                .isNotEqualTo(event.details().get("to")));
        assertThat(audit.isEmpty()).isTrue();
    }

    @Test
    void recordsNothingWhileTheModeStays() {
        take(50);
        budgets.correct(FAMILY, List.of(window("default", 100, 40, 30)));

        assertThat(audit.isEmpty()).isTrue();
    }

    @Test
    void tellsTheTightestWindowInRateLimitFields() {
        budgets.correct(FAMILY, List.of(window("burst", 10, 9, 1), window("sustained", 300, 17, 42)));
        clock.advance(Duration.ofMillis(500));

        RateLimitFields fields = budgets.fields(FAMILY);

        assertThat(fields.rateLimit()).isEqualTo("\"routing\";r=17;t=42");
        assertThat(fields.policy()).isEqualTo("\"routing\";q=300;w=60");
    }

    @Test
    void tellsItAsGenesysDoesToo() {
        budgets.correct(FAMILY, List.of(window("default", 300, 17, 42)));
        List<String> told = new ArrayList<>();

        budgets.fields(FAMILY).tellAsGenesys((name, value) -> told.add(name + ": " + value));

        assertThat(told)
                .containsExactly(
                        "inin-ratelimit-allowed: 300", "inin-ratelimit-count: 283", "inin-ratelimit-reset: 42");
        assertThat(new String(budgets.fields(FAMILY).linesAsGenesys(), StandardCharsets.US_ASCII))
                .isEqualTo(String.join("\r\n", told) + "\r\n");
    }

    @Test
    void tellsThatNothingRemainsUntilTheFamilyReopens() {
        budgets.correct(FAMILY, List.of(window("burst", 10, 0, 1), window("sustained", 300, 17, 42)));
        budgets.block(FAMILY, clock.instant().plusSeconds(7));

        assertThat(budgets.fields(FAMILY).rateLimit()).isEqualTo("\"routing\";r=0;t=7");
    }

    @Test
    void makesTheFieldsAnewWhenTheyWouldSaySomethingElse() {
        RateLimitFields told = budgets.fields(FAMILY);
        assertThat(budgets.fields(FAMILY)).isSameAs(told);

        take(1);
        assertThat(budgets.fields(FAMILY).rateLimit()).isEqualTo("\"routing\";r=99;t=60");
        clock.advance(Duration.ofSeconds(1));
        assertThat(budgets.fields(FAMILY).rateLimit()).isEqualTo("\"routing\";r=99;t=59");
        clock.advance(MINUTE);
        assertThat(budgets.fields(FAMILY).rateLimit()).isEqualTo("\"routing\";r=100;t=59");
    }

    @Test
    void measuresWhatIsLeft() {
        take(95);

        assertThat(gauge("gcx.budget.limit")).isEqualTo(100);
        assertThat(gauge("gcx.budget.remaining")).isEqualTo(5);
        assertThat(gauge("gcx.budget.mode", "mode", "DEGRADED")).isEqualTo(1);
        assertThat(gauge("gcx.budget.mode", "mode", "NORMAL")).isZero();
    }

    @Test
    void everyCallDrawsOnTheClientToo() {
        LocalBudgets shared = ofClient(3);

        assertThat(shared.take("routing", false)).isTrue();
        assertThat(shared.take("analytics", false)).isTrue();
        assertThat(shared.take("users", false)).isTrue();

        assertThat(shared.take("flows", false)).isFalse();
        assertThat(shared.mode("flows")).isEqualTo(Budget.Mode.BLOCKED);
        assertThat(shared.budget("flows").tightest().remaining()).isEqualTo(100);
        assertThat(shared.closedFor("flows")).isBetween(MINUTE, MINUTE.plusSeconds(2));
        clock.advance(MINUTE.plusSeconds(2));
        assertThat(shared.take("flows", false)).isTrue();
    }

    @Test
    void aCallThatItsFamilyRefusesCostsTheClientNothing() {
        LocalBudgets shared = ofClient(1000);
        shared.block(FAMILY, clock.instant().plusSeconds(42));

        assertThat(shared.take(FAMILY, false)).isFalse();

        assertThat(shared.budget(Budgets.CLIENT).tightest().remaining()).isEqualTo(1000);
    }

    @Test
    void whatBlocksTheClientBlocksEveryFamily() {
        budgets.block(Budgets.CLIENT, clock.instant().plusSeconds(42));

        assertThat(budgets.mode("never-seen")).isEqualTo(Budget.Mode.BLOCKED);
        assertThat(budgets.admit(FAMILY, false))
                .isEqualTo(new Budgets.Admission(Duration.ofSeconds(42), Budgets.Grant.NONE));
        assertThat(budgets.fields(FAMILY).rateLimit()).isEqualTo("\"routing\";r=0;t=42");
        assertThat(budgets.all()).extracting(Budget::family).doesNotContain(Budgets.CLIENT);
        assertThat(registry.get("gcx.budget.client.mode")
                        .tags("mode", "BLOCKED")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void aClosedFamilyReservesNothingOfTheClient() {
        LocalBudgets shared = ofClient(20);
        for (int call = 0; call < 19; call++) {
            shared.take("analytics", false);
        }
        shared.block(FAMILY, clock.instant().plusSeconds(42));

        for (int asked = 0; asked < 100; asked++) {
            assertThat(shared.admit(FAMILY, false).grant()).isEqualTo(Budgets.Grant.NONE);
        }

        assertThat(shared.admit("analytics", false))
                .isEqualTo(new Budgets.Admission(Duration.ZERO, Budgets.Grant.SLOT));
    }

    @Test
    void probesALongBlockOnceInFiveMinutes() {
        budgets.block(FAMILY, clock.instant().plus(Duration.ofHours(24)));
        assertThat(budgets.admit(FAMILY, false).grant()).isEqualTo(Budgets.Grant.NONE);

        clock.advance(Budget.PROBE.minusMillis(1));
        assertThat(budgets.admit(FAMILY, false).grant()).isEqualTo(Budgets.Grant.NONE);
        clock.advance(Duration.ofMillis(1));
        assertThat(budgets.admit(FAMILY, false)).isEqualTo(new Budgets.Admission(Duration.ZERO, Budgets.Grant.PROBE));
        assertThat(budgets.admit(FAMILY, false).grant()).isEqualTo(Budgets.Grant.NONE);

        assertThat(budgets.take(FAMILY, false)).as("no other").isFalse();
        assertThat(budgets.take(FAMILY, true)).as("the probe").isTrue();
        clock.advance(Budget.PROBE);
        assertThat(budgets.admit(FAMILY, false).grant()).isEqualTo(Budgets.Grant.PROBE);
    }

    @Test
    void oneProbeIsEnoughForAllFamiliesWhileTheClientIsBlocked() {
        budgets.block(Budgets.CLIENT, clock.instant().plus(Duration.ofHours(24)));
        clock.advance(Budget.PROBE);

        assertThat(budgets.admit(FAMILY, false).grant()).isEqualTo(Budgets.Grant.PROBE);
        assertThat(budgets.admit("analytics", false).grant()).isEqualTo(Budgets.Grant.NONE);

        budgets.reopen(Budgets.CLIENT);
        assertThat(budgets.mode("analytics")).isEqualTo(Budget.Mode.NORMAL);
    }

    @Test
    void aWindowThatIsToldToResetInHoursIsProbedToo() {
        budgets.correct(FAMILY, List.of(window("day", 1000, 0, 7200)));
        clock.advance(Budget.PROBE);

        assertThat(budgets.admit(FAMILY, false).grant()).isEqualTo(Budgets.Grant.PROBE);
        budgets.reopen(FAMILY);
        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.NORMAL);
    }

    @Test
    void neverProbesBeyondWhatWasSet() {
        LocalBudgets daily = new LocalBudgets(
                new BudgetPolicy(5, Duration.ofDays(1), 1_000_000, ClientForms.parse(""), 0.1, MAX_WAIT),
                new Services(clock, clock, () -> 0, new Meters(new SimpleMeterRegistry()), audit, null));
        for (int call = 0; call < 5; call++) {
            daily.take(FAMILY, false);
        }

        clock.advance(Duration.ofHours(3));

        assertThat(daily.admit(FAMILY, false).grant()).isEqualTo(Budgets.Grant.NONE);
    }

    @Test
    void aProbeThatOthersLeftNothingForIsNotSent() {
        LocalBudgets shared = ofClient(3);
        Budgets.Grant grant = probe(shared);
        takeOthers(shared, 3);

        assertThat(grant).isEqualTo(Budgets.Grant.PROBE);
        assertThat(shared.take(FAMILY, true)).isFalse();
    }

    @Test
    void aProbeThatGotThroughGivesNothingBackOfWhatWasSet() {
        LocalBudgets shared = ofClient(3);
        probe(shared);
        takeOthers(shared, 2);
        assertThat(shared.take(FAMILY, true)).isTrue();

        shared.reopen(FAMILY);
        shared.reopen(Budgets.CLIENT);

        assertThat(shared.take("analytics", false)).isFalse();
        assertThat(shared.take(FAMILY, false)).isFalse();
    }

    private Budgets.Grant probe(LocalBudgets shared) {
        shared.block(FAMILY, clock.instant().plus(Duration.ofHours(24)));
        clock.advance(Budget.PROBE);
        return shared.admit(FAMILY, false).grant();
    }

    private static void takeOthers(LocalBudgets shared, int calls) {
        for (int call = 0; call < calls; call++) {
            assertThat(shared.take("analytics", false)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-03T09:00:00Z", "9999-12-31T23:59:59Z"})
    void whateverIsToldNothingOverflows(String instant) {
        Instant far = Instant.parse(instant);
        budgets.block(FAMILY, far);
        budgets.correct(FAMILY, List.of(new RateWindow("far", 10, 0, far, MINUTE)));

        assertThat(budgets.fields(FAMILY).rateLimit()).startsWith("\"routing\";r=0;t=");
        assertThat(budgets.admit(FAMILY, false).grant()).isEqualTo(Budgets.Grant.NONE);
        assertThat(BudgetReport.of(budgets, clock.instant(), clock.instant()).families())
                .hasSize(1);
    }

    private LocalBudgets ofClient(long clientLimit) {
        return ofClient(clientLimit, clock);
    }

    private LocalBudgets ofClient(long clientLimit, InstantSource steady) {
        return new LocalBudgets(
                new BudgetPolicy(100, MINUTE, clientLimit, ClientForms.parse(""), 0.1, MAX_WAIT),
                new Services(clock, steady, () -> 0, new Meters(new SimpleMeterRegistry()), audit, null));
    }

    private LocalBudgets budgets(long limit, MeterRegistry meters) {
        return new LocalBudgets(
                new BudgetPolicy(limit, MINUTE, 1_000_000, ClientForms.parse(""), 0.1, MAX_WAIT),
                new Services(clock, clock, () -> 0, new Meters(meters), audit, null));
    }

    private RateWindow window(String name, long limit, long remaining, long resetsIn) {
        return new RateWindow(name, limit, remaining, clock.instant().plusSeconds(resetsIn), MINUTE);
    }

    private void take(int calls) {
        for (int i = 0; i < calls; i++) {
            assertThat(budgets.take(FAMILY, false)).isTrue();
        }
    }

    @Test
    void aPatientCallLeavesTheSlotsToOthersAndWaitsForTheReset() {
        budgets.correct(FAMILY, List.of(window("default", 100, 5, 50)));

        assertThat(budgets.admit(FAMILY, true))
                .isEqualTo(new Budgets.Admission(Duration.ofSeconds(50), Budgets.Grant.NONE));
        assertThat(budgets.admit(FAMILY, false)).isEqualTo(new Budgets.Admission(Duration.ZERO, Budgets.Grant.SLOT));
    }

    @Test
    void aPatientCallIsAdmittedAtOnceWhileNormal() {
        assertThat(budgets.admit(FAMILY, true)).isEqualTo(new Budgets.Admission(Duration.ZERO, Budgets.Grant.OPEN));
    }

    @ParameterizedTest
    @CsvSource({"0, 17", "29999, 17", "30000, 317", "89999, 317", "90000, 617"})
    void countsOnWhatIsLeftAndOnEveryReset(long millis, long calls) {
        budgets.correct(FAMILY, List.of(window("default", 300, 17, 30)));

        assertThat(budgets.capacity(FAMILY, Duration.ofMillis(millis))).isEqualTo(calls);
    }

    @Test
    void countsOnTheWindowThatLetsTheFewestThrough() {
        budgets.correct(
                FAMILY,
                List.of(
                        new RateWindow("burst", 10, 10, clock.instant().plusSeconds(1), Duration.ofSeconds(1)),
                        window("sustained", 300, 200, 60)));

        assertThat(budgets.capacity(FAMILY, Duration.ofSeconds(5))).isEqualTo(60);
        assertThat(budgets.capacity(FAMILY, Duration.ofSeconds(59))).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"41, 0", "42, 17", "60, 317"})
    void countsOnNothingWhileItIsBlocked(long seconds, long calls) {
        budgets.correct(FAMILY, List.of(window("default", 300, 17, 60)));
        budgets.block(FAMILY, clock.instant().plusSeconds(42));

        assertThat(budgets.capacity(FAMILY, Duration.ofSeconds(seconds))).isEqualTo(calls);
    }

    @Test
    void whatABlockOutlivesIsNotCountedOn() {
        budgets.correct(FAMILY, List.of(window("default", 300, 17, 60)));
        budgets.block(FAMILY, clock.instant().plusSeconds(130));

        assertThat(budgets.capacity(FAMILY, Duration.ofSeconds(130))).isEqualTo(300);
        assertThat(budgets.capacity(FAMILY, Duration.ofSeconds(180))).isEqualTo(600);
    }

    @Test
    void countsOnNoMoreThanTheClientMay() {
        LocalBudgets small = ofClient(10);
        for (int call = 0; call < 4; call++) {
            small.take(FAMILY, false);
        }

        assertThat(small.capacity(FAMILY, Duration.ZERO)).isEqualTo(6);
        assertThat(small.capacity(FAMILY, Duration.ofSeconds(62))).isEqualTo(6 + 4 + 6);
        assertThat(small.capacity("another", Duration.ZERO)).isEqualTo(6);
    }

    @Test
    void anyNumberMayWaitWhileItIsNormal() {
        assertThat(budgets.mayWait(FAMILY)).isEqualTo(Long.MAX_VALUE);
        assertThat(budgets.mayWait(Budgets.CLIENT)).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"5, 20, 2", "20, 40, 5", "20, 5, 20", "1, 60, 1"})
    void asManyMayWaitAsHaveASlotInTime(long left, long resetsIn, long mayWait) {
        budgets.correct(FAMILY, List.of(window("default", 300, left, resetsIn)));

        assertThat(budgets.mayWait(FAMILY)).isEqualTo(mayWait);
    }

    @ParameterizedTest
    @CsvSource({"9, 17", "10, 17", "11, 1"})
    void whatMayBeSentInTimeOnceItReopensMayWait(long seconds, long mayWait) {
        budgets.correct(FAMILY, List.of(window("default", 300, 17, 60)));
        budgets.block(FAMILY, clock.instant().plusSeconds(seconds));

        assertThat(budgets.mayWait(FAMILY)).isEqualTo(mayWait);
    }

    private long remaining() {
        return budgets.budget(FAMILY).tightest().remaining();
    }

    private List<Duration> admitted(int calls) {
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            Budgets.Admission admission = budgets.admit(FAMILY, false);
            assertThat(admission.grant()).isEqualTo(Budgets.Grant.SLOT);
            delays.add(admission.delay());
        }
        return delays;
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tag("family", FAMILY).tags(tags).gauge().value();
    }

    private static Map<String, Object> change(String from, String to) {
        return Map.of("family", FAMILY, "from", from, "to", to);
    }

    private static <T> List<T> inParallel(int threads, Callable<T> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> tasks = Collections.nCopies(threads, task);
            List<T> results = new ArrayList<>();
            for (Future<T> result : pool.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
