package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.Services;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Waits for the exchange's flight without holding a thread, and goes on with its entry or its problem; or without, when
 * the client does not prefer to wait any longer. A flight that waits for a rate limit longer than a call may is not waited
 * for, unless the client says itself how long it waits. Clients that take the gateway for Genesys are answered before they
 * give up.
 */
final class AwaitFlight extends AsyncProcessorSupport {
    /** Genesys's own clients give up after 16 s at the earliest. */
    static final Duration LONGEST_OF_ADDRESSED = Duration.ofSeconds(12);

    private static final int NOT_FOUND = 404;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

    private final Supplier<Duration> maxWait;
    private final ScheduledExecutorService timers;
    private final InstantSource steady;

    AwaitFlight(Supplier<Duration> maxWait, Services services) {
        this.maxWait = maxWait;
        this.timers = services.pools().timers();
        this.steady = services.steady();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Ask ask = Ask.of(exchange);
        Flight flight = ask.flight();
        Duration patience = ask.isAddressed() ? null : Preference.of(exchange).patience();
        if (flight.hasLanded()) {
            flight.arrival().whenComplete((entry, failure) -> arrive(exchange, entry, failure));
            callback.done(true);
            return true;
        }
        if (patience != null && patience.isZero()) {
            callback.done(true);
            return true;
        }
        Passenger passenger = new Passenger(flight, exchange, callback);
        if (patience == null) {
            passenger.sees(flight.hold(), null);
        } else {
            passenger.limit(patience, passenger::leave);
        }
        if (ask.isAddressed() && !passenger.hasLeft()) {
            passenger.limit(left(ask), passenger::refuse);
        }
        flight.takeOnBoard(passenger);
        return false;
    }

    /** What is left of a client's time, which may have asked for something else before. */
    private Duration left(Ask ask) {
        Duration left = LONGEST_OF_ADDRESSED.minus(Duration.between(ask.came(), steady.instant()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static void arrive(Exchange exchange, CacheEntry entry, Throwable failure) {
        Ask ask = Ask.of(exchange);
        if (failure == null) {
            ask.judged(ask.verdict().answeredBy(entry));
        } else if (ask.cut() != null
                && failure instanceof Problem problem
                && (problem.isOfAnAnswer() || ask.reach() > 0 && problem.isOfUpstream())) {
            // What Genesys says of the very page may be of use; what failed may be another one.
            ask.isNoList();
        } else if (ask.isAddressed()
                && ask.resource() instanceof Resource.Read
                && failure instanceof Problem problem
                && problem.isNotForAll()) {
            ask.isNotForAll();
        } else if (!isLateFor(ask, failure)) {
            exchange.setException(
                    failure instanceof Problem problem ? problem : Problem.upstream("The refresh failed"));
        }
    }

    private static boolean isLateFor(Ask ask, Throwable failure) {
        return failure instanceof Problem problem && problem.status() == NOT_FOUND && ask.isNotThereYet();
    }

    /** An exchange that waits. Once it goes on, what the flight has of it holds it no more. */
    private final class Passenger implements Flight.Passenger {
        private final Flight flight;
        private final AtomicReference<Waiting> waiting;

        /** Ends a wait that has a limit of its own; null for others. */
        private volatile Future<?> enough;

        private record Waiting(Exchange exchange, AsyncCallback callback) {}

        Passenger(Flight flight, Exchange exchange, AsyncCallback callback) {
            this.flight = flight;
            waiting = new AtomicReference<>(new Waiting(exchange, callback));
        }

        @Override
        public void arrive(CacheEntry entry, Throwable failure) {
            goOn(exchange -> AwaitFlight.arrive(exchange, entry, failure));
        }

        void limit(Duration length, Runnable end) {
            enough = timers.schedule(end, length.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public boolean hasLeft() {
            return waiting.get() == null;
        }

        void leave() {
            goOn(exchange -> {});
        }

        void refuse() {
            goOn(exchange -> exchange.setException(
                    Problem.busy(Ask.of(exchange).question().key() + " is still being fetched", RETRY_AFTER)));
        }

        /** @param patientUntil when it does not wait any more for a rate limit; null until it first had to */
        void sees(Flight.Hold hold, Instant patientUntil) {
            Instant now = steady.instant();
            Instant last = patientUntil == null && hold.until().isAfter(now) ? now.plus(maxWait.get()) : patientUntil;
            if (last != null && hold.until().isAfter(last)) {
                Duration left = Duration.between(now, hold.until());
                goOn(exchange -> exchange.setException(Problem.spent(
                        Ask.of(exchange).question().key() + " is being fetched, and waits for the rate limit", left)));
            } else if (!hasLeft()) {
                hold.longer().thenAccept(longer -> sees(longer, last));
            }
        }

        private void goOn(Consumer<Exchange> with) {
            Waiting ended = waiting.getAndSet(null);
            if (ended != null) {
                flight.letOff(this);
                if (enough != null) {
                    enough.cancel(false);
                }
                with.accept(ended.exchange());
                ended.callback().done(false);
            }
        }
    }
}
