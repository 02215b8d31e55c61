package io.gcxcache.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.problem.Problem;
import java.util.Map;

/**
 * An error as Genesys Cloud tells it, for clients that ask at its own paths.
 *
 * @param code the platform's name for it, by which clients tell errors apart
 */
record GenesysError(int status, String code, String message) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FORBIDDEN = 403;

    private static final Map<Integer, String> CODES = Map.of(
            401, "authentication.required",
            403, "missing.permissions",
            404, "not.found",
            405, "method.not.allowed",
            413, "request.entity.too.large",
            415, "unsupported.media.type",
            429, "too.many.requests.retry.after",
            503, "service.unavailable",
            504, "request.timeout");

    /** What the platform calls a problem. */
    static GenesysError of(Problem problem) {
        if (problem.isOfRateLimit()) {
            return new GenesysError(
                    TOO_MANY_REQUESTS,
                    CODES.get(TOO_MANY_REQUESTS),
                    "Rate limit exceeded the maximum" + retryIn(problem));
        }
        if (problem.status() == TOO_MANY_REQUESTS) {
            return new GenesysError(
                    TOO_MANY_REQUESTS, CODES.get(TOO_MANY_REQUESTS), problem.detail() + retryIn(problem));
        }
        if (problem.isDenied()) {
            return new GenesysError(FORBIDDEN, CODES.get(FORBIDDEN), problem.detail());
        }
        String other = problem.status() < 500 ? "bad.request" : "internal.server.error";
        return new GenesysError(problem.status(), CODES.getOrDefault(problem.status(), other), problem.detail());
    }

    /** Clients read how long from it. */
    private static String retryIn(Problem problem) {
        return ". Retry the request in [" + problem.retryAfterSeconds() + "] seconds";
    }

    /** @param contextId the correlation id of the request */
    String json(String contextId) {
        ObjectNode error = JSON.createObjectNode();
        error.put("message", message).put("code", code).put("status", status);
        error.putObject("messageParams");
        error.put("contextId", contextId);
        error.putArray("details");
        error.putArray("errors");
        return error.toString();
    }
}
