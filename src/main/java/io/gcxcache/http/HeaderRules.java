package io.gcxcache.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import org.apache.camel.Exchange;

/** Which headers and query parameters of a request reach a route, and which headers of its message go out. */
interface HeaderRules {
    /**
     * Puts into the message what a client may tell a route.
     *
     * @return those headers among them that would go out with the reply if the route leaves them as they are
     * @throws io.gcxcache.upstream.Problem 400 if the query cannot be decoded
     */
    Map<String, Object> letIn(HttpServerRequest request, Exchange exchange);

    /**
     * Puts into the response what a route tells the client.
     *
     * @param sent what {@link #letIn} returned: a header with this very value was not set by the route, and is no echo
     */
    void letOut(Exchange exchange, Map<String, Object> sent, HttpServerResponse response);
}
