package io.gcxcache.simulator;

import java.time.Instant;
import java.util.Map;

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
}
