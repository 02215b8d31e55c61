package io.gcxcache.http;

import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** The strict rules: a few names each way, all others are dropped. */
final class AllowedHeaders implements HeaderRules {
    private static final String CONTENT_TYPE = "Content-Type";

    private static final Pattern ONLY_IF_CACHED =
            Pattern.compile("(?:^|,)\\s*only-if-cached\\s*(?:,|$)", Pattern.CASE_INSENSITIVE);

    /** Request headers that reach a route. */
    private static final List<CharSequence> REQUEST = Stream.of(
                    "Accept", "Accept-Language", CONTENT_TYPE, "If-None-Match", "Prefer")
            .map(HttpHeaders::createOptimized)
            .toList();

    /** Query parameters that reach a route. */
    private static final List<String> PARAMETERS =
            List.of("locale", "timeZone", "reportVersion", "prefix", "reason", "after", "limit");

    /** Message headers that go out with a reply, if they are spelled like this: the hit path has no time to fold case. */
    private static final Map<String, CharSequence> REPLY = Stream.of(
                    "Age",
                    "Allow",
                    "Cache-Control",
                    "Cache-Groups",
                    "Cache-Status",
                    "CDN-Cache-Control",
                    CONTENT_TYPE,
                    "ETag",
                    "GCX-Interval",
                    "GCX-Refreshing",
                    "inin-ratelimit-allowed",
                    "inin-ratelimit-count",
                    "inin-ratelimit-reset",
                    "Location",
                    "Preference-Applied",
                    "RateLimit",
                    "RateLimit-Policy",
                    "Retry-After",
                    "Surrogate-Key",
                    "Vary",
                    "WWW-Authenticate")
            .collect(Collectors.toUnmodifiableMap(Function.identity(), HttpHeaders::createOptimized));

    private final boolean parameters;

    /** @param parameters whether parameters of the query string reach the route by their names */
    AllowedHeaders(boolean parameters) {
        this.parameters = parameters;
    }

    @Override
    public Map<String, Object> letIn(HttpServerRequest request, Exchange exchange) {
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        MultiMap sent = request.headers();
        // By index: an iterator would be garbage of every request.
        for (int i = 0; i < REQUEST.size(); i++) {
            CharSequence name = REQUEST.get(i);
            if (sent.contains(name)) {
                headers.put(name.toString(), HeaderRules.list(sent, name));
            }
        }
        // Nothing else that a client says of caching counts: one that asks for what is new at every call is why there
        // is a cache.
        if (sent.contains(HttpHeaders.CACHE_CONTROL)
                && ONLY_IF_CACHED.matcher(cacheControl(sent)).find()) {
            headers.put(GcxHeaders.ONLY_IF_CACHED, Boolean.TRUE);
        }
        if (parameters && request.query() != null) {
            MultiMap asked = parameters(request);
            for (String name : PARAMETERS) {
                String value = asked.get(name);
                if (value != null) {
                    headers.put(name, value);
                }
            }
        }
        Object type = headers.get(CONTENT_TYPE);
        return type == null ? Map.of() : Map.of(CONTENT_TYPE, type);
    }

    @Override
    public void letOut(Exchange exchange, Map<String, Object> sent, HttpServerResponse response) {
        MultiMap reply = response.headers();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            CharSequence told = REPLY.get(name);
            if (told != null && value != null && sent.get(name) != value) {
                reply.set(told, value.toString());
            }
        });
    }

    private static String cacheControl(MultiMap sent) {
        return HeaderRules.list(sent, HttpHeaders.CACHE_CONTROL);
    }

    static MultiMap parameters(HttpServerRequest request) {
        try {
            return request.params();
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The query is not percent-encoded UTF-8");
        }
    }
}
