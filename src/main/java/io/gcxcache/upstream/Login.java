package io.gcxcache.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.base.HttpOperationFailedException;

/** The request for a token and its answer: OAuth 2.0 client credentials (RFC 6749, section 4.4). */
final class Login {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GenesysAccess access;
    private final InstantSource clock;

    Login(GenesysAccess access, InstantSource clock) {
        this.access = access;
        this.clock = clock;
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
        JsonNode json = json(answer.getBody(byte[].class));
        if (status == 429) {
            throw failed(status);
        }
        if (status != 200) {
            throw refused(status, json);
        }
        String value = json.path("access_token").asText("");
        long lifetime = json.path("expires_in").asLong(0);
        if (value.isEmpty() || lifetime <= 0) {
            throw Problem.upstream("The token endpoint " + access.loginUrl()
                    + " answered without access_token or expires_in; is gcx.genesys.login-url right?");
        }
        answer.removeHeaders("*");
        answer.setBody(Token.lasting(value, Duration.ofSeconds(lifetime), clock.instant()));
    }

    /** What to tell when the token endpoint brought no usable answer, however often it was asked. */
    Problem unreachable(Throwable cause) {
        if (cause instanceof HttpOperationFailedException answered) {
            return failed(answered.getStatusCode());
        }
        return Problem.upstream(
                "The token endpoint " + access.loginUrl() + " (gcx.genesys.login-url) cannot be reached: "
                        + cause.getClass().getSimpleName());
    }

    private Problem failed(int status) {
        return Problem.upstream("The token endpoint " + access.loginUrl() + " answered " + status);
    }

    private Problem refused(int status, JsonNode json) {
        String error = json.path("error").asText("");
        return Problem.upstream("Genesys refused the client credentials at " + access.loginUrl() + " (" + status
                + (error.isEmpty() ? "" : " " + error)
                + "): check gcx.genesys.client-id, gcx.genesys.client-secret and gcx.genesys.region");
    }

    private static JsonNode json(byte[] body) {
        try {
            return body == null ? JSON.missingNode() : JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
