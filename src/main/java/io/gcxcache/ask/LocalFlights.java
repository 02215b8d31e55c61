package io.gcxcache.ask;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Invalidations;
import io.gcxcache.cache.Tags;
import io.gcxcache.upstream.Problem;
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
import org.apache.camel.Exchange;

/**
 * The flights of one process.
 *
 * <p>A failed flight is remembered for {@link #FAILURE_MEMORY}, unless it was refused by a budget, so that something
 * broken is not asked for again by every caller. Stopping is ignored: a repository is stopped with the route that uses it,
 * and the flights of other routes must go on.
 */
public final class LocalFlights implements Flights {
    static final Duration FAILURE_MEMORY = Duration.ofSeconds(5);
    static final Duration RECENT = Duration.ofMinutes(10);
    private static final long MOST_REMEMBERED = 10_000;
    private static final int BUSY = 503;

    private final Map<String, Flight> flights = new ConcurrentHashMap<>();
    private final Set<Flight> overtaken = ConcurrentHashMap.newKeySet();
    private final Cache<String, Flight> failed;
    private final Cache<String, FlightLog> ended;
    private final InstantSource clock;
    private final Invalidations invalidations;
    private final ScheduledExecutorService timers;

    public LocalFlights(Invalidations invalidations, InstantSource clock, ScheduledExecutorService timers) {
        this.invalidations = invalidations;
        this.clock = clock;
        this.timers = timers;
        this.failed = remembering(FAILURE_MEMORY);
        this.ended = remembering(RECENT);
    }

    private <T> Cache<String, T> remembering(Duration time) {
        return Caffeine.newBuilder()
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .expireAfterWrite(time)
                .maximumSize(MOST_REMEMBERED)
                .build();
    }

    @Override
    public Boarding board(Question question) {
        Tags tags = question.tags();
        Flight remembered = failed.getIfPresent(question.key());
        if (remembered != null) {
            return new Boarding(remembered, false);
        }
        Flight fresh = new Flight(question, tags, clock.instant(), invalidations.generation());
        Flight current = flights.compute(question.key(), (key, before) -> {
            if (before == null) {
                return fresh;
            }
            if (invalidations.since(before.generation(), key, tags)
                    || invalidations.isBeyondMemory(before.generation())) {
                overtaken.add(before);
                return fresh;
            }
            return before;
        });
        if (current == fresh) {
            limit(fresh, question.declaration().timeLimit());
        }
        return new Boarding(current, current == fresh);
    }

    @Override
    public boolean isInProgress(String key) {
        return flights.containsKey(key);
    }

    @Override
    public boolean failedRecently(String key) {
        return failed.getIfPresent(key) != null;
    }

    @Override
    public int inProgress() {
        return flights.size() + overtaken.size();
    }

    @Override
    public List<FlightLog> recent() {
        return Stream.concat(inTheAir().map(LocalFlights::running), ended.asMap().values().stream())
                .sorted(Comparator.comparing(FlightLog::boarded).reversed())
                .toList();
    }

    @Override
    public Optional<FlightLog> recent(String id) {
        return inTheAir()
                .filter(flight -> flight.id().equals(id))
                .findFirst()
                .map(LocalFlights::running)
                .or(() -> Optional.ofNullable(ended.getIfPresent(id)));
    }

    @Override
    public void land(Flight flight, CacheEntry entry) {
        if (flights.remove(flight.key(), flight) || overtaken.remove(flight)) {
            ended.put(flight.id(), flight.log(FlightLog.State.COMPLETED, null));
            flight.arrival().complete(entry);
        }
    }

    @Override
    public void fail(Flight flight, Problem problem) {
        // Remembered before the key is free: no other flight may begin in between.
        flights.computeIfPresent(flight.key(), (key, current) -> {
            if (current != flight) {
                return current;
            }
            if (problem.status() != BUSY) {
                failed.put(key, flight);
            }
            ended.put(flight.id(), flight.log(FlightLog.State.FAILED, problem));
            return null;
        });
        if (overtaken.remove(flight)) {
            ended.put(flight.id(), flight.log(FlightLog.State.FAILED, problem));
        }
        flight.arrival().completeExceptionally(problem);
    }

    /** Takes off: true for the first refresh after somebody boarded. One that was overtaken still flies for its own. */
    @Override
    public boolean add(Exchange exchange, String key) {
        Ask ask = Ask.of(exchange);
        Flight own = ask.flight();
        Flight flight = own != null && overtaken.contains(own) ? own : flights.get(key);
        ask.board(flight);
        return flight != null && flight.takeOff();
    }

    /** The run is over. It has landed or failed by then; if not, that is a failure too. */
    @Override
    public boolean confirm(Exchange exchange, String key) {
        fail(Ask.of(exchange).flight(), Problem.upstream("The refresh ended without an answer: " + key));
        return true;
    }

    @Override
    public boolean remove(Exchange exchange, String key) {
        return confirm(exchange, key);
    }

    @Override
    public boolean contains(String key) {
        return flights.containsKey(key);
    }

    @Override
    public boolean add(String key) {
        throw needsExchange();
    }

    @Override
    public boolean remove(String key) {
        throw needsExchange();
    }

    @Override
    public boolean confirm(String key) {
        throw needsExchange();
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException("Flights end by themselves");
    }

    @Override
    public void start() {
        // nothing to open
    }

    @Override
    public void stop() {
        // see the class comment
    }

    private void limit(Flight flight, Duration timeLimit) {
        Problem tooSlow = Problem.tooSlow("No answer within " + timeLimit.toSeconds() + " s: " + flight.key());
        try {
            Future<?> timeout =
                    timers.schedule(() -> fail(flight, tooSlow), timeLimit.toMillis(), TimeUnit.MILLISECONDS);
            flight.arrival().whenComplete((entry, failure) -> timeout.cancel(false));
        } catch (RejectedExecutionException e) {
            fail(flight, Problem.busy("Too many flights are in progress in the gateway", Duration.ofSeconds(1)));
        }
    }

    private Stream<Flight> inTheAir() {
        return Stream.concat(flights.values().stream(), overtaken.stream());
    }

    private static FlightLog running(Flight flight) {
        return flight.log(FlightLog.State.RUNNING, null);
    }

    private static UnsupportedOperationException needsExchange() {
        return new UnsupportedOperationException("A flight is told by the exchange that flies it");
    }
}
