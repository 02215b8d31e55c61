package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.consumer.ClientAuthentication;
import io.gcxcache.consumer.Consumers;
import io.gcxcache.consumer.TokenOwner;
import io.gcxcache.consumer.Tokens;
import io.gcxcache.problem.Problem;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask an endpoint, what its route hears of who asks, and how clients of Genesys Cloud are told of failures. */
class AccessTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private Tokens tokens;

    @BeforeEach
    void begin() {
        tokens = new Tokens(
                folder.resolve("tokens.key"),
                null,
                new Consumers(null, InstantSource.system()),
                InstantSource.system());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v2/users/{id}, /api/v2/users/1, 401",
        "/api/v2/users/{id}?access=token, /api/v2/users/1, 401",
        "/api/v2/users/{id}?access=anyone, /api/v2/users/1, 200",
        "/api/v2?matchOnUriPrefix=true, /api/v2/x/y, 401",
        "/api/v2?matchOnUriPrefix=true, /%61pi/v2/x, 401",
        "/api/v20, /api/v20, 200",
        "/own, /own, 200",
        "/own?access=token, /own, 401"
    })
    void belowTheApiOnlyWhoHasATokenMayAskUnlessAnEndpointSaysOtherwise(String endpoint, String path, int status)
            throws Exception {
        try (Served served = Served.to(tokens, answering(endpoint))) {
            assertThat(served.get(path).statusCode()).isEqualTo(status);
            assertThat(served.get(path, "Authorization", "Bearer " + tokens.issue("a", null))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "Token"})
    void anotherAccessIsRefusedAtTheStart(String access) {
        assertThatThrownBy(() ->
                        Served.to(tokens, answering("/own?access=" + access)).close())
                .rootCause()
                .hasMessage("'" + access + "': allowed are anyone, data, login, management, observe and token");
    }

    @Test
    void theRouteHearsWhoAsksAndNotByWhatToken() throws Exception {
        String token = tokens.issue("some-client", null);
        AtomicReference<Map<String, Object>> headers = new AtomicReference<>();
        AtomicReference<Map<String, Object>> properties = new AtomicReference<>();
        try (Served served = Served.to(tokens, new RouteBuilder() {
            @Override
            public void configure() {
                getContext().getRegistry().bind("all", new DefaultHeaderFilterStrategy());
                from("gcx-http:/own?access=token&headerFilterStrategy=#all").process(exchange -> {
                    headers.set(Map.copyOf(exchange.getMessage().getHeaders()));
                    properties.set(exchange.getProperties());
                });
            }
        })) {
            HttpResponse<String> answered =
                    served.send("POST", "/own", "x", "Authorization", "Bearer " + token, "X-Other", "1");

            assertThat(answered.statusCode()).isEqualTo(200);
            assertThat(headers.get()).containsEntry("X-Other", "1").doesNotContainKey("Authorization");
            assertThat(properties.get().get(TokenOwner.PROPERTY))
                    .isInstanceOfSatisfying(TokenOwner.class, caller -> assertThat(caller.clientId())
                            .isEqualTo("some-client"));
            assertThat(headers.get() + " " + properties.get()
                            + answered.headers().map())
                    .doesNotContain(token);
        }
    }

    @Test
    void aLoginHearsOfTheCredentialsButNotAsAHeader() throws Exception {
        AtomicReference<Exchange> seen = new AtomicReference<>();
        try (Served served = Served.to(tokens, new RouteBuilder() {
            @Override
            public void configure() {
                getContext().getRegistry().bind("all", new DefaultHeaderFilterStrategy());
                from("gcx-http:/in?access=login&headerFilterStrategy=#all")
                        .process(exchange -> seen.set(exchange.copy()));
            }
        })) {
            served.send("POST", "/in", "x", "Authorization", "Basic YTpi");

            assertThat(seen.get().getMessage().getHeaders()).doesNotContainKey("Authorization");
            assertThat(seen.get().getProperty(ClientAuthentication.PROPERTY))
                    .isEqualTo(new ClientAuthentication("Basic YTpi", "127.0.0.1", true));
        }
    }

    @Test
    void whoIsNotKnownIsRefusedBeforeTheBodyIsRead() throws Exception {
        try (Served served = Served.to(tokens, answering("/api/v2/x"));
                Served.Connection connection = served.connect()) {
            connection.write("POST /api/v2/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000\r\n\r\nonly this");

            assertThat(connection.read()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void twoAuthorizationsAreNone() throws Exception {
        String good = "Authorization: Bearer " + tokens.issue("a", null) + "\r\n";
        try (Served served = Served.to(tokens, answering("/api/v2/x"));
                Served.Connection connection = served.connect()) {
            connection.write("GET /api/v2/x HTTP/1.1\r\nHost: localhost\r\n" + good + good + "\r\n");

            assertThat(connection.read()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void failuresBehindATokenAreToldAsGenesysTellsThem() throws Exception {
        try (Served served = Served.to(tokens, answering("/api/v2/x"))) {
            assertTold(served, Problem.badRequest("why"), 400, "bad.request", "why");
            assertTold(served, Problem.notFound("why"), 404, "not.found", "why");
            assertTold(served, Problem.conflict("why"), 409, "bad.request", "why");
            assertTold(served, Problem.upstream("why"), 502, "internal.server.error", "why");
            assertTold(served, Problem.tooSlow("why"), 504, "request.timeout", "why");
            assertTold(
                    served,
                    new IllegalStateException("the secret of the house"),
                    500,
                    "internal.server.error",
                    "The gateway failed; its log says why");
            HttpResponse<String> busy = assertTold(
                    served, Problem.busy("why", Duration.ofMillis(1_500)), 503, "service.unavailable", "why");
            assertThat(busy.headers().firstValue("Retry-After")).contains("2");
            assertTold(
                    served,
                    new RejectedExecutionException(),
                    503,
                    "service.unavailable",
                    "Too much is waiting in the gateway");
        }
    }

    private HttpResponse<String> assertTold(Served served, Throwable thrown, int status, String code, String message)
            throws Exception {
        failure.set(thrown);
        HttpResponse<String> told = served.get("/api/v2/x", "Authorization", "Bearer " + tokens.issue("a", null));
        JsonNode error = JSON.readTree(told.body());
        assertThat(told.statusCode()).isEqualTo(status);
        assertThat(told.headers().allValues("Content-Type")).containsExactly("application/json");
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("status").asInt()).isEqualTo(status);
        assertThat(told.headers().allValues("ININ-Correlation-Id"))
                .containsExactly(error.path("contextId").asText());
        return told;
    }

    private RouteBuilder answering(String endpoint) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("gcx-http:" + endpoint).process(exchange -> {
                    if (failure.get() != null) {
                        exchange.setException(failure.get());
                    }
                    exchange.getMessage().setBody("here");
                });
            }
        };
    }
}
