package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Genesys's own client for Java speaks to the gateway as if it were Genesys. It has no setting for a gateway: it makes the name of the
 * login of that of the API, and speaks TLS, so two names lead to what ends TLS in front of the gateway.
 */
class JavaSdkTest {
    private static final String API = "api.gw.test";
    private static final String LOGIN = "login.gw.test";
    private static final String PASSWORD = "changeit";
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin").toString();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path shared;

    private static Path keys;
    private static Path names;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private Gateway gateway;
    private NetServer tls;

    @BeforeAll
    static void nameAndCertify() throws Exception {
        names = Files.writeString(shared.resolve("hosts"), "127.0.0.1 " + API + ' ' + LOGIN + '\n');
        keys = shared.resolve("keys.p12");
        run(List.of(
                Path.of(JAVA, "keytool").toString(),
                "-genkeypair",
                "-alias",
                "gateway",
                "-keyalg",
                "EC",
                "-dname",
                "CN=gw.test",
                "-ext",
                "SAN=dns:" + API + ",dns:" + LOGIN,
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD));
    }

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(
                folder,
                Map.of("gcx.http.hosts", API + ',' + LOGIN),
                GenesysSimulator.builder().computedAnalytics());
        int port = gateway.url("/").getPort();
        NetClient plain = vertx.createNetClient();
        tls = vertx.createNetServer(new NetServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(keys.toString()).setPassword(PASSWORD)))
                .connectHandler(client -> forward(client, plain, port))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** A proxy that added where a login comes from would have it refused, and this one cannot. */
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
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        gateway.close();
    }

    @Test
    void readsPagesThingsAndQueriesAndTwoClientsCostOneSetOfCalls() throws Exception {
        // A client takes its time to start, and what goes on just now is fetched anew after 10 s.
        gateway.clock.stop();
        Map<String, String> first = client("read");
        int calls = gateway.genesys.calls().count("/api/");

        Map<String, String> second = client("read");

        int users = gateway.genesys.organization().userIds().size();
        int queues = gateway.genesys.organization().queueIds().size();
        assertThat(first)
                .containsEntry("users", users + " of " + users)
                .containsEntry("queues", queues + " of " + queues)
                .containsKeys("skills", "queue", "aggregates", "observations");
        assertThat(Integer.parseInt(first.get("aggregates"))).isPositive();
        assertThat(second).isEqualTo(first);
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(calls);
    }

    @Test
    void meetsGenesyssOwnErrors() throws Exception {
        gateway.genesys.fault(Fault.tooManyRequests(Duration.ofSeconds(40)).on("/api/v2/groups"));

        Map<String, String> met = client("errors");

        assertThat(met.get("unknown")).startsWith("404 ").contains("\"code\":\"not.found\"");
        assertThat(met.get("page size")).startsWith("400 ").contains("\"code\":\"bad.request\"");
        assertThat(met.get("limit"))
                .startsWith("429 retry-after=40 ")
                .contains("\"code\":\"too.many.requests.retry.after\"")
                .contains("Retry the request in [40] seconds");
    }

    @Test
    void everyReadShowsTheWriteBeforeIt() throws Exception {
        int queues = gateway.genesys.organization().queueIds().size();

        Map<String, String> seen = client("write");

        assertThat(seen)
                .containsEntry("before", "404, in the list not, among " + queues)
                .containsEntry("created", "Night, in the list Night, among " + (queues + 1))
                .containsEntry("changed", "Day, in the list Day, among " + (queues + 1))
                .containsEntry("deleted", "404, in the list not, among " + queues);
        assertThat(gateway.genesys
                        .calls()
                        .count(call ->
                                !call.method().equals("GET") && call.path().startsWith("/api/")))
                .as("writes")
                .isEqualTo(3);
    }

    @Test
    void aDownloadIsReadWhereItLies() throws Exception {
        int bytes = 3_000_000;

        Map<String, String> read = client("download", gateway.genesys.addFile(bytes));

        assertThat(read).containsEntry("downloaded", "200 " + bytes);
    }

    @Test
    void aJobIsReadToItsLastPageByTwoClientsAndRunByGenesysOnce() throws Exception {
        gateway.genesys.jobs().runTime(Duration.ZERO).items(2345);

        for (int clients = 0; clients < 2; clients++) {
            assertThat(client("run"))
                    .containsEntry("state", "FULFILLED")
                    .containsEntry("results", "2345 of 2345 in 3 pages");
        }

        String jobs = "/api/v2/analytics/conversations/details/jobs";
        assertThat(gateway.genesys.calls().count("POST", jobs)).isEqualTo(1);
        assertThat(gateway.genesys.calls().count(call -> call.path().endsWith("/results")))
                .isEqualTo(3);
    }

    @Test
    void aConsumerIsToldWhatItMayAndIsOutWhenItIsRemoved() throws Exception {
        gateway = new SdkDialogue(folder, gateway).lead(new ProcessBuilder(command("listen")));
    }

    /** What the client tells, by its names. The names of hosts are read when a JVM begins, so it has one of its own. */
    private Map<String, String> client(String... what) throws Exception {
        List<String> lines = run(command(what));
        Map<String, String> byName = new TreeMap<>();
        for (String line : lines) {
            String[] told = line.split(": ", 3);
            if (told[0].equals("told")) {
                byName.put(told[1], told[2]);
            }
        }
        return byName;
    }

    private List<String> command(String... what) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(JAVA, "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djdk.net.hosts.file=" + names,
                "-Djavax.net.ssl.trustStore=" + keys,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-cp",
                System.getProperty("java.class.path"),
                JavaSdkClient.class.getName(),
                "https://" + API + ':' + tls.actualPort()));
        command.addAll(List.of(what));
        return command;
    }

    private static List<String> run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(shared, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroy();
        String text = Files.readString(output);
        assertThat(ended).as("%s ends: %s", command.get(0), text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text.lines().toList();
    }
}
