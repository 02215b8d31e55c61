package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.cache.TestEntry;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * Many threads that board, invalidate, take off, land, fail and run out of time on few keys at once. Counts what became of
 * the flights.
 */
public final class BoardRounds {
    private static final int THREADS = 16;
    private static final Problem BUSY = Problem.busy("busy", Duration.ZERO);
    private static final Problem BROKEN = Problem.upstream("broken");

    private final List<Question> questions =
            List.of(TestFlight.question("a", Duration.ofHours(1)), TestFlight.question("b", Duration.ofHours(1)));
    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private final CamelContext camel = new DefaultCamelContext();
    private final EntryStore store = TestFlight.store(clock);
    private final Flights flights = TestFlight.flights(store, clock, timers);
    private final FlightRepository repository = new FlightRepository(flights);

    /** Made, and not taken off with yet: whoever comes by flies them. */
    private final Queue<Exchange> onTheGround = new ConcurrentLinkedQueue<>();

    private final LongAdder made = new LongAdder();
    private final LongAdder flown = new LongAdder();
    private final LongAdder overBefore = new LongAdder();
    private final LongAdder notFlown = new LongAdder();
    private final LongAdder overtaken = new LongAdder();
    private final LongAdder boarded = new LongAdder();
    private final LongAdder arrived = new LongAdder();

    private BoardRounds() {
        timers.setRemoveOnCancelPolicy(true);
    }

    /**
     * @param made how many flights were made
     * @param flown how many took off with the exchange that made them
     * @param overBefore how many had failed before they were to take off
     * @param notFlown how many could not, or were flown by the exchange of another
     * @param newer how many were made right after an invalidation by the same thread
     * @param boarded how many passengers there were
     * @param waiting how many of them still wait at the end
     * @param inProgress how many flights are still in progress at the end
     */
    public record Outcome(
            long made,
            long flown,
            long overBefore,
            long notFlown,
            long newer,
            long boarded,
            long waiting,
            long inProgress) {}

    public static Outcome play(long rounds) throws Exception {
        return new BoardRounds().run(rounds);
    }

    private Outcome run(long rounds) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> players = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                players.add(pool.submit(() -> play(rounds / THREADS, ThreadLocalRandom.current())));
            }
            for (Future<?> player : players) {
                player.get();
            }
            while (flyOne(ThreadLocalRandom.current())) {
                // until all are flown
            }
        } finally {
            pool.shutdownNow();
            timers.shutdownNow();
        }
        return new Outcome(
                made.sum(),
                flown.sum(),
                overBefore.sum(),
                notFlown.sum(),
                overtaken.sum(),
                boarded.sum(),
                boarded.sum() - arrived.sum(),
                flights.inProgress());
    }

    private void play(long rounds, ThreadLocalRandom random) {
        for (long round = 0; round < rounds; round++) {
            Question question = questions.get(random.nextInt(questions.size()));
            switch (random.nextInt(8)) {
                case 0, 1 -> board(question, random);
                case 2, 3 -> {
                    invalidate(question, random);
                    overtaken.add(board(question, random) ? 1 : 0);
                }
                case 4 -> runOutOfTime(board(question));
                case 5 -> clock.advance(Flights.FAILURE_MEMORY);
                default -> flyOne(random);
            }
        }
    }

    private void invalidate(Question question, ThreadLocalRandom random) {
        if (random.nextBoolean()) {
            store.invalidateKey(question.key());
        } else {
            store.invalidateTag("directory");
        }
    }

    private Flights.Boarding board(Question question) {
        Flights.Boarding boarding = flights.board(question);
        boarded.increment();
        boarding.flight().arrival().whenComplete((entry, failure) -> arrived.increment());
        if (boarding.first()) {
            made.increment();
        }
        return boarding;
    }

    private boolean board(Question question, ThreadLocalRandom random) {
        Flights.Boarding boarding = board(question);
        if (boarding.first()) {
            Exchange run = new DefaultExchange(camel);
            Ask.about(run, question.resource(), question.id()).board(boarding.flight());
            if (random.nextBoolean()) {
                fly(run, random);
            } else {
                onTheGround.add(run);
            }
        }
        return boarding.first();
    }

    /** What was made here, nobody flies: its time is up before it takes off. */
    private void runOutOfTime(Flights.Boarding boarding) {
        flights.fail(boarding.flight(), BUSY);
        overBefore.add(boarding.first() ? 1 : 0);
    }

    private boolean flyOne(ThreadLocalRandom random) {
        Exchange run = onTheGround.poll();
        if (run != null) {
            fly(run, random);
        }
        return run != null;
    }

    private void fly(Exchange run, ThreadLocalRandom random) {
        Flight made = Ask.of(run).flight();
        if (!repository.add(run, made.key())) {
            (made.hasLanded() ? overBefore : notFlown).increment();
            return;
        }
        Flight flying = Ask.of(run).flight();
        (flying == made ? flown : notFlown).increment();
        end(flying, random);
        repository.confirm(run, flying.key());
    }

    private void end(Flight flight, ThreadLocalRandom random) {
        switch (random.nextInt(4)) {
            case 0 -> flights.fail(flight, BUSY);
            case 1 -> flights.fail(flight, BROKEN);
            default -> flights.land(flight, entry(flight));
        }
    }

    private static CacheEntry entry(Flight flight) {
        return TestEntry.named(flight.key());
    }
}
