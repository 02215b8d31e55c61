package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Memory;
import io.gcxcache.context.Services;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Who boards what: at most one flight per key takes passengers. Thread-safe; nothing here blocks.
 *
 * <p>A flight that boarded before its key or one of its tags was invalidated, or whose answer will be too old for who asks
 * now, takes nobody else on board: a new one takes its place, and it ends for those who had asked before.
 */
final class Flights {
    /** Something broken is not asked for again by every caller. */
    static final Duration FAILURE_MEMORY = Duration.ofSeconds(5);

    /** Whoever did not wait for an answer may come back for it. */
    static final Duration RECENT = Duration.ofMinutes(10);

    private static final int MOST_REMEMBERED = 10_000;

    /** A failure may have Genesys's own words, and those may be many. */
    private static final int MOST_BYTES_REMEMBERED = 8 << 20;

    /** The share of the heap that results may take, of those that somebody will come back for. */
    private static final int SHARE_OF_RESULTS = 16;

    private static final int BUSY = 503;

    /** Of whoever made the flight, and of nobody else. */
    private static final int TOO_MANY = 429;

    private static final int NOT_FOUND = 404;

    private final Map<String, Flight> flights = new ConcurrentHashMap<>();
    private final Set<Flight> overtaken = ConcurrentHashMap.newKeySet();
    private final Memory<Failure> failures;
    private final Memory<FlightLog> history;
    private final Memory<CacheEntry> results;
    private final EntryStore store;
    private final InstantSource clock;
    private final InstantSource steady;
    private final ScheduledExecutorService timers;

    /** A flight and what it is about to fail with. */
    private record Failure(Flight flight, Problem problem) {}

    Flights(EntryStore store, Services services) {
        this.store = store;
        this.clock = services.clock();
        this.steady = services.steady();
        this.timers = services.pools().timers();
        this.failures = new Memory<>(
                FAILURE_MEMORY,
                MOST_REMEMBERED,
                MOST_BYTES_REMEMBERED,
                failure -> bytes(failure.flight().key(), failure.problem()),
                services.steady());
        this.results = new Memory<>(
                RECENT,
                MOST_REMEMBERED,
                (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / SHARE_OF_RESULTS),
                entry -> (int) Math.min(Integer.MAX_VALUE, entry.size()),
                services.steady());
        this.history = new Memory<>(
                RECENT,
                MOST_REMEMBERED,
                MOST_BYTES_REMEMBERED,
                log -> bytes(log.question().key(), log.problem()),
                services.steady());
    }

    /**
     * @param flight what to wait for
     * @param first whether this boarding made the flight
     */
    record Boarding(Flight flight, boolean first) {}

    /**
     * The flight for a question's key: the one in progress, or a new one that whoever made it has to take off with, or one
     * that just failed and is remembered.
     *
     * <p>At its declaration's time limit a flight ends with a problem, and the key is free again.
     */
    Boarding board(Question question) {
        Optional<Failure> failed = remembered(question);
        if (failed.isPresent()) {
            return new Boarding(failed.get().flight(), false);
        }
        Duration timeLimit = question.declaration().timeLimit();
        Flight fresh = new Flight(
                question, question.tags(), clock.instant(), steady.instant().plus(timeLimit), store.generation());
        Flight current = flights.compute(question.flightKey(), (name, before) -> {
            if (before == null) {
                return fresh;
            }
            if (!before.takesOnBoard(question)
                    || store.isOvertaken(before.generation(), question.key(), fresh.tags())) {
                overtaken.add(before);
                return fresh;
            }
            return before;
        });
        if (current == fresh) {
            limit(fresh, timeLimit);
        }
        return new Boarding(current, current == fresh);
    }

    boolean isInProgress(String key) {
        return flights.containsKey(key);
    }

    /** Whether what a flight brings may be older than an invalidation of it. */
    boolean isOvertaken(Flight flight) {
        return store.isOvertaken(flight.generation(), flight.key(), flight.tags());
    }

    /** Whether a flight is on its way whose answer is one to a question. */
    boolean isRefreshing(Question question) {
        Flight flight = flights.get(question.flightKey());
        return flight != null && flight.takesOnBoard(question);
    }

