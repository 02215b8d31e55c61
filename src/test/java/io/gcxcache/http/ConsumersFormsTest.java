package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.Gateway;
import io.gcxcache.consumer.NewConsumer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a consumer may not ask for it may not ask for by another spelling either, whichever HTTP it speaks. */
class ConsumersFormsTest {
    @TempDir
    static Path folder;

    private static SSLContext tls;
    private static Gateway gateway;
    private static String token;

    @BeforeAll
    static void logIn() throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.ca("ca");
        certificates.issue("ca", "gateway");
        tls = certificates.client("ca", null, null);
        String[] entry = NewConsumer.of("wallboard", new SecureRandom()).split("\n\nsecret: ");
        Path consumers = Files.writeString(folder.resolve("consumers.yaml"), entry[0] + '\n');
        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.consumers.file",
                        consumers.toString(),
                        TlsFiles.KEYSTORE,
                        certificates
                                .storeOf("ca", "gateway", folder.resolve("gateway.p12"))
                                .toString(),
                        TlsFiles.PASSWORD,
                        Certificates.PASSWORD));
        HttpRequest login = HttpRequest.newBuilder(URI.create("https://localhost:" + port() + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials&client_id=wallboard&client_secret=" + entry[1].strip()))
                .build();
        HttpResponse<String> granted =
                HttpClient.newBuilder().sslContext(tls).build().send(login, HttpResponse.BodyHandlers.ofString());
        token = new ObjectMapper().readTree(granted.body()).path("access_token").asText();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static int port() {
        return gateway.url("/").getPort();
    }

    /** The status over HTTP/1.1. */
    private static String http11(String method, String target) throws Exception {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port())) {
            socket.setSoTimeout(20_000);
            String request = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return reply.split(" ", 3)[1];
        }
    }

    /** The status over HTTP/2; empty if the stream is broken off. */
    private static String http2(String... fields) throws Exception {
        try (Http2Wire wire = Http2Wire.connect(tls, port()).begin()) {
            String[] all = new String[fields.length + 2];
            System.arraycopy(fields, 0, all, 0, fields.length);
            all[fields.length] = "authorization";
            all[fields.length + 1] = "Bearer " + token;
            return wire.headers(1, Http2Wire.END_STREAM, all).reply(1).status();
        }
    }

    private static String http2(String method, String path) throws Exception {
        return http2(":method", method, ":scheme", "https", ":authority", "localhost", ":path", path);
    }

    @ParameterizedTest
    @CsvSource({
        "403, GET, /api/v2/oauth/clients",
        "403, HEAD, /api/v2/oauth/clients",
        "403, OPTIONS, /api/v2/oauth/clients",
        "403, GET, /api/v2/oauth",
        "403, GET, /api/v2/oauth?x=/api/v2/users",
        "403, GET, /api/v2/OAuth/clients",
        "403, GET, /api/v2/%6fauth/clients",
        "403, GET, /api/v2/%6FAUTH/clients",
        "403, GET, /api/v2/oauth;x/clients",
        "403, GET, /api/v2/oauth;x=/users/clients",
        "403, GET, /api/v2/oauth%3Bx/clients",
        "403, GET, /api/v2/oauth%2Fclients",
        "403, GET, /api/v2/oauth%2f%2e%2e%2foauth%2fclients",
        "403, GET, /api/v2/oauth%20/clients",
        "403, GET, /api/v2/;/oauth/clients",
        "403, GET, /api/v2/%20/oauth/clients",
        "400, GET, /api/v2/./oauth/clients",
        "400, GET, /api/v2/%2e/oauth/clients",
        "400, GET, /api/v2/%2E%2e/v2/oauth/clients",
        "400, GET, /api/v2/users/../oauth/clients",
        "400, GET, //api/v2/oauth/clients",
        "400, GET, /api//v2/oauth/clients",
        "400, GET, /api/v2//oauth/clients",
        "400, GET, /api/v2/oauth%00/clients",
        "400, GET, /api/v2/oauth\\clients",
        "400, GET, /api/v2/oauth%5cclients",
        "400, GET, /api/v2/%c0%afoauth/clients",
        "400, GET, /api/v2/oauth#/clients",
        "404, GET, /API/v2/oauth/clients",
        "403, DELETE, /api/v2/tokens/4711",
        "403, DELETE, /api/v2/tokens;me/4711",
        "403, DELETE, /api/v2/tokens/me%2F4711",
        "403, GET, /api/v2/notifications/channels",
        "403, POST, /api/v2/Notifications/channels",
        "403, DELETE, /api/v2/routing/queues/q",
        "403, delete, /api/v2/routing/queues/q",
        "403, gET, /api/v2/oauth/clients"
    })
    void noSpellingLeadsAroundTheListAndNothingIsAskedOfGenesys(String status, String method, String target)
            throws Exception {
        int before = gateway.genesys.calls().count();

        assertThat(http2(method, target)).as("HTTP/2").isEqualTo(status);
        assertThat(http11(method, target)).as("HTTP/1.1").isEqualTo(status);
        assertThat(gateway.genesys.calls().count()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "ftp", "HTTPS", "https://localhost/api/v2/users?"})
    void whatSchemeIsSaidMakesNoDifference(String scheme) throws Exception {
        assertThat(http2(
                        ":method",
                        "GET",
                        ":scheme",
                        scheme,
                        ":authority",
                        "localhost",
                        ":path",
                        "/api/v2/oauth/clients"))
                .isIn("403", "");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, /api/v2/oauth/clients, 403",
        "elsewhere.test, /api/v2/oauth/clients, 403",
        "LOCALHOST:1, /api/v2/oauth/clients, 403",
        "localhost/api/v2/users?, /api/v2/oauth/clients, 403",
        "localhost, https://localhost/api/v2/users, 400",
        "localhost, https://localhost/api/v2/oauth/clients, 400",
        "localhost, api/v2/users, 400",
        "localhost, ?/api/v2/users, 400",
        "localhost, *, 400"
    })
    void thePathAloneSaysWhatIsAskedFor(String authority, String path, String status) throws Exception {
        int before = gateway.genesys.calls().count();

        assertThat(http2(":method", "GET", ":scheme", "https", ":authority", authority, ":path", path))
                .isIn(status, "400", "");
        assertThat(gateway.genesys.calls().count()).isEqualTo(before);
    }

    @Test
    void anotherHostThanTheAuthorityIsNoRequest() throws Exception {
        assertThat(http2(
                        ":method", "GET",
                        ":scheme", "https",
                        ":authority", "localhost",
                        ":path", "/api/v2/users",
                        "host", "elsewhere.test"))
                .isEmpty();
    }

    @Test
    void whatIsOnTheListIsAnsweredOverBoth() throws Exception {
        assertThat(http2("GET", "/api/v2/users")).isEqualTo("200");
        assertThat(http11("GET", "/api/v2/users")).isEqualTo("200");
    }
}
