package io.gcxcache;

import static io.gcxcache.RawServer.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gcxcache.consumer.NewConsumer;
import io.gcxcache.http.GcxHttpComponent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask where: on this machine, from another, as a consumer, as an admin. */
class SurfacesTest {
    private static final String DATA = "GET /gcx/directories/internal_agents";
    private static final String LOOK = "GET /gcx/budget";
    private static final String CHANGE = "DELETE /gcx/entries/gcx:directory:none";
    private static final String HEALTH = "GET /observe/health";
    private static final String API = "GET /api/v2/routing/queues";
    private static final String WRITE = "DELETE /api/v2/routing/queues/none";

    @TempDir
    Path folder;

    private InetAddress away;

    @BeforeEach
    void findAnotherAddress() throws SocketException {
        away = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(one -> !one.isLoopbackAddress() && !one.isLinkLocalAddress() && one.getAddress().length == 4)
                .findAny()
                .orElse(null);
        Assumptions.assumeTrue(away != null, "this machine has another address");
    }

    private Gateway open(String... settings) throws Exception {
        Map<String, String> given = new HashMap<>(Map.of("gcx.http.host", "0.0.0.0"));
        for (int i = 0; i < settings.length; i += 2) {
            given.put(settings[i], settings[i + 1]);
        }
        return Gateway.start(folder, given);
    }

    private static int status(Gateway gateway, InetAddress from, String request, String... lines) throws IOException {
        return status(gateway.url("/").getPort(), from, "localhost", request, lines);
    }

