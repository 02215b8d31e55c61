package io.gcxcache.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.upstream.Problem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes failures as {@code application/problem+json} (RFC 9457). Only what a {@link Problem} or a
 * {@link MethodNotAllowedException} says is told; anything else is an internal error whose cause goes to the log.
 */
final class ProblemDetails {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemDetails.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BLANK = "about:blank";
    private static final String STOPPING = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

    private static final Map<Integer, String> ROUTER_ERRORS = Map.of(
            400, "The request cannot be understood",
            404, "There is nothing at this path",
            413, "A request body has at most " + GcxHttpServer.LONGEST_BODY + " bytes");

    private ProblemDetails() {}

    /** Makes the router tell its own errors as problem documents too. */
    static void onRouterErrors(Router router) {
        ROUTER_ERRORS.forEach((status, detail) ->
                router.errorHandler(status, request -> write(request, BLANK, status, title(status), detail)));
        router.errorHandler(500, request -> write(request, request.failure()));
    }

    static void invalidRequest(HttpServerRequest request) {
        request.response()
                .setStatusCode(400)
                .putHeader("Content-Type", "application/problem+json")
                .end(json(BLANK, 400, title(400), ROUTER_ERRORS.get(400)));
    }

    static void stopping(RoutingContext request) {
        request.response().putHeader("Retry-After", "5");
        write(request, STOPPING, 503, "Temporarily reduced capacity", "The gateway is stopping");
    }

    static void unsupportedMediaType(RoutingContext request, String allowed) {
        write(request, BLANK, 415, "Unsupported media type", "The body is to be " + allowed);
    }

    static void write(RoutingContext request, Throwable failure) {
        if (failure instanceof Problem problem) {
            if (problem.retryAfterSeconds() > 0) {
                request.response().putHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
            }
            write(request, problem.type(), problem.status(), problem.title(), problem.detail());
        } else if (failure instanceof MethodNotAllowedException notAllowed) {
            request.response().putHeader("Allow", notAllowed.allowed());
            write(request, BLANK, 405, "Method not allowed", "Allowed here: " + notAllowed.allowed());
        } else {
            LOG.error("Request failed: {} {}", request.request().method(), request.normalizedPath(), failure);
            write(request, BLANK, 500, "Internal error", "The gateway failed; its log says why");
        }
    }

    private static void write(RoutingContext request, String type, int status, String title, String detail) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "application/problem+json")
                    .putHeader("Cache-Control", "no-store")
                    .end(json(type, status, title, detail));
        }
    }

    private static String json(String type, int status, String title, String detail) {
        ObjectNode problem = JSON.createObjectNode();
        problem.put("type", type).put("title", title).put("status", status).put("detail", detail);
        return problem.toString();
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 404 -> "Not found";
            default -> "Too large";
        };
    }
}
