package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong with a request, and whoever finds it: its client is told in the form that it reads. */
class ErrorFormTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration BODY = Duration.ofMillis(200);
    private static final String LINES = "Host: x\r\nConnection: close\r\nContent-Type: text/plain\r\n";

    private Served served;

    @BeforeEach
    void start() throws Exception {
        served = Served.within(new HttpLimits(LONG, BODY, LONG, LONG, 1_000), new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                for (String path :
                        new String[] {"/own", "/api/v2/x?access=anyone", "/oauth/token", "/login/oauth/token"}) {
                    String options = (path.contains("?") ? "&" : "?") + "httpMethodRestrict=POST&consumes=text/plain";
                    from("gcx-http:" + path + options).throwException(Problem.busy("full", Duration.ofSeconds(7)));
                }
            }
        });
    }

    @AfterEach
    void stop() {
        served.close();
    }

    static Stream<Arguments> requestsThatFail() {
        return Stream.of(
                Arguments.of("of the route", "POST %s HTTP/1.1\r\n" + LINES + "\r\n", 503, "service.unavailable"),
                Arguments.of("another method", "TRACE %s HTTP/1.1\r\n" + LINES + "\r\n", 405, "method.not.allowed"),
                Arguments.of(
                        "another media type",
                        "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n",
                        415,
                        "unsupported.media.type"),
                Arguments.of(
                        "another coding",
                        "POST %s HTTP/1.1\r\n" + LINES + "Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
                        415,
                        "unsupported.media.type"),
                Arguments.of(
                        "no gzip",
                        "POST %s HTTP/1.1\r\n" + LINES + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
                        400,
                        "bad.request"),
                Arguments.of(
                        "too large",
                        "POST %s HTTP/1.1\r\n" + LINES + "Expect: 100-continue\r\nContent-Length: 600000\r\n\r\n",
                        413,
                        "request.entity.too.large"),
                Arguments.of(
                        "no room",
                        "POST %s HTTP/1.1\r\n" + LINES + "Expect: 100-continue\r\nContent-Length: 2000\r\n\r\n",
                        503,
                        "service.unavailable"),
                Arguments.of(
                        "too slow",
                        "POST %s HTTP/1.1\r\n" + LINES + "Content-Length: 100\r\n\r\nx",
                        408,
                        "bad.request"),
                Arguments.of(
                        "foreign page",
                        "POST %s HTTP/1.1\r\n" + LINES + "Sec-Fetch-Site: cross-site\r\n\r\n",
                        403,
                        "missing.permissions"),
                Arguments.of("foreign host", "POST %s HTTP/1.1\r\nHost: evil\r\n\r\n", 421, "bad.request"),
                Arguments.of(
                        "framing",
                        "POST %s HTTP/1.1\r\n" + LINES + "Transfer-Encoding: xchunked\r\n\r\n",
                        400,
                        "bad.request"),
                Arguments.of(
                        "long head",
                        "POST %s HTTP/1.1\r\n" + LINES + "X: " + "x".repeat(20_000) + "\r\n\r\n",
                        431,
                        "bad.request"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requestsThatFail")
    void genesyssPathsTellWhatFailsInGenesyssWords(String name, String request, int status, String code)
            throws Exception {
        for (String path : new String[] {"/api/v2/x", "/%61pi/v2/x"}) {
            Told told = told(request, path);

            assertThat(told.status).isEqualTo(status);
            assertThat(told.headers).containsEntry("content-type", "application/json");
            assertThat(told.body.path("code").asText()).isEqualTo(code);
            assertThat(told.body.path("status").asInt()).isEqualTo(status);
            assertThat(told.body.path("message").asText()).isNotEmpty();
            assertThat(told.body.path("contextId").asText())
                    .isNotEmpty()
                    .isEqualTo(told.headers.get("inin-correlation-id"));
            assertThat(told.headers)
                    .containsEntry("inin-ratelimit-allowed", "300")
                    .containsEntry("inin-ratelimit-count", "1")
                    .containsEntry("inin-ratelimit-reset", "60");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requestsThatFail")
    void aLoginIsRefusedAsATokenEndpointRefuses(String name, String request, int status, String code) throws Exception {
        for (String path : new String[] {"/oauth/token", "/login/oauth/token"}) {
            Told told = told(request, path);

            assertThat(told.status).isEqualTo(status);
            assertThat(told.headers)
                    .containsEntry("content-type", "application/json")
                    .containsEntry("cache-control", "no-store")
                    .containsKey("inin-correlation-id");
            assertThat(told.body.path("error").asText())
                    .isEqualTo(status < 500 ? "invalid_request" : "temporarily_unavailable");
            assertThat(told.body.path("error_description").asText())
                    .isNotEmpty()
                    .isEqualTo(told.body.path("description").asText());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requestsThatFail")
    void everywhereElseAProblemDocumentDoes(String name, String request, int status, String code) throws Exception {
        Told told = told(request, "/own");

        assertThat(told.status).isEqualTo(status);
        assertThat(told.headers)
                .containsEntry("content-type", "application/problem+json")
                .doesNotContainKeys("inin-correlation-id", "inin-ratelimit-allowed");
        assertThat(told.body.path("detail").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v2/x, /code, service.unavailable",
        "/oauth/token, /error, temporarily_unavailable",
        "/own, /title, Temporarily reduced capacity"
    })
    void aServerThatStopsSaysSoInEveryForm(String path, String field, String value) throws Exception {
        served.server.dispatcher().refuseAll();

        Told told = told("POST %s HTTP/1.1\r\n" + LINES + "\r\n", path);

        assertThat(told.status).isEqualTo(503);
        assertThat(told.headers).containsEntry("retry-after", "5");
        assertThat(told.body.at(field).asText()).isEqualTo(value);
    }

    @Test
    void aLineThatIsTooLongHasNoPath() throws Exception {
        Told told = told("GET %s HTTP/1.1\r\n" + LINES + "\r\n", "/api/v2/" + "x".repeat(9_000));

        assertThat(told.status).isEqualTo(414);
        assertThat(told.headers).containsEntry("content-type", "application/problem+json");
    }

    private Told told(String request, String path) throws Exception {
        try (Served.Connection connection = served.connect()) {
            connection.write(request.formatted(path));
            return Told.of(connection.rest());
        }
    }

    private record Told(int status, Map<String, String> headers, JsonNode body) {
        static Told of(String reply) throws Exception {
            String[] parts = reply.split("\r\n\r\n", 2);
            Map<String, String> headers = new TreeMap<>();
            parts[0].lines().skip(1).forEach(line -> {
                String[] header = line.split(": ", 2);
                headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
            });
            return new Told(Integer.parseInt(parts[0].split(" ")[1]), headers, JSON.readTree(parts[1]));
        }
    }
}
