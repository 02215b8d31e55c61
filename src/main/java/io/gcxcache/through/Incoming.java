package io.gcxcache.through;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;

/**
 * A request as its client sent it, and not only what routes are told of it.
 *
 * @param loop the event loop that it came on
 * @param local whether its client is on this machine; asked while the request is there
 */
public record Incoming(HttpServerRequest request, Context loop, BooleanSupplier local) {
    /** The property of an exchange that one began. */
    public static final String PROPERTY = "GcxIncoming";

    /** That of an exchange, or null. */
    static Incoming of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Incoming.class);
    }

    /** Whether its client is on this machine. */
    boolean isLocal() {
        return local.getAsBoolean();
    }

    @Override
    public String toString() {
        return "Incoming[" + request.method() + ' ' + request.path() + ']';
    }
}
