package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.cache.TestEntry;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private static final String KEY = "gcx:directory:internal_agents";
    private static final Question QUESTION = TestFlight.question(KEY, Duration.ofMinutes(1));
    private static final Question OTHER = TestFlight.question("other", Duration.ofMinutes(1));
    private static final Question DECLARED_OTHERWISE = TestFlight.question(KEY, Duration.ofMinutes(2));
    private static final CacheEntry ENTRY = TestEntry.named(KEY);
    private static final Problem BROKEN = Problem.upstream("broken");
    private static final int THREADS = 32;
    private static final int REMEMBERED_INVALIDATIONS = 10_000;

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private final EntryStore store = TestFlight.store(clock);
    private final Flights flights = TestFlight.flights(store, clock, timers);

    @AfterEach
    void stopTimers() {
        timers.shutdownNow();
    }

    @Test
    void aFlightWithoutATimeLimitIsRefusedAtOnce() {
        timers.shutdownNow();

        Flights.Boarding boarding = flights.board(QUESTION);

        assertThat(boarding.flight().arrival())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
        assertThat(flights.isInProgress(KEY)).isFalse();
        assertThat(flights.failedRecently(QUESTION)).isFalse();
    }

    @Test
    void theFirstToBoardMakesTheFlight() {
        Flights.Boarding first = flights.board(QUESTION);
        Flights.Boarding second = flights.board(QUESTION);

        assertThat(first.first()).isTrue();
        assertThat(second.first()).isFalse();
        assertThat(second.flight()).isSameAs(first.flight());
        assertThat(first.flight().key()).isEqualTo(KEY);
        assertThat(first.flight().boarded()).isEqualTo(clock.instant());
    }

    @Test
    void whatOneConsumerMayNotIsNotRememberedForOthers() {
        flights.fail(board(), Problem.tooMany("flood", Duration.ofSeconds(1)));

        assertThat(flights.failedRecently(QUESTION)).isFalse();
        assertThat(flights.board(QUESTION).first()).isTrue();
    }

    @Test
    void everyKeyHasItsOwnFlight() {
        Flight one = board();
        Flight other = flights.board(OTHER).flight();

        assertThat(other).isNotSameAs(one);
        assertThat(flights.inProgress()).isEqualTo(2);
    }

    @RepeatedTest(20)
    void manyThreadsBoardOneFlight() throws Exception {
        List<Flights.Boarding> boardings = inParallel(() -> flights.board(QUESTION));

        assertThat(boardings).extracting(Flights.Boarding::flight).containsOnly(board());
        assertThat(boardings).filteredOn(Flights.Boarding::first).hasSize(1);
    }

    @Test
    void landingBringsTheEntryToAllAndFreesTheKey() {
        Flight flight = board();
        List<CacheEntry> waiting = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            board().arrival().thenAccept(waiting::add);
        }

        flights.land(flight, ENTRY);

        assertThat(waiting).hasSize(1000).containsOnly(ENTRY);
        assertThat(flight.hasLanded()).isTrue();
        assertThat(flights.isInProgress(KEY)).isFalse();
        assertThat(flights.failedRecently(QUESTION)).isFalse();
        assertThat(flights.board(QUESTION).first()).isTrue();
    }

    @Test
    void whatAFlightBringsIsKeptForWhoComesBackForIt() {
        Flight flight = board();

        flights.comeBackFor(flight);
        flights.land(flight, ENTRY);

        assertThat(flights.result(flight.id())).containsSame(ENTRY);
    }

    @Test
    void whoIsJustTooLateToComeBackForAFlightFindsItsAnswerAllTheSame() {
        Flight flight = board();
        flights.land(flight, ENTRY);

        flights.comeBackFor(flight);

        assertThat(flights.result(flight.id())).containsSame(ENTRY);
    }

    @Test
    void anAnswerIsKeptForWhoComesBackForItWhateverBecomesOfItInTheCache() {
        String name = flights.keep(ENTRY);

        assertThat(store.lookUp(KEY)).isNull();
        assertThat(flights.result(name)).containsSame(ENTRY);
        store.invalidateKey(KEY);
        assertThat(flights.result(name)).isEmpty();
    }

    @Test
    void failingBringsTheProblemToAllAndFreesTheKey() {
        Flight flight = board();
        List<Throwable> waiting = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            board().arrival().whenComplete((entry, failure) -> waiting.add(failure));
        }

        flights.fail(flight, BROKEN);

        assertThat(waiting).hasSize(1000).containsOnly(BROKEN);
        assertThat(flights.isInProgress(KEY)).isFalse();
    }

    @Test
    void isInProgressUntilItEnds() {
        assertThat(flights.isInProgress(KEY)).isFalse();

        board();

        assertThat(flights.isInProgress(KEY)).isTrue();
    }

    @Test
    void remembersAFailureForFiveSeconds() {
        Flight failed = board();
        flights.fail(failed, BROKEN);

        clock.advance(Duration.ofMillis(4_999));
        assertThat(flights.failedRecently(QUESTION)).isTrue();
        assertThat(flights.board(QUESTION)).isEqualTo(new Flights.Boarding(failed, false));
        clock.advance(Duration.ofMillis(1));
        assertThat(flights.failedRecently(QUESTION)).isFalse();
        assertThat(flights.board(QUESTION).first()).isTrue();
    }

    @Test
    void askingForAFailureDoesNotProlongIt() {
        flights.fail(board(), BROKEN);
        clock.advance(Duration.ofSeconds(4));

        board();

        clock.advance(Duration.ofSeconds(1));
        assertThat(flights.board(QUESTION).first()).isTrue();
    }

    @Test
    void failuresOfManyWordsAreRememberedWithinBounds() {
        Problem wordy = Problem.upstream("x".repeat(1 << 20));
        for (int i = 0; i < 100; i++) {
            Question question = TestFlight.question("wordy " + i, Duration.ofMinutes(1));
            flights.fail(flights.board(question).flight(), wordy);
        }

        assertThat(flights.recent()).hasSizeBetween(1, 10);
        assertThat(IntStream.range(0, 100)
                        .filter(i -> flights.failedRecently(TestFlight.question("wordy " + i, Duration.ofMinutes(1)))))
                .hasSizeBetween(1, 10);
    }

    @Test
    void takesNobodyOnBoardWhoMeansAnotherDeclaration() {
        Flight before = flights.board(QUESTION).flight();

        Flights.Boarding after = flights.board(DECLARED_OTHERWISE);

        assertThat(after.first()).isTrue();
        assertThat(after.flight()).isNotSameAs(before);
        assertThat(flights.board(DECLARED_OTHERWISE).flight()).isSameAs(after.flight());
        flights.land(before, ENTRY);
        assertThat(before.arrival()).isCompletedWithValue(ENTRY);
        assertThat(flights.isInProgress(KEY)).isTrue();
    }

    @Test
    void aFailureIsNothingToWhoMeansAnotherDeclaration() {
        flights.fail(board(), BROKEN);

        assertThat(flights.failedRecently(QUESTION)).isTrue();
        assertThat(flights.failedRecently(DECLARED_OTHERWISE)).isFalse();
        assertThat(flights.board(DECLARED_OTHERWISE).first()).isTrue();
    }

    @Test
    void aFailureIsRememberedForItsKeyOnly() {
        flights.fail(board(), BROKEN);

        assertThat(flights.failedRecently(OTHER)).isFalse();
        assertThat(flights.board(OTHER).first()).isTrue();
    }

    @Test
    void doesNotRememberARefusalByTheBudget() {
        flights.fail(board(), Problem.busy("spent", Duration.ofSeconds(42)));

        assertThat(flights.failedRecently(QUESTION)).isFalse();
        assertThat(flights.board(QUESTION).first()).isTrue();
    }

    @Test
    void theTimeLimitEndsAFlightAndFreesItsKey() {
        Flight flight = board();

        passTheTimeLimit();

        assertThat(problemOf(flight).status()).isEqualTo(504);
        assertThat(flights.isInProgress(KEY)).isFalse();
        clock.advance(Flights.FAILURE_MEMORY);
        assertThat(flights.board(QUESTION).first()).isTrue();
    }

    @Test
    void theTimeLimitTellsWhyTheLastTryBroughtNoAnswer() {
        Flight flight = board();
        Flight other = flights.board(OTHER).flight();
        flight.tried(Problem.passing("first"));
        flight.tried(BROKEN);
        other.tried(BROKEN);
        other.tried(null);

        passTheTimeLimit();

        assertThat(problemOf(flight).detail())
                .isEqualTo("No answer within 60 s: " + KEY + "; the last try failed: broken");
        assertThat(problemOf(other).detail()).isEqualTo("No answer within 60 s: other");
    }

    @Test
    void theTimeLimitIsTheResourcesOwn() {
        flights.board(TestFlight.question(KEY, Duration.ofMinutes(10)));

        assertThat(timers.getQueue())
                .singleElement()
                .extracting(timer -> ((Delayed) timer).getDelay(TimeUnit.SECONDS))
                .asInstanceOf(InstanceOfAssertFactories.LONG)
                .isBetween(590L, 600L);
    }

    @Test
    void theTimeLimitIsLiftedWhenAFlightEnds() {
        timers.setRemoveOnCancelPolicy(true);
        Flight landed = board();
        Flight failed = flights.board(OTHER).flight();
        assertThat(timers.getQueue()).hasSize(2);

        flights.land(landed, ENTRY);
        flights.fail(failed, BROKEN);

        assertThat(timers.getQueue()).isEmpty();
    }

    @Test
    void aFlightEndsOnce() {
        Flight flight = board();
        flights.land(flight, ENTRY);

        flights.fail(flight, BROKEN);

        assertThat(flight.arrival()).isCompletedWithValue(ENTRY);
        assertThat(flights.failedRecently(QUESTION)).isFalse();
    }

    @Test
    void aFlightThatBoardedBeforeAnInvalidationTakesNobodyElseAndLandsForItsOwn() {
        Flight overtaken = board();
        store.invalidateKey(KEY);

        Flights.Boarding after = flights.board(QUESTION);

        assertThat(after.first()).isTrue();
        assertThat(after.flight()).isNotSameAs(overtaken);
        assertThat(flights.inProgress()).isEqualTo(2);
        flights.land(overtaken, ENTRY);
        assertThat(overtaken.arrival()).isCompletedWithValue(ENTRY);
        assertThat(after.flight().hasLanded()).isFalse();
        assertThat(board()).isSameAs(after.flight());
    }

    @Test
    void aFlightThatIsOlderThanTheMemoryOfInvalidationsTakesNobodyElse() {
        Flight old = board();
        store.invalidateKey(KEY);
        for (int i = 0; i < REMEMBERED_INVALIDATIONS; i++) {
            store.invalidateKey("another-" + i);
        }

        Flights.Boarding after = flights.board(QUESTION);

        assertThat(after.first()).isTrue();
        assertThat(after.flight()).isNotSameAs(old);
    }

    @Test
    void tellsOfFlightsInProgressAndOfThoseThatEnded() {
        Flight landed = board();
        landed.polled();
        flights.land(landed, ENTRY);
        clock.advance(Duration.ofSeconds(1));
        Flight failed = flights.board(OTHER).flight();
        flights.fail(failed, BROKEN);
        clock.advance(Duration.ofSeconds(1));
        Flight running = board();

        assertThat(flights.recent())
                .containsExactly(
                        running.log(FlightLog.State.RUNNING, null),
                        failed.log(FlightLog.State.FAILED, BROKEN),
                        landed.log(FlightLog.State.COMPLETED, null));
        assertThat(flights.recent(landed.id()))
                .hasValueSatisfying(log -> assertThat(log.polls()).isEqualTo(1));
        assertThat(flights.recent(running.id())).isPresent();
        assertThat(flights.recent("unknown")).isEmpty();
    }

    @Test
    void tellsOfAnEndedFlightForTenMinutes() {
        Flight landed = board();
        flights.land(landed, ENTRY);

        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(flights.recent(landed.id())).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(flights.recent(landed.id())).isEmpty();
        assertThat(flights.recent()).isEmpty();
    }

    @Test
    void tellsOfARefusalByTheBudgetToo() {
        Flight refused = board();

        flights.fail(refused, Problem.busy("spent", Duration.ofSeconds(42)));

        assertThat(flights.recent(refused.id()))
                .hasValueSatisfying(log -> assertThat(log.state()).isEqualTo(FlightLog.State.FAILED));
    }

    @Test
    void tellsOfTheFailureOfAFlightThatWasOvertaken() {
        Flight overtaken = board();
        store.invalidateKey(KEY);
        flights.board(QUESTION);

        flights.fail(overtaken, BROKEN);

        assertThat(flights.recent(overtaken.id()))
                .hasValueSatisfying(log -> assertThat(log.state()).isEqualTo(FlightLog.State.FAILED));
    }

    @Test
    void aFailureIsForgottenWhenWhatItIsAboutIsInvalidated() {
        flights.fail(board(), BROKEN);

        store.invalidateKey("other");
        assertThat(flights.failedRecently(QUESTION)).isTrue();

        store.invalidateKey(KEY);
        assertThat(flights.failedRecently(QUESTION)).isFalse();
    }

    @Test
    void whatWasNotThereMayHaveBeenMadeByAnyWrite() {
        flights.fail(board(), Problem.notFound("none"));
        assertThat(flights.failedRecently(QUESTION)).isTrue();

        store.invalidateKey("other");

        assertThat(flights.failedRecently(QUESTION)).isFalse();
    }

    @Test
    void aFlightIsOvertakenByAnInvalidationOfWhatItBrings() {
        Flight flight = board();

        store.invalidateKey("other");
        assertThat(flights.isOvertaken(flight)).isFalse();

        store.invalidateKey(KEY);
        assertThat(flights.isOvertaken(flight)).isTrue();
    }

    @Test
    void whoeverIsToldOfALandingFindsTheAnswerThatItWasToKeep() {
        Flight flight = board();
        AtomicReference<Optional<CacheEntry>> found = new AtomicReference<>();
        flights.comeBackFor(flight);
        flight.arrival().thenAccept(entry -> found.set(flights.result(flight.id())));

        flights.land(flight, ENTRY);

        assertThat(found.get()).contains(ENTRY);
    }

    private Flight board() {
        return flights.board(QUESTION).flight();
    }

    private void passTheTimeLimit() {
        List.copyOf(timers.getQueue()).forEach(Runnable::run);
    }

    private static Problem problemOf(Flight flight) {
        assertThat(flight.arrival()).isCompletedExceptionally();
        return (Problem) flight.arrival().handle((entry, failure) -> failure).join();
    }

    private static <T> List<T> inParallel(Callable<T> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : pool.invokeAll(Collections.nCopies(THREADS, task))) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
