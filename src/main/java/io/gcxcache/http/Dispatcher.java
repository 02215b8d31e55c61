package io.gcxcache.http;

import io.gcxcache.budget.Budgets;
import io.gcxcache.budget.RateLimitFields;
import io.gcxcache.http.PathTable.Match;
import io.gcxcache.problem.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Finds for each request the consumer of its path, and refuses what is nobody's.
 *
 * <p>Safe for use by several threads: paths may be added and removed while it serves, and whoever looks one up waits for
 * nobody.
 */
final class Dispatcher {
    /** By no endpoint, even one that serves all methods. */
    private static final Set<HttpMethod> NEVER_SERVED = Set.of(HttpMethod.CONNECT, HttpMethod.TRACE);

    private static final CharSequence ALLOWED = HttpHeaders.createOptimized(RateLimitFields.ALLOWED);

    private final Framing framing;
    private final Origins origins;
    private final HttpDate date;
    private final Function<String, RateLimitFields> rateLimits;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicReference<PathTable<EventLoopConsumer>> paths = new AtomicReference<>(new PathTable<>());

    /** @param rateLimits what is left of a family's rate limit, or of {@link Budgets#CLIENT} */
    Dispatcher(Framing framing, Origins origins, HttpDate date, Function<String, RateLimitFields> rateLimits) {
        this.framing = framing;
        this.origins = origins;
        this.date = date;
        this.rateLimits = rateLimits;
    }

    /**
     * Serves paths in the place of others, all at once.
     *
     * @throws IllegalArgumentException if one is served already with one of its methods; nothing is changed then
     */
    void exchange(List<PathTable.Entry<EventLoopConsumer>> old, List<PathTable.Entry<EventLoopConsumer>> served) {
        paths.updateAndGet(table -> table.without(old).with(served));
    }

    PathTable<EventLoopConsumer> paths() {
        return paths.get();
    }

    /** From now on every request is answered 503; what was there is not told as unknown while routes go. */
    void refuseAll() {
        stopping.set(true);
    }

    /** Requests are answered again. */
    void acceptAll() {
        stopping.set(false);
    }

    void serve(HttpServerRequest request) {
        completeHead(request);
        if (stopping.get()) {
            Carrier.announceEnd(request);
            Failures.stopping(request);
            return;
        }
        try {
            if (request.version() == HttpVersion.HTTP_2) {
                Optional<Problem> fault = framing.fault(request);
                if (fault.isPresent()) {
                    Failures.write(request, fault.get());
                    return;
                }
            }
            if (origins.isPreflight(request)) {
                origins.answerPreflight(request);
                return;
            }
            Optional<Problem> foreign =
                    origins.include(request) ? Optional.empty() : FetchMetadata.fault(Head.of(request));
            if (foreign.isPresent()) {
                Failures.write(request, foreign.get());
                return;
            }
            PathTable<EventLoopConsumer> table = paths.get();
            if (NEVER_SERVED.contains(request.method())) {
                Failures.methodNotAllowed(request, table.allowed(request.path()));
                return;
            }
            Match<EventLoopConsumer> match =
                    table.find(request.path(), request.method().name());
            if (match == null) {
                refuse(request, table.allowed(request.path()));
            } else {
                match.entry().target().serve(request, match);
            }
        } catch (RuntimeException e) {
            Failures.write(request, e);
        }
    }

    void refuseInvalid(HttpServerRequest request) {
        completeHead(request);
        Failures.invalidRequest(request, request.decoderResult().cause());
    }

    /**
     * Has every reply tell its date, as RFC 9110, section 6.6.1 wants it of whoever has a clock, and at Genesys's own paths
     * the rate limit, which its clients read of errors too. A route that passes on another's reply passes on its.
     */
    private void completeHead(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.headersEndHandler(ending -> {
            if (!response.headers().contains(HttpHeaders.DATE)) {
                response.putHeader(HttpHeaders.DATE, date.now());
            }
            tellLimits(request, Budgets.CLIENT);
            origins.tell(request, response.headers());
        });
    }

    /** Tells the rate limit of a family in the reply to a request at one of Genesys's own paths, unless it tells one; answers what it told. */
    RateLimitFields tellLimits(HttpServerRequest request, String family) {
        MultiMap headers = request.response().headers();
        if (headers.contains(ALLOWED) || ErrorForm.of(request) != ErrorForm.GENESYS) {
            return null;
        }
        RateLimitFields limits = rateLimits.apply(family);
        limits.tellAsGenesys((name, value) -> headers.set(name, value.toString()));
        return limits;
    }

    /** What is in the {@code Date} of a reply. */
    String date(Instant now) {
        return date.at(now.getEpochSecond());
    }

    /** Whether the reply depends on the origin that a request tells. */
    boolean variesByOrigin() {
        return origins.areListed();
    }

    boolean isStopping() {
        return stopping.get();
    }

    private static void refuse(HttpServerRequest request, Set<String> allowed) {
        if (allowed.isEmpty()) {
            Failures.notFound(request);
        } else {
            Failures.methodNotAllowed(request, allowed);
        }
    }
}
