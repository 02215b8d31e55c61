package io.gcxcache.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** Which headers and query parameters of a request reach a route, and which headers of its message go out. */
interface HeaderRules {
    /**
     * Puts into the message what a client may tell a route.
     *
     * @return those headers among them that would go out with the reply if the route leaves them as they are
     * @throws io.gcxcache.problem.Problem 400 if the query cannot be decoded
     */
    Map<String, Object> letIn(HttpServerRequest request, Exchange exchange);

    /**
     * Puts into the response what a route tells the client.
     *
     * @param sent what {@link #letIn} returned: a header with this very value was not set by the route, and is no echo
     */
    void letOut(Exchange exchange, Map<String, Object> sent, HttpServerResponse response);

    /** The value of a header that is a list, however many lines it came on; null if it is not there. */
    static String list(MultiMap headers, CharSequence name) {
        List<String> lines = headers.getAll(name);
        return lines.isEmpty() ? null : lines.size() == 1 ? lines.get(0) : String.join(", ", lines);
    }
}
