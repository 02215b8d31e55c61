package io.gcxcache.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * The rules of a user's own {@link HeaderFilterStrategy}, within bounds that it cannot widen: what steers Camel and the
 * gateway is neither taken from a client nor told to it, and what frames a reply is the server's own.
 */
final class FilteredHeaders implements HeaderRules {
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Headers whose lines are one list, as the gateway's own rules have it. */
    private static final Set<String> LISTS = Set.of("accept", "accept-language", "if-none-match", "prefer");

    private final HeaderFilterStrategy strategy;

    FilteredHeaders(HeaderFilterStrategy strategy) {
        this.strategy = strategy;
    }

    @Override
    public Map<String, Object> letIn(HttpServerRequest request, Exchange exchange) {
        Map<String, Object> sent = new HashMap<>();
        if (request.query() != null) {
            letIn(AllowedHeaders.parameters(request), exchange, sent);
        }
        // After the parameters, which are easier to plant in somebody's browser.
        letIn(request.headers(), exchange, sent);
        return sent;
    }

    private void letIn(MultiMap from, Exchange exchange, Map<String, Object> sent) {
        for (String name : from.names()) {
            List<String> values = from.getAll(name);
            Object value = values.size() == 1 || LISTS.contains(lower(name)) ? HeaderRules.list(from, name) : values;
            if (!isInternal(name) && !strategy.applyFilterToExternalHeaders(name, value, exchange)) {
                exchange.getMessage().getHeaders().put(name, value);
                sent.put(lower(name), value);
            }
        }
    }

    @Override
    public void letOut(Exchange exchange, Map<String, Object> sent, HttpServerResponse response) {
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (value == null
                    || isInternal(name)
                    || FRAMING.contains(lower(name))
                    || sent.get(lower(name)) == value
                    || strategy.applyFilterToCamelHeaders(name, value, exchange)) {
                return;
            }
            if (value instanceof Iterable<?> values) {
                values.forEach(one -> response.headers().add(name, String.valueOf(one)));
            } else {
                response.putHeader(name, value.toString());
            }
        });
    }

    /** Headers that the gateway tells clients begin with {@code GCX-}; those by which its routes talk have no hyphen. */
    private static boolean isInternal(String name) {
        String lower = lower(name);
        return lower.startsWith("camel")
                || lower.startsWith("org.apache.camel")
                || lower.startsWith("gcx") && !lower.startsWith("gcx-");
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
