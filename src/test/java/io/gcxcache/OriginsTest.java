package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of listed sites may ask, and others may not. */
class OriginsTest {
    private static final String PAGE = "https://wallboard.example.org";
    private static final String DATA = "/gcx/directories/internal_agents";

    @TempDir
    static Path folder;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(folder, Map.of("gcx.http.origins", PAGE + ", http://localhost:5173"));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void aListedPageSeesWhatIsAnswered() throws Exception {
        HttpResponse<String> reply = gateway.get(DATA, "Origin", PAGE, "Sec-Fetch-Site", "cross-site");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(header(reply, "Access-Control-Allow-Credentials")).isEmpty();
        assertThat(header(reply, "Access-Control-Expose-Headers")).contains("Cache-Status");
        assertThat(header(reply, "Vary")).contains("origin");
    }

    @Test
    void errorsAreSeenToo() throws Exception {
        HttpResponse<String> refused =
                gateway.get("/api/v2/users", "Origin", "http://localhost:5173", "Sec-Fetch-Site", "cross-site");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(header(refused, "Access-Control-Allow-Origin")).isEqualTo("http://localhost:5173");
    }

    @Test
    void aBrowserIsToldWhatAPageMayAsk() throws Exception {
        HttpResponse<String> told = gateway.send(
                "OPTIONS",
                "/api/v2/users",
                "Origin",
                PAGE,
                "Access-Control-Request-Method",
                "GET",
                "Access-Control-Request-Headers",
                "authorization");

        assertThat(told.statusCode()).isEqualTo(204);
        assertThat(header(told, "Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(header(told, "Access-Control-Allow-Methods")).contains("GET");
        assertThat(header(told, "Access-Control-Allow-Headers")).contains("Authorization");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.org",
                "https://wallboard.example.org.evil",
                "http://wallboard.example.org",
                "null"
            })
    void anotherPageMayNot(String origin) throws Exception {
        HttpResponse<String> refused = gateway.get(DATA, "Origin", origin, "Sec-Fetch-Site", "cross-site");
        HttpResponse<String> preflight =
                gateway.send("OPTIONS", DATA, "Origin", origin, "Access-Control-Request-Method", "GET");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(header(refused, "Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight.statusCode()).isEqualTo(405);
        assertThat(header(preflight, "Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "wallboard.example.org",
                "https://a/",
                "https://a.example.org/path",
                "https://a b",
                "https://A.example.org",
                "https://a.example.org:443",
                "http://a:80"
            })
    void whatIsNoOriginIsRefused(String origins, @TempDir Path other) {
        assertThatThrownBy(() -> Gateway.start(other, Map.of("gcx.http.origins", origins)))
                .hasMessageContaining("gcx.http.origins")
                .hasMessageContaining("http:// or https:// with a host");
    }
}
