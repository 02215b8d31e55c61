package io.gcxcache.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.upstream.Problem;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Collection;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes failures as {@code application/problem+json} (RFC 9457). Only what a {@link Problem} says is told; anything else
 * is an internal error whose cause goes to the log.
 */
final class ProblemDetails {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemDetails.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BLANK = "about:blank";
    private static final String STOPPING = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

    private ProblemDetails() {}

    /** Refuses what is no request; its connection is closed, since nobody knows where the next one begins. */
    static void invalidRequest(HttpServerRequest request, Throwable fault) {
        request.response().putHeader("Connection", "close");
        if (fault instanceof TooLongHttpLineException) {
            String detail = "A request line has at most " + GcxHttpServer.LONGEST_LINE + " bytes";
            write(request, BLANK, 414, "URI too long", detail);
        } else if (fault instanceof TooLongHttpHeaderException) {
            String detail = "The headers of a request have at most " + GcxHttpServer.LONGEST_HEADERS + " bytes";
            write(request, BLANK, 431, "Request header fields too large", detail);
        } else if (fault instanceof Problem problem) {
            write(request, problem);
        } else {
            write(request, Problem.badRequest("The request cannot be understood"));
        }
    }

    /** Refuses a request whose body did not come in time; its connection is about to be closed. */
    static void tooSlow(HttpServerRequest request) {
        request.response().putHeader("Connection", "close");
        write(request, BLANK, 408, "Request timeout", "The body of the request did not come in time");
    }

    static void notFound(HttpServerRequest request) {
        write(request, BLANK, 404, "Not found", "There is nothing at this path");
    }

    /** @param allowed the methods that the path can be asked with */
    static void methodNotAllowed(HttpServerRequest request, Collection<String> allowed) {
        String list = String.join(", ", allowed);
        request.response().putHeader("Allow", list);
        write(request, BLANK, 405, "Method not allowed", "Allowed here: " + (list.isEmpty() ? "nothing" : list));
    }

    static void tooLarge(HttpServerRequest request) {
        write(request, BLANK, 413, "Too large", "A request body has at most " + GcxHttpServer.LONGEST_BODY + " bytes");
    }

    /** @param consumed the media types that are read */
    static void unsupportedMediaType(HttpServerRequest request, Collection<String> consumed) {
        write(request, BLANK, 415, "Unsupported media type", "The body is to be " + String.join(" or ", consumed));
    }

    static void unsupportedCoding(HttpServerRequest request) {
        request.response().putHeader("Accept-Encoding", RequestBody.CODING);
        write(request, BLANK, 415, "Unsupported media type", "The body may be coded as " + RequestBody.CODING);
    }

    static void stopping(HttpServerRequest request) {
        request.response().putHeader("Retry-After", "5");
        write(request, STOPPING, 503, "Temporarily reduced capacity", "The gateway is stopping");
    }

    static void write(HttpServerRequest request, Throwable failure) {
        Problem problem = told(request, failure);
        write(request, problem.type(), problem.status(), problem.title(), problem.detail());
    }

    /** What is told of a failure; its {@code Retry-After} is set, and what is told of nowhere else goes to the log. */
    static Problem told(HttpServerRequest request, Throwable failure) {
        Problem problem = ObjectHelper.getException(Problem.class, failure);
        if (problem == null && ObjectHelper.getException(RejectedExecutionException.class, failure) != null) {
            problem = Problem.noRoom();
        }
        if (problem == null) {
            LOG.error("Request failed: {} {}", request.method(), request.path(), failure);
            return Problem.internal();
        }
        if (problem.retryAfterSeconds() > 0) {
            request.response().putHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
        }
        return problem;
    }

    private static void write(HttpServerRequest request, String type, int status, String title, String detail) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) {
            RequestBody.letGo(request);
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
}
