package io.gcxcache.simulator;

import io.vertx.core.http.HttpMethod;
import java.util.function.Function;

/**
 * One operation of the API.
 *
 * @param path the path with {@code :name} for its variable parts
 * @param scope what a token must be allowed to do; empty if nothing
 * @param answer finds the answer at once; throws {@link Refusal} for what it cannot accept
 */
record Endpoint(HttpMethod method, String path, String scope, Function<ApiRequest, Reply> answer) {

    static Endpoint get(String path, String scope, Function<ApiRequest, Reply> answer) {
        return new Endpoint(HttpMethod.GET, path, scope, answer);
    }

    /** Stands for every path that no family knows. */
    static Endpoint unknown() {
        return get("/api/*", "", call -> ErrorReplies.of(404, "No such resource", call.correlationId()));
    }
}
