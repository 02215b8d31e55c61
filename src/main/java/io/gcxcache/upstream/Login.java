package io.gcxcache.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.budget.RateLimitHeaders;
import io.gcxcache.json.JsonFields;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * The request for a token and its answer: OAuth 2.0 client credentials (RFC 6749, section 4.4).
 *
 * <p>An answer that brings no token is a {@link Problem}: one that says when to come back if it is a limit, one that points to
 * the credentials if Genesys itself refuses them, and else one that points to where the login was sought.
 */
final class Login {
    private static final Duration UNTOLD_LIFETIME = Duration.ofSeconds(300);

    /** Genesys counts logins by the minute. */
    private static final Duration UNTOLD_LIMIT = Duration.ofSeconds(60);

    /** A limit without length would be asked about again and again. */
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(1);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private static final String ACCESS_TOKEN = "access_token";
    private static final String EXPIRES_IN = "expires_in";
    private static final String ERROR = "error";
    private static final Set<String> WORDS = Set.of("error_description", "description", "message");
    private static final Set<String> FIELDS = Stream.concat(WORDS.stream(), Stream.of(ACCESS_TOKEN, EXPIRES_IN, ERROR))
            .collect(Collectors.toSet());

    /** What fits behind {@code Bearer} in a header. */
    private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]+");

    /** The error codes of OAuth, and not the reason phrases that others put in their place. */
    private static final Pattern OAUTH_ERROR = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

    private static final Pattern RATE_LIMIT = Pattern.compile("(?i)rate limit");

    private final GenesysAccess access;
    private final InstantSource clock;
    private final InstantSource steady;

    Login(GenesysAccess access, InstantSource clock, InstantSource steady) {
        this.access = access;
        this.clock = clock;
        this.steady = steady;
    }

    void request(Exchange exchange) {
        Message request = exchange.getMessage();
        request.removeHeaders("*");
        request.setHeader(Exchange.HTTP_METHOD, "POST");
        request.setHeader(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.setHeader("Accept", "application/json");
        String form = "grant_type=client_credentials";
        if (access.clientAuth() == GenesysAccess.ClientAuth.FORM) {
            form += "&client_id=" + encoded(access.clientId()) + "&client_secret=" + encoded(access.clientSecret());
        } else {
            String credentials = access.clientId() + ':' + access.clientSecret();
            request.setHeader(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        request.setBody(form.getBytes(StandardCharsets.UTF_8));
    }

    /** Turns the answer into a {@link Token}; an answer that brings none is a {@link Problem}. */
    void answer(Exchange exchange) {
        Message answer = exchange.getMessage();
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        Optional<ObjectNode> json = json(answer.getBody(byte[].class));
        if (status != 200 || json.isEmpty()) {
            throw problem(status, json, headers(name -> answer.getHeader(name, String.class)));
        }
        String value = text(json.get(), ACCESS_TOKEN);
        if (!SENDABLE.matcher(value).matches()) {
            throw Problem.upstream(answered(status)
                    + (value.isEmpty()
                            ? " without an access_token; is gcx.genesys.login-url right?"
                            : " with an access_token that does not fit into a header"));
        }
        answer.removeHeaders("*");
        answer.setBody(Token.lasting(value, lifetime(json.get().path(EXPIRES_IN)), steady.instant()));
    }

    /** Whether nothing was sent, and nothing would be another time: a password that is sent too often locks its user out. */
    boolean isBarred(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof WayBarred barred && !barred.mayPass();
    }

    /** Whether a failed request came back with the wish not to be repeated for a while. */
    boolean isToBeLeftAlone(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof HttpOperationFailedException answered
                && answered.getStatusCode() == UNAVAILABLE
                && headers(answered).retryAfter().isPresent();
    }

    /** What to tell when the token endpoint brought no usable answer, however often it was asked. */
    Problem unreachable(Throwable cause) {
        if (cause instanceof HttpOperationFailedException answered) {
            String body = answered.getResponseBody();
            return problem(
                    answered.getStatusCode(),
                    json(body == null ? null : body.getBytes(StandardCharsets.UTF_8)),
                    headers(answered));
        }
        return Problem.upstream(
                "The token endpoint " + access.loginUrl() + " (gcx.genesys.login-url) cannot be reached: "
                        + (cause instanceof WayBarred
                                ? cause.getMessage()
                                : cause.getClass().getSimpleName()));
    }

    private Problem problem(int status, Optional<ObjectNode> json, RateLimitHeaders headers) {
        String error = json.map(fields -> text(fields, ERROR))
                .filter(code -> OAUTH_ERROR.matcher(code).matches())
                .map(code -> ' ' + code)
                .orElse("");
        if (status == TOO_MANY_REQUESTS
                || status == 400 && json.filter(Login::tellsOfALimit).isPresent()) {
            return Problem.spent(
                    "The login's rate limit is spent: " + answered(status),
                    atLeast(
                            SHORTEST_LIMIT,
                            headers.retryAfter(TOO_MANY_REQUESTS).orElse(UNTOLD_LIMIT)));
        }
        Optional<Duration> retryAfter = headers.retryAfter(status);
        if (status == UNAVAILABLE && retryAfter.isPresent()) {
            return Problem.busy(
                    answered(status) + " and asks to be left alone for a while",
                    atLeast(SHORTEST_LIMIT, retryAfter.get()));
        }
        if (status >= 300 && status < 400 && status != 304) {
            return Problem.upstream(
                    answered(status) + ", a redirect, which is not followed; gcx.genesys.login-url may be wrong");
        }
        if (json.isPresent() && (status == 408 || status >= 500)) {
            return Problem.upstream(answered(status));
        }
        if (!error.isEmpty() && (status == 400 || status == 401 || status == 403)) {
            return Problem.upstream("Genesys refused the client credentials at " + access.loginUrl() + " (" + status
                    + error + "): check gcx.genesys.client-id, gcx.genesys.client-secret and gcx.genesys.region");
        }
        return Problem.upstream("What answered at " + access.loginUrl() + " (gcx.genesys.login-url) does not look like"
                + " Genesys's login (" + status + error + (json.isEmpty() ? ", not JSON" : "")
                + "): check gcx.genesys.login-url, gcx.genesys.region and whether a proxy is in between");
    }

    private String answered(int status) {
        return "The token endpoint " + access.loginUrl() + " answered " + status;
    }

    private static boolean tellsOfALimit(ObjectNode fields) {
        return WORDS.stream()
                .anyMatch(name -> RATE_LIMIT.matcher(text(fields, name)).find());
    }

    private RateLimitHeaders headers(HttpOperationFailedException answered) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(answered.getResponseHeaders());
        return headers(headers::get);
    }

    private RateLimitHeaders headers(UnaryOperator<String> headers) {
        return new RateLimitHeaders(headers, clock.instant(), steady.instant());
    }

    private static Duration atLeast(Duration shortest, Duration told) {
        return told.compareTo(shortest) < 0 ? shortest : told;
    }

    /** What is told in whole seconds; as if nothing were told where it makes no sense. */
    private static Duration lifetime(JsonNode told) {
        long seconds = told.isNumber() || told.isTextual() ? (long) told.asDouble() : 0;
        return seconds > 0 ? Duration.ofSeconds(seconds) : UNTOLD_LIFETIME;
    }

    private static String text(ObjectNode fields, String name) {
        JsonNode value = fields.path(name);
        return value.isTextual() ? value.textValue() : "";
    }

    /** The fields that matter of what is JSON; those of what is no object are none. */
    private static Optional<ObjectNode> json(byte[] body) {
        try {
            return body == null ? Optional.empty() : Optional.of(JsonFields.read(body, FIELDS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
