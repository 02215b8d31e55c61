package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.cache.TestEntry;
import io.gcxcache.catalogue.Addressed;
import io.gcxcache.catalogue.Parameters;
import io.gcxcache.context.Pools;
import io.gcxcache.context.Services;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwaitFlightTest {
    private static final String KEY = "gcx:list:things";
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private final Flights flights = TestFlight.flights(TestFlight.store(clock), clock, timers);
    private final AwaitFlight await = new AwaitFlight(
            () -> MAX_WAIT, new Services(clock, clock, () -> 0, null, null, new Pools(null, null, timers, null)));
    private final CamelContext camel = new DefaultCamelContext();
    private final Question question = TestFlight.question(KEY, Duration.ofMinutes(10));
    private final Flight flight = flights.board(question).flight();

    @AfterEach
    void stopTimers() {
        timers.shutdownNow();
    }

    @Test
    void waitsForTheRateLimitAsLongAsACallMay() {
        Passenger passenger = board();

        waitsFor(10);
        clock.advance(Duration.ofSeconds(10));
        flights.land(flight, TestEntry.named(KEY));

        assertThat(passenger.wentOn).hasValue(1);
        assertThat(passenger.exchange.getException()).isNull();
    }

    @Test
    void doesNotWaitForAWaitThatEndsLater() {
        Passenger passenger = board();

        waitsFor(11);

        assertThat(passenger.wentOn).hasValue(1);
        assertThat(passenger.problem().status()).isEqualTo(503);
        assertThat(passenger.problem().retryAfterSeconds()).isEqualTo(11);
        assertThat(passenger.problem()).hasMessageContaining(KEY);
        assertThat(flight.hasLanded()).isFalse();
    }

    @Test
    void whoWentOnLeavesNothingOnBoardWhileTheFlightWaitsOn() {
        board("Prefer", "wait=60");
        int held = flight.arrival().getNumberOfDependents();
        waitsFor(500);

        for (int asked = 0; asked < 100; asked++) {
            assertThat(board().problem().status()).isEqualTo(503);
            exchangeThatLeaves();
        }

        assertThat(flight.arrival().getNumberOfDependents()).isEqualTo(held);
    }

    private void exchangeThatLeaves() {
        Passenger passenger = board("Prefer", "wait=1");
        Runnable enough = timers.getQueue().element();
        enough.run();
        timers.remove(enough);
        assertThat(passenger.wentOn).hasValue(1);
    }

    @Test
    void countsFromTheFirstWaitThatItSaw() {
        Passenger passenger = board();
        clock.advance(Duration.ofSeconds(100));

        waitsFor(6);
        clock.advance(Duration.ofSeconds(6));
        waitsFor(4);
        assertThat(passenger.wentOn).hasValue(0);
        clock.advance(Duration.ofSeconds(4));
        waitsFor(1);

        assertThat(passenger.problem().retryAfterSeconds()).isEqualTo(1);
    }

    @Test
    void aWaitThatIsOverIsNotCountedAgainstWhoComesAfterIt() {
        waitsFor(60);
        clock.advance(Duration.ofSeconds(60));
        Passenger passenger = board();
        clock.advance(Duration.ofSeconds(60));

        waitsFor(10);

        assertThat(passenger.wentOn).hasValue(0);
    }

    @Test
    void whoComesInAWaitIsToldAtOnceWhatIsLeftOfIt() {
        waitsFor(60);
        clock.advance(Duration.ofSeconds(20));

        assertThat(board().problem().retryAfterSeconds()).isEqualTo(40);

        clock.advance(Duration.ofSeconds(30));
        assertThat(board().wentOn).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=60", "respond-async"})
    void whoSaysHowLongItWaitsIsNotRefused(String preference) {
        Passenger passenger = board("Prefer", preference);

        waitsFor(300);

        assertThat(passenger.exchange.getException()).isNull();
        flights.land(flight, TestEntry.named(KEY));
        assertThat(passenger.wentOn).hasValue(1);
    }

    @Test
    void whoWentOnIsNotTouchedByTheLanding() {
        Passenger passenger = board();
        waitsFor(60);
        passenger.exchange.setException(null);

        flights.fail(flight, Problem.upstream("broken"));

        assertThat(passenger.wentOn).hasValue(1);
        assertThat(passenger.exchange.getException()).isNull();
    }

    @Test
    void everybodyGoesOnOnceHoweverWaitsAndTheLandingComeTogether() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        LongAdder wentOn = new LongAdder();
        AtomicInteger boarded = new AtomicInteger();
        try {
            for (int round = 0; round < 500; round++) {
                Question asked = TestFlight.question("round " + round, Duration.ofMinutes(10));
                Flight one = flights.board(asked).flight();
                List<Future<?>> players = new ArrayList<>();
                for (int player = 0; player < 8; player++) {
                    int role = player;
                    players.add(pool.submit(() -> {
                        if (role == 0) {
                            flights.land(one, TestEntry.named(one.key()));
                        } else if (role < 3) {
                            long seconds = ThreadLocalRandom.current().nextLong(20);
                            one.waitsUntil(clock.instant().plusSeconds(seconds));
                        } else {
                            boarded.incrementAndGet();
                            await.process(onBoard(asked, one), synchronously -> wentOn.increment());
                        }
                    }));
                }
                for (Future<?> player : players) {
                    player.get();
                }
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(wentOn.sum()).isEqualTo(boarded.get());
    }

    private void waitsFor(long seconds) {
        flight.waitsUntil(clock.instant().plusSeconds(seconds));
    }

    /** An exchange that waits, and how often it went on. */
    private record Passenger(Exchange exchange, AtomicInteger wentOn) {
        Problem problem() {
            assertThat(wentOn).hasValue(1);
            return exchange.getException(Problem.class);
        }
    }

    @Test
    void whoComesAfterTheLandingGoesOnAtOnceWithItsEntry() {
        CacheEntry entry = TestEntry.named(KEY);
        flights.land(flight, entry);

        Passenger passenger = board();

        assertThat(passenger.wentOn).hasValue(1);
        assertThat(Ask.of(passenger.exchange).verdict().entry()).isSameAs(entry);
    }

    @Test
    void tellsWhetherItGoesOnAtOnce() {
        Exchange waits = onBoard(question, flight);
        Exchange asks = onBoard(question, flight);
        asks.getMessage().setHeader("Prefer", "respond-async");

        assertThat(await.process(waits, synchronously -> {})).isFalse();
        assertThat(await.process(asks, synchronously -> {})).isTrue();
        flights.land(flight, TestEntry.named(KEY));
        assertThat(await.process(onBoard(question, flight), synchronously -> {}))
                .isTrue();
    }

    @Test
    void whoWantsAPageAsksForItAloneIfTheListCannotBeRead() {
        Passenger passenger = boardForPage(100);

        flights.fail(flight, Problem.upstream("no list"));

        assertThat(passenger.problem()).isNull();
        assertThat(Ask.of(passenger.exchange).isUnanswered()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"100, false", "0, true"})
    void whoWantsAPageAsksForItAloneIfFurtherOnesFail(long reach, boolean refused) {
        Passenger first = boardForPage(reach);

        flights.fail(flight, Problem.tooSlow("slow"));

        assertThat(first.problem() != null).isEqualTo(refused);
    }

    @Test
    void whoWantsAPageIsToldWhyTheGatewayMayNotAsk() {
        Passenger passenger = boardForPage(100);

        flights.fail(flight, Problem.busy("spent", Duration.ofSeconds(1)));

        assertThat(passenger.problem().status()).isEqualTo(503);
    }

    @Test
    void whatIsNotForAllIsPassedOnForWhoTakesTheGatewayForGenesys() {
        Passenger addressed = boardAddressed();
        Passenger other = board();

        flights.fail(flight, Problem.notForAll("a user's own"));

        assertThat(addressed.problem()).isNull();
        assertThat(Ask.of(addressed.exchange).isToBePassedOn()).isTrue();
        assertThat(other.problem()).isNotNull();
        assertThat(Ask.of(other.exchange).isToBePassedOn()).isFalse();
    }

    @Test
    void whoTakesTheGatewayForGenesysIsToldOfOtherFaults() {
        Passenger addressed = boardAddressed();

        flights.fail(flight, Problem.upstream("broken"));

        assertThat(addressed.problem().status()).isEqualTo(502);
    }

    @Test
    void whatWasNotThereIsAskedForAgainByWhoBoardedAfterAWrite() {
        Passenger late = board();
        Passenger early = board();
        Ask.of(late.exchange).isLate(true);

        flights.fail(flight, Problem.notFound("none"));

        assertThat(late.problem()).isNull();
        assertThat(Ask.of(late.exchange).isToAskAgain()).isTrue();
        assertThat(early.problem().status()).isEqualTo(404);
        assertThat(Ask.of(early.exchange).isToAskAgain()).isFalse();
    }

    @Test
    void anotherFaultIsNotAskedForAgain() {
        Passenger late = board();
        Ask.of(late.exchange).isLate(true);

        flights.fail(flight, Problem.upstream("broken"));

        assertThat(late.problem().status()).isEqualTo(502);
    }

    private Passenger boardForPage(long reach) {
        Exchange exchange = onBoard(question, flight);
        Ask ask = Ask.of(exchange);
        ask.name(exchange, new Parameters.Read("", null), reach, new TestCut(), clock);
        return board(exchange);
    }

    private static final class TestCut implements Cut {
        @Override
        public boolean isIn(CacheEntry entry) {
            return true;
        }

        @Override
        public boolean isMade(CacheEntry entry) {
            return false;
        }

        @Override
        public Body of(CacheEntry entry) {
            return entry.body();
        }

        @Override
        public boolean goesOnIn(CacheEntry entry) {
            return true;
        }
    }

    @Test
    void whoTakesTheGatewayForGenesysIsAnsweredBeforeItGivesUp() {
        Passenger passenger = boardAddressed("Prefer", "respond-async");

        assertThat(passenger.wentOn).as("a preference of the gateway's own").hasValue(0);
        endOfTheTask(AwaitFlight.LONGEST_OF_ADDRESSED);

        assertThat(passenger.problem().status()).isEqualTo(503);
        assertThat(passenger.problem().retryAfterSeconds()).isPositive();
        assertThat(flight.hasLanded()).isFalse();
    }

    @Test
    void whoIsAnsweredInTimeIsNotAnsweredTwice() {
        Passenger passenger = boardAddressed();

        flights.land(flight, TestEntry.named(KEY));

        assertThat(passenger.wentOn).hasValue(1);
        assertThat(passenger.exchange.getException()).isNull();
    }

    /** Ends the wait that is as long as that. */
    private void endOfTheTask(Duration length) {
        timers.getQueue().stream()
                .filter(task -> {
                    long seconds = ((Delayed) task).getDelay(TimeUnit.SECONDS);
                    return seconds < length.toSeconds() && seconds > length.toSeconds() - 10;
                })
                .toList()
                .forEach(Runnable::run);
    }

    private Passenger boardAddressed(String... header) {
        Exchange exchange = onBoard(question, flight);
        Ask ask = Ask.at(exchange, new Addressed(question.resource(), Map.of("id", "internal_agents")));
        ask.ask(exchange, question.again(clock.instant()));
        ask.board(flight);
        ask.judged(Verdict.MISS);
        return board(exchange, header);
    }

    private Passenger board(String... header) {
        return board(onBoard(question, flight), header);
    }

    private Passenger board(Exchange exchange, String... header) {
        if (header.length > 0) {
            exchange.getMessage().setHeader(header[0], header[1]);
        }
        Passenger passenger = new Passenger(exchange, new AtomicInteger());
        await.process(exchange, synchronously -> passenger.wentOn.incrementAndGet());
        return passenger;
    }

    private Exchange onBoard(Question asked, Flight boarded) {
        Exchange exchange = new DefaultExchange(camel);
        Ask ask = Ask.about(exchange, asked.resource(), "internal_agents");
        ask.ask(exchange, asked);
        ask.board(boarded);
        ask.judged(Verdict.MISS);
        return exchange;
    }
}
