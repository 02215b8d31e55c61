package io.gcxcache.resource;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.upstream.Problem;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** Waits for the exchange's flight without holding a thread, and goes on with its entry or its problem. */
final class AwaitFlight extends AsyncProcessorSupport {
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Flight flight = Flight.of(exchange);
        boolean landed = flight.hasLanded();
        flight.arrival().whenComplete((entry, failure) -> {
            arrive(exchange, entry, failure);
            if (!landed) {
                callback.done(false);
            }
        });
        if (landed) {
            callback.done(true);
        }
        return landed;
    }

    private static void arrive(Exchange exchange, CacheEntry entry, Throwable failure) {
        if (failure == null) {
            Verdict.of(exchange).answeredBy(entry).putOn(exchange);
        } else {
            exchange.setException(
                    failure instanceof Problem problem ? problem : Problem.upstream("The refresh failed"));
        }
    }
}
