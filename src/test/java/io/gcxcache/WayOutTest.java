package io.gcxcache;

import static io.gcxcache.ForwardProxy.await;
import static io.gcxcache.RawServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins, reads that are kept and writes that pass through leave by the proxy, and trust whom they are told to trust. */
class WayOutTest {
    private static final String API = "api.genesys.test";
    private static final String LOGIN = "login.genesys.test";
    private static final String STRANGER = "stranger.genesys.test";
    private static final String USER = "gcx@corp";
    private static final String PASSWORD = "p:\u00e4/w+0rd";
    private static final String IN_URL = "gcx%40corp:p%3A%C3%A4%2Fw+0rd@";
    private static final String READ = "/api/v2/routing/queues";
    private static final String WRITE = "/api/v2/routing/queues/q1/members";
    private static final String STORE_PASSWORD = "changeit";

    @TempDir
    static Path shared;

    private static Path keys;
    private static Path ca;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private RawServer genesys;
    private NetServer tls;
    private ForwardProxy proxy;
    private Gateway gateway;

    @BeforeAll
    static void certify() throws Exception {
        keys = shared.resolve("keys.p12");
        ca = shared.resolve("ca.pem");
        keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=Own CA", "-ext", "bc:c=ca:true");
        keytool(
                "-genkeypair",
                "-alias",
                "genesys",
                "-keyalg",
                "EC",
                "-dname",
                "CN=genesys.test",
                "-ext",
                "SAN=dns:" + API + ",dns:" + LOGIN,
                "-signer",
                "ca");
        keytool("-exportcert", "-rfc", "-alias", "ca", "-file", ca.toString());
        Files.writeString(ca, "Own CA\n======\n" + Files.readString(ca) + "\n");
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", keys.toString(), "-storepass", STORE_PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(shared.resolve("keytool.txt").toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(shared.resolve("keytool.txt")))
                .isZero();
    }

