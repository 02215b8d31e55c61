package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.cache.TestEntry;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlightRepositoryTest {
    private static final String KEY = "gcx:directory:internal_agents";
    private static final Question QUESTION = TestFlight.question(KEY, Duration.ofMinutes(1));
    private static final CacheEntry ENTRY = TestEntry.named(KEY);
    private static final Problem BROKEN = Problem.upstream("broken");

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private final CamelContext camel = new DefaultCamelContext();
    private final EntryStore store = TestFlight.store(clock);
    private final Flights flights = TestFlight.flights(store, clock, timers);
    private final FlightRepository repository = new FlightRepository(flights);

    @AfterEach
    void stopTimers() {
        timers.shutdownNow();
    }

    @Test
    void aFlightTakesOffOnce() {
        Exchange run = onBoard(board());

        assertThat(repository.add(run, KEY)).isTrue();
        assertThat(repository.add(run, KEY)).isFalse();
    }

    @Test
    void nobodyTakesOffWithoutAFlight() {
        board();

        assertThat(repository.add(onBoard(null), KEY)).isFalse();
    }

    @Test
    void aFlightWhoseTimeIsUpDoesNotTakeOff() {
        Exchange run = onBoard(board());
        passTheTimeLimit();

        assertThat(repository.add(run, KEY)).isFalse();
    }

    @Test
    void aFlightThatWasOvertakenBeforeItTookOffStillFliesForItsOwn() {
        Exchange run = onBoard(board());
        store.invalidateKey(KEY);
        Exchange newer = onBoard(board());

        assertThat(repository.add(run, KEY)).isTrue();
        assertThat(repository.add(newer, KEY)).isTrue();
        assertThat(Ask.of(run).flight()).isNotSameAs(Ask.of(newer).flight());
    }

    @Test
    void aRunThatEndsWithoutAnAnswerIsAFailure() {
        Exchange run = takeOff();

        repository.confirm(run, KEY);

        assertThat(problemOf(Ask.of(run).flight()).status()).isEqualTo(502);
        assertThat(flights.failedRecently(TestFlight.question(KEY, Duration.ofMinutes(1))))
                .isTrue();
    }

    @Test
    void aRunThatIsRolledBackIsAFailure() {
        Exchange run = takeOff();

        repository.remove(run, KEY);

        assertThat(problemOf(Ask.of(run).flight()).status()).isEqualTo(502);
    }

    @Test
    void confirmingARunThatLandedChangesNothing() {
        Exchange run = takeOff();
        flights.land(Ask.of(run).flight(), ENTRY);

        repository.confirm(run, KEY);

        assertThat(Ask.of(run).flight().arrival()).isCompletedWithValue(ENTRY);
        assertThat(flights.failedRecently(TestFlight.question(KEY, Duration.ofMinutes(1))))
                .isFalse();
    }

    @Test
    void goesOnWhenARouteStopsItsRepository() {
        Flight flight = board();

        repository.stop();
        repository.start();

        assertThat(flight.hasLanded()).isFalse();
        assertThat(board()).isSameAs(flight);
    }

    @Test
    void cannotBeClearedOrUsedWithoutAnExchange() {
        board();

        assertThatThrownBy(repository::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> repository.add(KEY)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> repository.remove(KEY)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> repository.confirm(KEY)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(flights.isInProgress(KEY)).isTrue();
    }

    @Test
    void anOldRunThatLandsLateLeavesTheNewerFlightAlone() {
        Exchange oldRun = takeOff();
        passTheTimeLimit();
        clock.advance(Flights.FAILURE_MEMORY);
        Flight newer = board();

        flights.land(Ask.of(oldRun).flight(), ENTRY);
        repository.confirm(oldRun, KEY);

        assertThat(newer.hasLanded()).isFalse();
        assertThat(board()).isSameAs(newer);
    }

    @Test
    void anOldRunThatFailsLateLeavesTheNewerFlightAlone() {
        Exchange oldRun = takeOff();
        passTheTimeLimit();
        clock.advance(Flights.FAILURE_MEMORY);
        Flight newer = board();

        flights.fail(Ask.of(oldRun).flight(), BROKEN);
        repository.remove(oldRun, KEY);

        assertThat(newer.hasLanded()).isFalse();
        assertThat(flights.failedRecently(TestFlight.question(KEY, Duration.ofMinutes(1))))
                .isFalse();
        assertThat(board()).isSameAs(newer);
    }

    private Flight board() {
        return flights.board(QUESTION).flight();
    }

    private Exchange takeOff() {
        Exchange run = onBoard(board());
        repository.add(run, KEY);
        return run;
    }

    private Exchange onBoard(Flight flight) {
        Exchange exchange = new DefaultExchange(camel);
        Ask.about(exchange, QUESTION.resource(), QUESTION.id()).board(flight);
        return exchange;
    }

    private void passTheTimeLimit() {
        List.copyOf(timers.getQueue()).forEach(Runnable::run);
    }

    private static Problem problemOf(Flight flight) {
        assertThat(flight.arrival()).isCompletedExceptionally();
        return (Problem) flight.arrival().handle((entry, failure) -> failure).join();
    }
}
