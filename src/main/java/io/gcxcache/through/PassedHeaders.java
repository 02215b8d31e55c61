package io.gcxcache.through;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which headers are passed on, each way. What is of one connection alone (RFC 9110, section 7.6.1), cookies and credentials
 * are not among them.
 */
final class PassedHeaders {
    /** What Genesys's own begin with: the correlation id, and the rate limit. */
    private static final String ININ = "inin-";

    private static final Set<String> REQUEST = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "content-language",
            "content-type",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "prefer",
            "purecloud-sdk",
            "range",
            "tf-correlation-id",
            "user-agent");

    private static final Set<String> REPLY = Set.of(
            "accept-ranges",
            "age",
            "allow",
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-length",
            "content-range",
            "content-type",
            "date",
            "etag",
            "expires",
            "last-modified",
            "link",
            "location",
            "pragma",
            "ratelimit",
            "ratelimit-policy",
            "retry-after",
            "vary",
            "x-content-type-options",
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset");

    private static final String API = "/api/v2";

    private PassedHeaders() {}

    static void ofRequest(MultiMap sent, MultiMap passed) {
        copy(sent, REQUEST, passed);
    }

    /** @param genesys where the API is */
    static void ofReply(MultiMap answered, URI genesys, MultiMap told) {
        copy(answered, REPLY, told);
        String location = told.get(HttpHeaders.LOCATION);
        if (location != null) {
            told.set(HttpHeaders.LOCATION, atGateway(location, genesys));
        }
    }

    private static void copy(MultiMap from, Set<String> names, MultiMap to) {
        Set<String> ofConnection = from.getAll(HttpHeaders.CONNECTION).stream()
                .flatMap(value -> Arrays.stream(value.toLowerCase(Locale.ROOT).split(",")))
                .map(String::strip)
                .collect(Collectors.toSet());
        for (String name : from.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if ((names.contains(lower) || lower.startsWith(ININ)) && !ofConnection.contains(lower)) {
                to.set(name, from.getAll(name));
            }
        }
    }

    /** What is one of Genesys's own paths is one of the gateway's; all else is where it is. */
    private static String atGateway(String location, URI genesys) {
        try {
            URI uri = new URI(location);
            boolean there = genesys.getHost().equalsIgnoreCase(uri.getHost())
                    && uri.getRawUserInfo() == null
                    && (uri.getScheme() == null || genesys.getScheme().equalsIgnoreCase(uri.getScheme()))
                    && port(genesys, genesys.getPort()) == port(genesys, uri.getPort());
            String path = uri.getRawPath();
            if (there && (path.equals(API) || path.startsWith(API + '/'))) {
                return location.substring(
                        location.indexOf("//") + 2 + uri.getRawAuthority().length());
            }
        } catch (URISyntaxException e) {
            // Whoever asked may make something of it.
        }
        return location;
    }

    private static int port(URI genesys, int told) {
        return told >= 0 ? told : genesys.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }
}