    @BeforeEach
    void startGenesys() throws Exception {
        genesys = new RawServer();
        genesys.on("/oauth/token", json("{\"access_token\":\"t0ken-4711\",\"expires_in\":86400}"));
        genesys.on(
                "GET " + READ,
                json("{\"entities\":[{\"id\":\"q1\"}],\"pageSize\":25,\"pageNumber\":1,\"total\":1,\"pageCount\":1}"));
        genesys.on("POST " + WRITE, RawServer.status(201, "{\"id\":\"m1\"}"));
        NetClient plain = vertx.createNetClient();
        int port = genesys.url().getPort();
        tls = await(vertx.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PfxOptions()
                                .setPath(keys.toString())
                                .setPassword(STORE_PASSWORD)
                                .setAlias("genesys")))
                .connectHandler(client -> forward(client, plain, port))
                .listen(0, "127.0.0.1"));
    }

    private static void forward(NetSocket client, NetClient plain, int port) {
        client.pause();
        plain.connect(port, "127.0.0.1")
                .onSuccess(server -> {
                    client.pipeTo(server);
                    server.pipeTo(client);
                })
                .onFailure(none -> client.close());
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (proxy != null) {
            proxy.close();
        }
        await(vertx.close());
        genesys.close();
    }

    /** A proxy that leads to Genesys by all its names, with TLS and without. */
    private void startProxy(String credentials) throws Exception {
        proxy = new ForwardProxy(credentials);
        for (String name : List.of(API, LOGIN, STRANGER)) {
            proxy.leading(name + ":443", tls.actualPort())
                    .leading(name, genesys.url().getPort());
        }
    }

    private void startGateway(String scheme, String credentials, Map<String, String> settings) throws Exception {
        Map<String, String> given = new HashMap<>(Map.of(
                "gcx.genesys.api-url",
                scheme + "://" + API,
                "gcx.genesys.login-url",
                scheme + "://" + LOGIN,
                "gcx.genesys.proxy",
                "http://" + credentials + "127.0.0.1:" + proxy.port(),
                "gcx.genesys.ca",
                ca.toString(),
                "gcx.genesys.response-timeout",
                "10"));
        given.putAll(settings);
        gateway = Gateway.start(folder, given);
    }

    private HttpResponse<String> read() throws Exception {
        return gateway.get(READ, "Authorization", "Bearer " + gateway.logIn());
    }

    private HttpResponse<String> write() throws Exception {
        return gateway.post(WRITE, "[]", "Authorization", "Bearer " + gateway.logIn());
    }

    @ParameterizedTest
    @CsvSource({"https,CONNECT,:443", "http,GET POST,''"})
    void allThatIsAskedOfGenesysGoesThroughTheProxyWithItsCredentials(String scheme, String methods, String port)
            throws Exception {
        startProxy(USER + ':' + PASSWORD);
        startGateway(scheme, IN_URL, Map.of());

        HttpResponse<String> read = read();
        int calls = genesys.requests(READ);
        HttpResponse<String> again = read();
        HttpResponse<String> written = write();

        assertThat(List.of(read.statusCode(), again.statusCode(), written.statusCode()))
                .as(read.body() + written.body())
                .containsExactly(200, 200, 201);
        assertThat(genesys.requests(READ)).isEqualTo(calls);
        assertThat(genesys.requests(WRITE)).isEqualTo(1);
        assertThat(genesys.last("GET " + READ) + genesys.last("POST " + WRITE) + genesys.last("POST /oauth/token"))
                .doesNotContainIgnoringCase("Proxy-");
        assertThat(proxy.asked())
                .noneMatch(line -> line.startsWith("unknown"))
                .contains((methods.equals("CONNECT") ? "CONNECT " : "POST ") + LOGIN + port);
        for (String method : methods.split(" ")) {
            assertThat(proxy.asked()).contains(method + ' ' + API + port);
        }
    }

    @ParameterizedTest
    @CsvSource({"https,:443", "http,''"})
    void aProxyThatDoesNotTakeThePasswordIsToldByItsSettingAndNotAskedAgain(String scheme, String port)
            throws Exception {
        startProxy(USER + ":other");
        try (LogCapture log = LogCapture.attach()) {
            startGateway(scheme, IN_URL, Map.of());
            await().untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.contains("No access token")));

            HttpResponse<String> read = read();
            HttpResponse<String> written = write();
            HttpResponse<String> health = gateway.get("/observe/health");

            assertThat(read.statusCode()).isEqualTo(502);
            assertThat(written.statusCode()).isEqualTo(502);
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(List.of(read.body(), written.body(), health.body(), String.join("\n", log.lines())))
                    .allSatisfy(told -> assertThat(told)
                            .contains("gcx.genesys.proxy", "127.0.0.1:" + proxy.port(), "407")
                            .doesNotContain(PASSWORD, "w+0rd", "gcx%40", USER));
            assertThat(proxy.asked()).containsExactly("unknown " + LOGIN + port);
        }
    }

    @Test
    void aProxyThatDoesNotMakeWayIsTold() throws Exception {
        startProxy("");
        startGateway("https", "", Map.of());
        proxy.refuse(API + ":443", 403);

        HttpResponse<String> read = read();
        HttpResponse<String> written = write();

        assertThat(List.of(read.statusCode(), written.statusCode())).containsExactly(502, 502);
        assertThat(read.body()).contains("gcx.genesys.proxy", "403").doesNotContain("Not there");
        assertThat(written.body()).contains("gcx.genesys.proxy", "403").doesNotContain("Not there");
        assertThat(proxy.asked(API + ":443")).isEqualTo(2);
        assertThat(genesys.requests(WRITE)).isZero();
    }

    @Test
    void aProxyThatWantsCredentialsOnTheWayToTheApiIsNotTakenForGenesys() throws Exception {
        startProxy("");
        startGateway("http", "", Map.of());
        proxy.refuse(API, 407);

        assertThat(read().body()).contains("gcx.genesys.proxy", "asks for a user");
        assertThat(write().statusCode()).isEqualTo(502);
        assertThat(write().body()).contains("gcx.genesys.proxy", "asks for a user");
    }

    @Test
    void whatAProxyCannotReachIsTriedAgainUnlessItIsAWrite() throws Exception {
        startProxy("");
        startGateway("https", "", Map.of());
        proxy.refuse(API + ":443", 503);

        HttpResponse<String> written = write();
        long ofWrite = proxy.asked(API + ":443");
        HttpResponse<String> read = read();

        assertThat(List.of(read.statusCode(), written.statusCode())).containsExactly(502, 502);
        assertThat(read.body()).contains("gcx.genesys.proxy", "503");
        assertThat(written.body()).contains("gcx.genesys.proxy", "503");
        assertThat(ofWrite).isEqualTo(1);
        assertThat(proxy.asked(API + ":443")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"https", "http"})
    void aProxyThatIsGoneIsTold(String scheme) throws Exception {
        startProxy("");
        startGateway(scheme, "", Map.of());
        String token = gateway.logIn();
        await().untilAsserted(() -> assertThat(genesys.requests("/oauth/token")).isEqualTo(1));
        int port = proxy.port();
        proxy.close();
        proxy = null;

        HttpResponse<String> read = gateway.get(READ, "Authorization", "Bearer " + token);
        HttpResponse<String> written = gateway.post(WRITE, "[]", "Authorization", "Bearer " + token);

        assertThat(List.of(read.statusCode(), written.statusCode())).containsExactly(502, 502);
        assertThat(read.body()).contains("gcx.genesys.proxy", "127.0.0.1:" + port, "cannot be reached");
        assertThat(written.body()).contains("gcx.genesys.proxy", "127.0.0.1:" + port, "cannot be reached");
    }

    @Test
    void aWriteThatAProxyLetsWaitWasNotSent() throws Exception {
        startProxy("");
        startGateway("https", "", Map.of("gcx.genesys.connect-timeout", "1"));
        proxy.silence(API + ":443");

        HttpResponse<String> written = write();

        assertThat(written.statusCode()).isEqualTo(502);
        assertThat(written.body()).contains("gcx.genesys.proxy", "does not get there");
        assertThat(proxy.asked(API + ":443")).isEqualTo(1);
    }

    @Test
    void whomNobodyVouchesForIsNotTrusted() throws Exception {
        startProxy("");
        startGateway("https", "", Map.of("gcx.genesys.login-url", "http://" + LOGIN, "gcx.genesys.ca", ""));

        HttpResponse<String> read = read();
        HttpResponse<String> written = write();

        assertThat(List.of(read.statusCode(), written.statusCode())).containsExactly(502, 502);
        assertThat(read.body()).contains("certificate", "gcx.genesys.ca");
        assertThat(written.body()).contains("certificate", "gcx.genesys.ca");
        assertThat(genesys.requests(READ) + genesys.requests(WRITE)).isZero();
        assertThat(proxy.asked(API + ":443")).isEqualTo(2);
    }

    @Test
    void aCertificateOfAnotherNameIsNotTrusted() throws Exception {
        startProxy("");
        startGateway(
                "https",
                "",
                Map.of("gcx.genesys.login-url", "http://" + LOGIN, "gcx.genesys.api-url", "https://" + STRANGER));

        HttpResponse<String> read = read();
        HttpResponse<String> written = write();

        assertThat(List.of(read.statusCode(), written.statusCode())).containsExactly(502, 502);
        assertThat(read.body()).contains("certificate", "of another name");
        assertThat(written.body()).contains("certificate", "of another name");
        assertThat(genesys.requests(READ) + genesys.requests(WRITE)).isZero();
    }

    @Test
    void aLoginOfAnotherNameGetsNoSecret() throws Exception {
        startProxy("");
        startGateway("https", "", Map.of("gcx.genesys.login-url", "https://" + STRANGER));

        assertThat(read().body()).contains("certificate", "of another name", "gcx.genesys.login-url");
        assertThat(genesys.requests("/oauth/token")).isZero();
    }

    /** What is trusted is so without a proxy too. */
    @Test
    void thatOfAnotherNameIsNotTrustedWithoutAProxyEither() throws Exception {
        startProxy("");
        String direct = "https://127.0.0.1:" + tls.actualPort();
        startGateway(
                "https",
                "",
                Map.of(
                        "gcx.genesys.proxy",
                        "none",
                        "gcx.genesys.login-url",
                        genesys.url().toString(),
                        "gcx.genesys.api-url",
                        direct));

        assertThat(read().body()).contains("certificate", "of another name");
        assertThat(write().body()).contains("certificate", "of another name");
        assertThat(proxy.asked()).isEmpty();
    }
}
