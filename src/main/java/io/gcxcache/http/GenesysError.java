package io.gcxcache.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.consumer.Unauthenticated;
import io.gcxcache.upstream.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An error as Genesys Cloud tells it, for clients that ask at its own paths.
 *
 * @param code the platform's name for it, by which clients tell errors apart
 */
record GenesysError(int status, String code, String message) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String CORRELATION_ID = "ININ-Correlation-Id";

    private static final Map<Integer, String> CODES = Map.of(
            401, "authentication.required",
            403, "missing.permissions",
            404, "not.found",
            429, "too.many.requests.retry.after",
            503, "service.unavailable",
            504, "request.timeout");

    /** What the platform calls a problem. */
    static GenesysError of(Problem problem) {
        if (problem.isOfRateLimit()) {
            return new GenesysError(
                    TOO_MANY_REQUESTS,
                    CODES.get(TOO_MANY_REQUESTS),
                    "Rate limit exceeded the maximum. Retry the request in [" + problem.retryAfterSeconds()
                            + "] seconds");
        }
        String other = problem.status() < 500 ? "bad.request" : "internal.server.error";
        return new GenesysError(problem.status(), CODES.getOrDefault(problem.status(), other), problem.detail());
    }

    /** Gives a request the id that its reply names, and an error's body, unless it has one. It secures nothing. */
    static void correlate(HttpServerRequest request) {
        MultiMap headers = request.response().headers();
        if (!headers.contains(CORRELATION_ID)) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            headers.set(CORRELATION_ID, new UUID(random.nextLong(), random.nextLong()).toString());
        }
    }

    /** Answers a request with what a failure says, or with 500 if it says nothing. */
    static void write(HttpServerRequest request, Throwable failure) {
        if (failure instanceof Unauthenticated refused) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"gcx-cache\"");
            new GenesysError(401, refused.code(), refused.getMessage()).write(request);
        } else {
            of(ProblemDetails.told(request, failure)).write(request);
        }
    }

    private void write(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) {
            correlate(request);
            RequestBody.letGo(request);
            response.setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(json(response.headers().get(CORRELATION_ID)));
        }
    }

    private String json(String contextId) {
        ObjectNode error = JSON.createObjectNode();
        error.put("message", message).put("code", code).put("status", status);
        error.putObject("messageParams");
        error.put("contextId", contextId);
        error.putArray("details");
        error.putArray("errors");
        return error.toString();
    }
}
