package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of Genesys Cloud log in to the gateway as they do there: what they send byte by byte, and what they get. */
class ClientLoginTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

    /** client-4711:secret-0815 */
    private static final String BASIC = "Authorization: Basic Y2xpZW50LTQ3MTE6c2VjcmV0LTA4MTU=\r\n";

    private static final String GRANT = "grant_type=client_credentials";

    @TempDir
    static Path shared;

    private static Gateway gateway;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        // Whoever may ask without a token may not log in from elsewhere.
        gateway = Gateway.start(shared, Map.of("gcx.http.allow-unauthenticated", "true"));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login/oauth/token", "/oauth/token"})
    void theJavascriptAndJavaClientsLogIn(String path) throws Exception {
        Raw login = login(gateway, path, BASIC + FORM, GRANT);

        assertThat(login.status()).isEqualTo(200);
        assertThat(login.head()).contains("content-type: application/json\r\n").contains("cache-control: no-store\r\n");
        assertThat(login.json().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in");
        assertThat(login.json().path("token_type").asText()).isEqualTo("bearer");
        assertThat(login.json().path("expires_in").asInt()).isEqualTo(86_399);
        assertThat(owner(gateway, login.token())).isEqualTo("client-4711");
    }

    @Test
    void theCommandLineClientLogsInWithAChunkedBody() throws Exception {
        Raw login = send(
                gateway,
                "POST /login/oauth/token HTTP/1.1\r\nHost: localhost\r\nUser-Agent: PureCloud SDK/go-cli\r\n"
                        + "Transfer-Encoding: chunked\r\n" + BASIC + FORM + "Accept-Encoding: gzip\r\n\r\n"
                        + "5\r\ngrant\r\n18\r\n_type=client_credentials\r\n0\r\n\r\n");

        assertThat(login.status()).isEqualTo(200);
        assertThat(owner(gateway, login.token())).isEqualTo("client-4711");
    }

    @Test
    void connectorsLogInWithFormFields() throws Exception {
        Raw login = login(gateway, "/oauth/token", FORM, GRANT + "&client_id=connector&client_secret=secret-0815");

        assertThat(login.status()).isEqualTo(200);
        assertThat(owner(gateway, login.token())).isEqualTo("connector");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400, invalid_request",
        "grant_type=authorization_code, 400, unsupported_grant_type",
        GRANT + "&client_id=a, 401, invalid_client"
    })
    void aRefusedLoginIsDescribedTwice(String form, int status, String error) throws Exception {
        Raw refused = login(gateway, "/login/oauth/token", FORM, form);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.head())
                .contains("content-type: application/json\r\n")
                .contains("cache-control: no-store\r\n");
        assertThat(refused.head().contains("www-authenticate: basic realm=")).isEqualTo(status == 401);
        assertThat(refused.json().path("error").asText()).isEqualTo(error);
        assertThat(refused.json().path("description").asText())
                .isNotEmpty()
                .isEqualTo(refused.json().path("error_description").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 127.0.0.1",
                "x-forwarded-for: 192.0.2.7, 127.0.0.1",
                "X-Forwarded-For:",
                "Forwarded: for=127.0.0.1",
                "forwarded: for=192.0.2.7;proto=https"
            })
    void whatCameThroughAProxyIsNotOfThisMachine(String line) throws Exception {
        Raw refused = login(gateway, "/oauth/token", BASIC + FORM + line + "\r\n", GRANT);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().path("error").asText()).isEqualTo("invalid_client");
        assertThat(refused.json().has("access_token")).isFalse();
    }

    @Test
    void anotherAddressOfThisMachineIsNotItsLoopback() throws Exception {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress())
                .findFirst();
        Assumptions.assumeTrue(address.isPresent(), "there is an interface beside the loopback");
        String host = address.get().getHostAddress();
        try (Gateway elsewhere =
                Gateway.start(folder, Map.of("gcx.http.host", host, "gcx.http.allow-unauthenticated", "true"))) {
            try (Socket socket = new Socket(address.get(), elsewhere.url("/").getPort())) {
                Raw refused = Raw.over(
                        socket,
                        "POST /oauth/token HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + BASIC + FORM
                                + "Content-Length: " + GRANT.length() + "\r\n\r\n" + GRANT);

                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.json().path("error").asText()).isEqualTo("invalid_client");
            }
        }
        assertThat(folder.resolve("tokens.key")).doesNotExist();
    }

    @Test
    void aTokenTellsItsClientAndNothingElse() throws Exception {
        String token = login(gateway, "/oauth/token", BASIC + FORM, GRANT).token();

        HttpResponse<String> me = gateway.get(
                "/api/v2/tokens/me", "Authorization", "Bearer " + token, "Content-Type", "application/json");
        HttpResponse<String> head = gateway.send("HEAD", "/api/v2/tokens/me", "Authorization", "bearer " + token);

        assertThat(me.statusCode()).isEqualTo(200);
        assertThat(me.body()).isEqualTo("{\"OAuthClient\":{\"id\":\"client-4711\"}}");
        assertThat(header(me, "Content-Type")).isEqualTo("application/json");
        assertThat(header(me, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(me, "ININ-Correlation-Id")).isNotEmpty();
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length"))
                .isEqualTo(Integer.toString(me.body().length()));
        assertThat(gateway.genesys.calls().count("/api/v2/tokens")).isZero();
    }

    @Test
    void aRevokedTokenIsNotGoodAnyMore() throws Exception {
        String revoked = login(gateway, "/oauth/token", BASIC + FORM, GRANT).token();
        String other = login(gateway, "/oauth/token", BASIC + FORM, GRANT).token();

        HttpResponse<String> gone = gateway.send("DELETE", "/api/v2/tokens/me", "Authorization", "Bearer " + revoked);

        assertThat(gone.statusCode()).isEqualTo(200);
        assertThat(gone.body()).isEmpty();
        assertUnauthenticated(me(gateway, revoked), "bad.credentials", "Invalid login credentials.");
        assertUnauthenticated(
                gateway.send("DELETE", "/api/v2/tokens/me", "Authorization", "Bearer " + revoked),
                "bad.credentials",
                "Invalid login credentials.");
        assertThat(owner(gateway, other)).isEqualTo("client-4711");
        assertThat(gateway.genesys.calls().count("/api/v2/tokens")).isZero();
    }

    @Test
    void withoutATokenNobodyIsKnown() throws Exception {
        try (Gateway fresh = Gateway.start(folder)) {
            assertUnauthenticated(
                    fresh.get("/api/v2/tokens/me"),
                    "authentication.required",
                    "No authentication bearer token specified in authorization header.");
            assertUnauthenticated(me(fresh, "x.y.z"), "bad.credentials", "Invalid login credentials.");
        }
        assertThat(folder.resolve("tokens.key")).doesNotExist();
    }

    @Test
    void tokensAreGoodForADayAndOverARestart() throws Exception {
        String token;
        try (Gateway fresh = Gateway.start(folder)) {
            token = login(fresh, "/oauth/token", BASIC + FORM, GRANT).token();
        }
        try (Gateway fresh = Gateway.start(folder)) {
            assertThat(owner(fresh, token)).isEqualTo("client-4711");

            fresh.clock.advance(Duration.ofDays(1));

            assertUnauthenticated(me(fresh, token), "bad.credentials", "Invalid login credentials.");
        }
    }

    @Test
    void twoGatewaysWithOneFileTakeEachOthersTokens() throws Exception {
        try (Gateway one = Gateway.start(folder);
                Gateway two = Gateway.start(
                        folder, Map.of("gcx.audit.dir", folder.resolve("other").toString()))) {
            String ofOne = login(one, "/oauth/token", BASIC + FORM, GRANT).token();
            String ofTwo = login(two, "/oauth/token", BASIC + FORM, GRANT).token();

            assertThat(owner(two, ofOne)).isEqualTo("client-4711");
            assertThat(owner(one, ofTwo)).isEqualTo("client-4711");
        }
    }

    @Test
    void aKeyThatOthersMayReadStopsTheStartWithItsSetting() throws Exception {
        Path file = Files.writeString(folder.resolve("tokens.key"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> Gateway.start(folder))
                .hasMessage("gcx.tokens.key-file: " + file
                        + " is open to others than its owner (rw-r--r--), allowed is rw-------");
    }

    @Test
    void aKeyThatCannotBeMadeFailsTheLoginAndIsLogged() throws Exception {
        Path file = Files.createSymbolicLink(
                folder.resolve("tokens.key"), folder.resolve("missing").resolve("x"));
        try (LogCapture log = LogCapture.attach();
                Gateway fresh = Gateway.start(folder, Map.of("gcx.tokens.key-file", file.toString()))) {
            Raw failed = login(fresh, "/oauth/token", BASIC + FORM, GRANT);

            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.body()).doesNotContain("tokens.key");
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("gcx.tokens.key-file: " + file))
                    .noneMatch(ClientLoginTest::tellsASecret);
            assertThat(fresh.get("/gcx/budget").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aHostWithoutHttpHasNoKey() throws Exception {
        CamelContext host = new DefaultCamelContext();
        try (GenesysSimulator genesys = GenesysSimulator.builder().start()) {
            host.addRoutes(GcxCache.routes(GcxSettings.of(Gateway.asking(genesys, folder))));
            host.start();

            assertThat(folder.resolve("tokens.key")).doesNotExist();
        } finally {
            host.stop();
        }
    }

    @Test
    void aRevocationThatCouldNotBeWrittenIsWrittenAsSoonAsItCan() throws Exception {
        String token;
        try (Gateway fresh = Gateway.start(folder)) {
            token = login(fresh, "/oauth/token", BASIC + FORM, GRANT).token();
            Path inTheWay = Files.createDirectory(folder.resolve("tokens.key.revoked"));
            assertThat(fresh.send("DELETE", "/api/v2/tokens/me", "Authorization", "Bearer " + token)
                            .statusCode())
                    .isEqualTo(500);
            assertThat(me(fresh, token).statusCode()).isEqualTo(401);

            Files.delete(inTheWay);

            await().until(() -> Files.isRegularFile(inTheWay));
        }
        try (Gateway next = Gateway.start(folder)) {
            assertThat(me(next, token).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void noSecretAndNoTokenIsInTheLogOrTheAuditFiles() throws Exception {
        String token;
        try (LogCapture log = LogCapture.attach();
                Gateway fresh = Gateway.start(folder)) {
            token = login(fresh, "/oauth/token", BASIC + FORM, GRANT).token();
            login(fresh, "/oauth/token", FORM, GRANT + "&client_id=a&client_secret=secret-0815");
            login(fresh, "/oauth/token", BASIC + FORM, "grant_type=secret-0815");
            me(fresh, token);
            me(fresh, token + "x");
            fresh.get("/gcx/lists/routing-queues", "Authorization", "Bearer " + token);
            fresh.send("DELETE", "/api/v2/tokens/me", "Authorization", "Bearer " + token);
            assertThat(log.lines()).noneMatch(ClientLoginTest::tellsASecret).noneMatch(line -> line.contains(token));
            assertThat(fresh.genesys.calls().all().toString()).doesNotContain(token, "secret-0815");
        }
        try (Stream<Path> files = Files.list(folder.resolve("audit"))) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file)).doesNotContain(token, "secret-0815");
            }
        }
    }

    private static boolean tellsASecret(String line) {
        return Stream.of("secret-0815", "Y2xpZW50LTQ3MTE6c2VjcmV0LTA4MTU").anyMatch(line::contains);
    }

    private static void assertUnauthenticated(HttpResponse<String> refused, String code, String message)
            throws IOException {
        JsonNode error = json(refused);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("status").asInt()).isEqualTo(401);
        assertThat(error.path("messageParams").isObject()).isTrue();
        assertThat(error.path("details").isArray()).isTrue();
        assertThat(error.path("errors").isArray()).isTrue();
        assertThat(error.path("contextId").asText()).isNotEmpty().isEqualTo(header(refused, "ININ-Correlation-Id"));
        assertThat(header(refused, "Content-Type")).isEqualTo("application/json");
        assertThat(header(refused, "WWW-Authenticate")).startsWith("Bearer ");
    }

    private static HttpResponse<String> me(Gateway gateway, String token) throws Exception {
        return gateway.get("/api/v2/tokens/me", "Authorization", "Bearer " + token);
    }

    private static String owner(Gateway gateway, String token) throws Exception {
        HttpResponse<String> me = me(gateway, token);
        assertThat(me.statusCode()).as(me.body()).isEqualTo(200);
        return json(me).at("/OAuthClient/id").asText();
    }

    private static Raw login(Gateway gateway, String path, String headers, String form) throws IOException {
        return send(
                gateway,
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "Content-Length: "
                        + form.length() + "\r\n\r\n" + form);
    }

    private static Raw send(Gateway gateway, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.url("/").getPort())) {
            return Raw.over(socket, request);
        }
    }

    /** @param head in lower case */
    private record Raw(String head, String body) {
        static Raw over(Socket socket, String request) throws IOException {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            List<String> parts = List.of(reply.split("\r\n\r\n", 2));
            return new Raw(parts.get(0).toLowerCase() + "\r\n", parts.get(1));
        }

        int status() {
            return Integer.parseInt(head.split(" ", 3)[1]);
        }

        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        String token() throws IOException {
            return json().path("access_token").asText();
        }
    }
}
