package io.gcxcache.simulator;

import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One call that the simulator received; immutable.
 *
 * @param at when it came in, by the simulator's clock
 * @param method the HTTP method
 * @param path the path as it was sent, undecoded
 * @param query the query string as it was sent, empty if there was none
 * @param status the status of the answer; 0 if the connection was cut without one
 * @param headers the request's headers with lower-case names; values of a repeated header are joined by commas
 */
public record Call(Instant at, String method, String path, String query, int status, Map<String, String> headers) {

    /** Copies the headers. */
    public Call {
        headers = Map.copyOf(headers);
    }

    static Call of(Instant at, HttpServerRequest request, int status) {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach((name, value) ->
                        headers.merge(name.toLowerCase(Locale.ROOT), value, (one, other) -> one + ", " + other));
        String query = Objects.requireNonNullElse(request.query(), "");
        return new Call(at, request.method().name(), request.path(), query, status, headers);
    }
}
