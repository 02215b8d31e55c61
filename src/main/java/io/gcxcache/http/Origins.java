package io.gcxcache.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pages of other sites that may ask and see what is answered (CORS, the Fetch standard). They show tokens, not cookies. Immutable.
 */
public final class Origins {
    public static final Origins NONE = new Origins(Set.of());

    private static final Pattern ORIGIN =
            Pattern.compile("(?!http:.*:80$|https:.*:443$)https?://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+])(?::\\d{1,5})?");
    private static final CharSequence REQUESTED = HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD;
    private static final String METHODS = "GET, HEAD, POST, QUERY, PUT, PATCH, DELETE";
    private static final String SENT = "Accept-Language, Authorization, Cache-Control, Content-Type, If-Modified-Since,"
            + " If-None-Match, ININ-Correlation-Id, Prefer";
    private static final String SEEN = "Age, Cache-Status, ETag, GCX-Interval, GCX-Refreshing, ININ-Correlation-Id,"
            + " inin-ratelimit-allowed, inin-ratelimit-count, inin-ratelimit-reset, Location, Preference-Applied, Retry-After";
    private static final String SECONDS = "600";

    private final Set<String> allowed;

    private Origins(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * @param list as browsers tell them, {@code https://wallboard.example.org}, separated by commas
     * @throws IllegalArgumentException that says what is allowed
     */
    public static Origins of(String list) {
        List<String> origins =
                Arrays.stream(list.split(",", -1)).map(String::trim).toList();
        if (!origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches())) {
            throw new IllegalArgumentException(
                    "origins, http:// or https:// with a host and perhaps a port and nothing else, as browsers write them:"
                            + " in small letters, without :80 and :443; separated by commas");
        }
        return new Origins(origins.stream().collect(Collectors.toUnmodifiableSet()));
    }

    boolean areListed() {
        return !allowed.isEmpty();
    }

    /** Whether a page asks that may. */
    boolean include(HttpServerRequest request) {
        String origin = request.headers().get(HttpHeaders.ORIGIN);
        return origin != null && allowed.contains(origin);
    }

    /** Whether a browser asks what the page may ask. */
    boolean isPreflight(HttpServerRequest request) {
        return request.method() == HttpMethod.OPTIONS && request.headers().contains(REQUESTED) && include(request);
    }

    void answerPreflight(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.headers()
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, SENT)
                .set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, SECONDS);
        response.setStatusCode(204).end();
    }

    /** Tells a browser whose pages may see a reply, and caches that it depends on who asks. */
    void tell(HttpServerRequest request, MultiMap reply) {
        if (allowed.isEmpty()) {
            return;
        }
        String vary = reply.get(HttpHeaders.VARY);
        reply.set(HttpHeaders.VARY, vary == null ? HttpHeaders.ORIGIN : vary + ", " + HttpHeaders.ORIGIN);
        if (include(request)) {
            reply.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, request.headers().get(HttpHeaders.ORIGIN));
            reply.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, SEEN);
        }
    }
}
