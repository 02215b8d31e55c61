package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.upstream.Problem;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Waits for the exchange's flight without holding a thread, and goes on with its entry or its problem; or without, when
 * the client does not prefer to wait any longer.
 */
final class AwaitFlight extends AsyncProcessorSupport {
    private final ScheduledExecutorService timers;

    AwaitFlight(ScheduledExecutorService timers) {
        this.timers = timers;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Flight flight = Ask.of(exchange).flight();
        Preference preference = Preference.of(exchange);
        if (flight.hasLanded()) {
            flight.arrival().whenComplete((entry, failure) -> arrive(exchange, entry, failure));
            callback.done(true);
            return true;
        }
        if (preference.patience() != null && preference.patience().isZero()) {
            callback.done(true);
            return true;
        }
        AtomicBoolean waiting = new AtomicBoolean(true);
        if (preference.patience() != null) {
            Future<?> enough = timers.schedule(
                    () -> {
                        if (waiting.compareAndSet(true, false)) {
                            callback.done(false);
                        }
                    },
                    preference.patience().toMillis(),
                    TimeUnit.MILLISECONDS);
            flight.arrival().whenComplete((entry, failure) -> enough.cancel(false));
        }
        flight.arrival().whenComplete((entry, failure) -> {
            if (waiting.compareAndSet(true, false)) {
                arrive(exchange, entry, failure);
                callback.done(false);
            }
        });
        return false;
    }

    private static void arrive(Exchange exchange, CacheEntry entry, Throwable failure) {
        if (failure == null) {
            Ask ask = Ask.of(exchange);
            ask.judged(ask.verdict().answeredBy(entry));
        } else {
            exchange.setException(
                    failure instanceof Problem problem ? problem : Problem.upstream("The refresh failed"));
        }
    }
}