    /** Whether a key's last flight failed so recently that no other is to start. */
    boolean failedRecently(Question question) {
        return remembered(question).isPresent();
    }

    /** What failed before something was written may not fail any more; what was not there may have been made anywhere. */
    private Optional<Failure> remembered(Question question) {
        return failures.of(question.flightKey())
                .filter(failure -> question.isMeantBy(failure.flight().question())
                        && !isOvertaken(failure.flight())
                        && (failure.problem().status() != NOT_FOUND
                                || failure.flight().generation() == store.generation()));
    }

    /** How many flights are in progress. */
    int inProgress() {
        return flights.size() + overtaken.size();
    }

    /** The flights in progress and those that ended a short time ago, the newest first. */
    List<FlightLog> recent() {
        return Stream.concat(inTheAir().map(Flights::running), history.all())
                .sorted(Comparator.comparing(FlightLog::boarded).reversed())
                .toList();
    }

    /** One of {@link #recent()}, by its id. */
    Optional<FlightLog> recent(String id) {
        return inTheAir()
                .filter(flight -> flight.id().equals(id))
                .findFirst()
                .map(Flights::running)
                .or(() -> history.of(id));
    }

    /**
     * What a flight brought, or was there already, for those who come back for it, unless it was invalidated since: they asked
     * in time, whatever became of it in the cache.
     */
    Optional<CacheEntry> result(String id) {
        return results.of(id).filter(entry -> !store.isInvalidated(entry));
    }

    /** Keeps what a flight brings for somebody who does not wait for it. */
    void comeBackFor(Flight flight) {
        if (flight.comeBackFor()) {
            // It may just be landing.
            flight.arrival().thenAccept(entry -> results.remember(flight.id(), entry));
        }
    }

    /**
     * Keeps an answer for somebody who comes back for it.
     *
     * @return by which name it is a {@link #result}
     */
    String keep(CacheEntry entry) {
        String name = entry.key() + ' ' + entry.fillStarted();
        results.remember(name, entry);
        return name;
    }

    /** Ends a flight well; one that has ended before stays as it ended. */
    void land(Flight flight, CacheEntry entry) {
        if (flights.remove(flight.question().flightKey(), flight) || overtaken.remove(flight)) {
            if (flight.isComeBackFor()) {
                results.remember(flight.id(), entry);
            }
            remember(flight.log(FlightLog.State.COMPLETED, null));
            flight.arrival().complete(entry);
        }
    }

    /** Ends a flight with a problem, and remembers it; one that has ended before stays as it ended. */
    void fail(Flight flight, Problem problem) {
        // Remembered before the key is free: no other flight may begin in between.
        flights.computeIfPresent(flight.question().flightKey(), (name, current) -> {
            if (current != flight) {
                return current;
            }
            if (problem.status() != BUSY && problem.status() != TOO_MANY) {
                failures.remember(name, new Failure(flight, problem));
            }
            remember(flight.log(FlightLog.State.FAILED, problem));
            return null;
        });
        if (overtaken.remove(flight)) {
            remember(flight.log(FlightLog.State.FAILED, problem));
        }
        flight.arrival().completeExceptionally(problem);
    }

    private void remember(FlightLog log) {
        history.remember(log.id(), log);
    }

    private static int bytes(String key, Problem problem) {
        return 2
                * (key.length()
                        + (problem == null
                                ? 0
                                : String.valueOf(problem.detail()).length()));
    }

    private void limit(Flight flight, Duration timeLimit) {
        String tooSlow = "No answer within " + timeLimit.toSeconds() + " s: " + flight.key();
        try {
            Future<?> timeout = timers.schedule(
                    () -> fail(flight, Problem.tooSlow(tooSlow + flight.lastTry())),
                    timeLimit.toMillis(),
                    TimeUnit.MILLISECONDS);
            flight.arrival().whenComplete((entry, failure) -> timeout.cancel(false));
        } catch (RejectedExecutionException e) {
            fail(flight, Problem.noRoom());
        }
    }

    private Stream<Flight> inTheAir() {
        return Stream.concat(flights.values().stream(), overtaken.stream());
    }

    private static FlightLog running(Flight flight) {
        return flight.log(FlightLog.State.RUNNING, null);
    }
}
