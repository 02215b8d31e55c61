package io.gcxcache.http;

import io.gcxcache.consumer.Unauthenticated;
import io.gcxcache.problem.Problem;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests that fail, in the {@link ErrorForm} of their path. Only what a {@link Problem} says is told; anything else
 * is an internal error whose cause goes to the log.
 */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final Duration STOPPING = Duration.ofSeconds(5);

    private Failures() {}

    /** Refuses what is no request; its connection is closed, since nobody knows where the next one begins. */
    static void invalidRequest(HttpServerRequest request, Throwable fault) {
        Carrier.announceEnd(request);
        if (fault instanceof TooLongHttpLineException) {
            String detail = "A request line has at most " + GcxHttpServer.LONGEST_LINE + " bytes";
            write(request, Problem.blank(414, "URI too long", detail));
        } else if (fault instanceof TooLongHttpHeaderException) {
            String detail = "The headers of a request have at most " + GcxHttpServer.LONGEST_HEADERS + " bytes";
            write(request, Problem.blank(431, "Request header fields too large", detail));
        } else if (fault instanceof Problem problem) {
            write(request, problem);
        } else {
            write(request, Problem.badRequest("The request cannot be understood"));
        }
    }

    /** Refuses a request whose body did not come in time; its connection is about to be closed. */
    static void tooSlow(HttpServerRequest request) {
        Carrier.announceEnd(request);
        write(request, Problem.blank(408, "Request timeout", "The body of the request did not come in time"));
    }

    static void notFound(HttpServerRequest request) {
        write(request, Problem.notFound("There is nothing at this path"));
    }

    /** @param allowed the methods that the path can be asked with */
    static void methodNotAllowed(HttpServerRequest request, Collection<String> allowed) {
        String list = String.join(", ", allowed);
        request.response().putHeader("Allow", list);
        String detail = "Allowed here: " + (list.isEmpty() ? "nothing" : list);
        write(request, Problem.blank(405, "Method not allowed", detail));
    }

    static void tooLarge(HttpServerRequest request) {
        write(request, Problem.tooLarge("A request body has at most " + GcxHttpServer.LONGEST_BODY + " bytes"));
    }

    /** @param consumed the media types that are read */
    static void unsupportedMediaType(HttpServerRequest request, Collection<String> consumed) {
        unsupported(request, "The body is to be " + String.join(" or ", consumed));
    }

    static void unsupportedCoding(HttpServerRequest request) {
        request.response().putHeader("Accept-Encoding", RequestBody.CODING);
        unsupported(request, "The body may be coded as " + RequestBody.CODING);
    }

    private static void unsupported(HttpServerRequest request, String detail) {
        write(request, Problem.blank(415, "Unsupported media type", detail));
    }

    static void stopping(HttpServerRequest request) {
        write(request, Problem.busy("The gateway is stopping", STOPPING));
    }

    /** Answers a request with what a failure says, or with 500 if it says nothing. */
    static void write(HttpServerRequest request, Throwable failure) {
        Problem problem = problem(request, failure);
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        ErrorForm form = ErrorForm.of(request);
        ErrorForm.Told told =
                form.told(problem, failure, form == ErrorForm.PROBLEM_DOCUMENT ? null : CorrelationId.of(request));
        if (problem.retryAfterSeconds() > 0) {
            response.putHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
        }
        RequestBody.letGo(request);
        response.setStatusCode(told.status())
                .putHeader("Content-Type", form.mediaType())
                .putHeader("Cache-Control", "no-store")
                .end(told.body());
    }

    /** What is told of a failure; what is told of nowhere else goes to the log. */
    private static Problem problem(HttpServerRequest request, Throwable failure) {
        if (failure instanceof Unauthenticated refused) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"gcx-cache\"");
            return Problem.blank(401, "Unauthorized", refused.getMessage());
        }
        Problem problem = ObjectHelper.getException(Problem.class, failure);
        if (problem != null) {
            return problem;
        }
        if (ObjectHelper.getException(RejectedExecutionException.class, failure) != null) {
            return Problem.noRoom();
        }
        LOG.error("Request failed: {} {}", request.method(), request.path(), failure);
        return Problem.internal();
    }
}
