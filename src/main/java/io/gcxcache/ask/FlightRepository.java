package io.gcxcache.ask;

import io.gcxcache.problem.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;

/**
 * The flights as an idempotent repository: a refresh is let through if it takes off with the flight of its own exchange,
 * and its key is forgotten when it ends.
 *
 * <p>Stopping is ignored: a repository is stopped with the route that uses it, and the flights must go on.
 */
final class FlightRepository implements IdempotentRepository {
    private final Flights flights;

    FlightRepository(Flights flights) {
        this.flights = flights;
    }

    /** Takes off: true once for each flight. One that was overtaken meanwhile still flies for its own passengers. */
    @Override
    public boolean add(Exchange exchange, String key) {
        Flight flight = Ask.of(exchange).flight();
        return flight != null && !flight.hasLanded() && flight.takeOff();
    }

    /** The run is over. Its flight has landed or failed by then; if not, that is a failure too. */
    @Override
    public boolean confirm(Exchange exchange, String key) {
        flights.fail(Ask.of(exchange).flight(), Problem.upstream("The refresh ended without an answer: " + key));
        return true;
    }

    @Override
    public boolean remove(Exchange exchange, String key) {
        return confirm(exchange, key);
    }

    @Override
    public boolean contains(String key) {
        return flights.isInProgress(key);
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

    private static UnsupportedOperationException needsExchange() {
        return new UnsupportedOperationException("A flight is told by the exchange that flies it");
    }
}