    private static int status(int port, InetAddress from, String host, String request, String... lines)
            throws IOException {
        try (Socket socket = new Socket(from, port, from, 0)) {
            socket.setSoTimeout(20_000);
            StringBuilder head =
                    new StringBuilder(request + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n");
            for (String line : lines) {
                head.append(line).append("\r\n");
            }
            write(socket.getOutputStream(), head + "\r\n");
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(reply.substring(9, 12));
        }
    }

    @Test
    void withoutConsumersOnlyReadsAreOpenedToOthers() throws Exception {
        try (Gateway gateway = open("gcx.http.allow-unauthenticated", "true")) {
            assertThat(status(gateway, away, DATA)).isEqualTo(200);
            assertThat(status(gateway, away, LOOK)).isEqualTo(200);
            assertThat(status(gateway, away, CHANGE)).isEqualTo(401);
            assertThat(status(
                            gateway,
                            away,
                            "POST /gcx/invalidations",
                            "Content-Type: application/json",
                            "Content-Length: 0"))
                    .isEqualTo(401);
            assertThat(status(gateway, away, HEALTH)).isEqualTo(401);
            assertThat(status(gateway, away, API)).isEqualTo(401);

            InetAddress here = InetAddress.getLoopbackAddress();
            assertThat(status(gateway, here, CHANGE)).isEqualTo(200);
            assertThat(status(gateway, here, HEALTH)).isEqualTo(200);
            // A proxy on this machine lets strangers in.
            assertThat(status(gateway, here, CHANGE, "X-Forwarded-For: 192.0.2.7"))
                    .isEqualTo(401);
            assertThat(status(gateway, here, DATA, "X-Forwarded-For: 192.0.2.7"))
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutConsumersATokenIsGoodOnThisMachineOnly() throws Exception {
        String reader = entry("reader", "");
        Path file = Files.writeString(folder.resolve("consumers.yaml"), declared(reader));
        String before;
        try (Gateway gateway = open("gcx.consumers.file", file.toString())) {
            before = logIn(gateway, "reader", reader);
            assertThat(status(gateway, away, API, before)).isEqualTo(200);
        }

        try (Gateway gateway = open("gcx.http.allow-unauthenticated", "true")) {
            String anybodys = "Authorization: Bearer " + gateway.logIn();
            for (String token : List.of(before, anybodys)) {
                assertThat(status(gateway, away, API, token)).isEqualTo(401);
                assertThat(status(gateway, InetAddress.getLoopbackAddress(), API, token))
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void healthAndMetersAreOpenedByTheirOwnSetting() throws Exception {
        try (Gateway gateway = open("gcx.http.allow-unauthenticated", "true", "gcx.http.open-observe", "true")) {
            assertThat(status(gateway, away, HEALTH)).isEqualTo(200);
            assertThat(status(gateway, away, "GET /observe/metrics")).isEqualTo(200);
            assertThat(status(gateway, away, CHANGE)).isEqualTo(401);
        }
    }

    @Test
    void consumersComeFromAnywhereAndDoWhatTheyMay() throws Exception {
        String reader = entry("reader", "");
        String writer = entry("writer", "  allow: [\"* /api/v2/routing/**\", \"GET /gcx/directories/*\"]\n");
        String admin = entry("admin", "  admin: true\n");
        Path file = Files.writeString(
                folder.resolve("consumers.yaml"), String.join("", declared(reader), declared(writer), declared(admin)));
        try (Gateway gateway = open("gcx.consumers.file", file.toString())) {
            String asReader = logIn(gateway, "reader", reader);
            String asWriter = logIn(gateway, "writer", writer);
            String asAdmin = logIn(gateway, "admin", admin);

            assertThat(status(gateway, away, DATA)).isEqualTo(401);
            assertThat(status(gateway, away, DATA, asReader)).isEqualTo(200);
            assertThat(status(gateway, away, DATA, asWriter)).isEqualTo(200);
            assertThat(status(gateway, away, "GET /gcx/lists/routing-queues", asWriter))
                    .isEqualTo(403);
            assertThat(status(gateway, away, API, asReader)).isEqualTo(200);
            assertThat(status(gateway, away, WRITE, asReader)).isEqualTo(403);
            // What Genesys says of it.
            assertThat(status(gateway, away, WRITE, asWriter)).isEqualTo(404);
            assertThat(status(gateway, away, LOOK)).isEqualTo(401);
            assertThat(status(gateway, away, LOOK, asReader)).isEqualTo(403);
            assertThat(status(gateway, away, LOOK, asAdmin)).isEqualTo(200);
            assertThat(status(gateway, away, CHANGE, asAdmin)).isEqualTo(200);
            assertThat(status(gateway, away, HEALTH, asAdmin)).isEqualTo(200);
            assertThat(status(gateway, away, HEALTH)).isEqualTo(401);
            assertThat(status(gateway, InetAddress.getLoopbackAddress(), LOOK)).isEqualTo(200);
            assertThat(status(gateway, away, DATA, "Authorization: Basic YTpi")).isEqualTo(401);
        }
    }

    @Test
    void managementHasAPortOfItsOwnIfItIsSet() throws Exception {
        try (Gateway gateway = Gateway.start(folder, Map.of("gcx.http.management.port", "0"))) {
            InetAddress here = InetAddress.getLoopbackAddress();
            int data = gateway.url("/").getPort();
            int management = gateway.camel
                    .getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                    .managementPort();

            assertThat(management).isPositive().isNotEqualTo(data);
            for (String request : List.of(LOOK, CHANGE, HEALTH)) {
                assertThat(status(management, here, "localhost", request)).isEqualTo(200);
                assertThat(status(data, here, "localhost", request)).isEqualTo(404);
            }
            assertThat(status(management, here, "localhost", DATA)).isEqualTo(404);
            assertThat(status(management, here, "localhost", API)).isEqualTo(404);
            assertThat(status(data, here, "localhost", DATA)).isEqualTo(200);
        }
    }

    @Test
    void managementAndDataAreToldApartByTheirPorts() {
        assertThatThrownBy(() ->
                        Gateway.start(folder, Map.of("gcx.http.port", "8099", "gcx.http.management.port", "8099")))
                .hasMessage("gcx.http.management.port is 8099, allowed is another one than gcx.http.port");
    }

    @Test
    void aPageOfAListedOriginManagesNothing() throws Exception {
        String[] page = {"Origin: https://wallboard.example.org", "Sec-Fetch-Site: cross-site"};
        try (Gateway gateway = Gateway.start(folder, Map.of("gcx.http.origins", "https://wallboard.example.org"))) {
            InetAddress here = InetAddress.getLoopbackAddress();

            assertThat(status(gateway, here, DATA, page)).isEqualTo(200);
            assertThat(status(gateway, here, CHANGE, page)).isEqualTo(401);
            assertThat(status(gateway, here, CHANGE)).isEqualTo(200);
        }
    }

    @Test
    void aBusyPortForManagementEndsTheStartAndIsNamed() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Gateway.start(
                            folder, Map.of("gcx.http.management.port", Integer.toString(busy.getLocalPort()))))
                    .rootCause()
                    .hasMessageContaining("127.0.0.1:" + busy.getLocalPort() + " (gcx.http.management.host,");
        }
    }

    @Test
    void whoShowsATokenComesByWhateverNameUnlessNamesAreListed() throws Exception {
        String reader = entry("reader", "");
        Path file = Files.writeString(folder.resolve("consumers.yaml"), declared(reader));
        try (Gateway gateway = open("gcx.consumers.file", file.toString())) {
            int port = gateway.url("/").getPort();
            String asReader = logIn(gateway, "reader", reader);

            assertThat(status(port, away, "cache.example.org", DATA, asReader)).isEqualTo(200);
            assertThat(status(port, away, "cache.example.org", API, asReader)).isEqualTo(200);
            assertThat(status(port, away, "cache.example.org", "POST /oauth/token", "Content-Length: 0"))
                    .isEqualTo(400);
            // A page whose name was made to lead here knows no token.
            assertThat(status(port, InetAddress.getLoopbackAddress(), "rebound.example.org", DATA))
                    .isEqualTo(421);
            assertThat(status(
                            port,
                            InetAddress.getLoopbackAddress(),
                            "rebound.example.org",
                            DATA,
                            "Authorization: Bearer x"))
                    .isEqualTo(401);
        }
        try (Gateway gateway = open("gcx.consumers.file", file.toString(), "gcx.http.hosts", "cache.example.org")) {
            int port = gateway.url("/").getPort();
            String asReader = logIn(gateway, "reader", reader);

            assertThat(status(port, away, "cache.example.org", DATA, asReader)).isEqualTo(200);
            assertThat(status(port, away, "other.example.org", DATA, asReader)).isEqualTo(421);
        }
    }

    @Test
    void oneConnectionMoreThanAllowedIsClosedAndOthersGoOn() throws Exception {
        try (Gateway gateway =
                open("gcx.http.allow-unauthenticated", "true", "gcx.http.max-connections-per-address", "2")) {
            int port = gateway.url("/").getPort();
            try (Socket one = new Socket(away, port, away, 0);
                    Socket two = new Socket(away, port, away, 0);
                    Socket three = new Socket(away, port, away, 0)) {
                // Which of them comes last is the event loops' affair.
                CompletableFuture<?> closed = CompletableFuture.anyOf(Stream.of(one, two, three)
                        .map(socket -> CompletableFuture.supplyAsync(() -> firstByte(socket)))
                        .toArray(CompletableFuture[]::new));
                assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
                assertThat(status(gateway, InetAddress.getLoopbackAddress(), DATA))
                        .isEqualTo(200);
            }
            await().until(() -> isServed(gateway));
        }
    }

    private static int firstByte(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isServed(Gateway gateway) {
        try {
            return status(gateway, away, DATA) == 200;
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return false;
        }
    }

    @Test
    void withNeitherNothingIsListenedOnButTheLoopback() {
        assertThatThrownBy(() -> open()).hasMessageContaining("gcx.http.host is 0.0.0.0");
    }

    private static String entry(String id, String more) {
        String[] parts = NewConsumer.of(id, new SecureRandom()).split("\n\nsecret: ");
        return parts[0] + '\n' + more + "\n\n" + parts[1].strip();
    }

    private static String declared(String entry) {
        return entry.split("\n\n")[0] + '\n';
    }

    private static String logIn(Gateway gateway, String id, String entry) throws Exception {
        HttpResponse<String> granted = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(gateway.url("/oauth/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id="
                                        + id + "&client_secret=" + entry.split("\n\n")[1]))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return "Authorization: Bearer "
                + Gateway.json(granted).path("access_token").asText();
    }
}
