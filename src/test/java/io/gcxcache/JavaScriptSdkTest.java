package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Genesys's own client for JavaScript, whose gateway setting names the gateway, speaks to it as if it were Genesys. */
class JavaScriptSdkTest {
    private static final Path SOURCES = Path.of("src", "test", "sdk");
    private static final Path FOLDER = Path.of("target", "sdk");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private Gateway gateway;

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(isOnThePath("node") && isOnThePath("npm"), "needs node and npm");
        Files.createDirectories(FOLDER);
        for (String file : new String[] {"package.json", "client.js"}) {
            Files.write(FOLDER.resolve(file), Files.readAllBytes(SOURCES.resolve(file)));
        }
        run("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent");
    }

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(folder, Map.of(), GenesysSimulator.builder().computedAnalytics());
    }

    @AfterEach
    void stop() throws Exception {
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
        assertThat(first.get("users")).isEqualTo("{\"count\":%d,\"distinct\":%d}", users, users);
        assertThat(first.get("queues")).isEqualTo("{\"count\":%d,\"distinct\":%d}", queues, queues);
        assertThat(first).containsKeys("skills", "queue", "aggregates", "observations");
        assertThat(Integer.parseInt(first.get("aggregates"))).isPositive();
        assertThat(second).isEqualTo(first);
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(calls);
    }

    @Test
    void meetsGenesyssOwnErrors() throws Exception {
        gateway.genesys.fault(Fault.tooManyRequests(Duration.ofSeconds(40)).on("/api/v2/groups"));

        Map<String, String> met = client("errors");

        assertThat(met.get("unknown")).startsWith("404 not.found ");
        assertThat(met.get("page size")).startsWith("400 bad.request ");
        assertThat(met.get("limit"))
                .startsWith("429 too.many.requests.retry.after ")
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
    void aDownloadIsFollowedToWhereItLies() throws Exception {
        int bytes = 3_000_000;

        Map<String, String> read = client("download", gateway.genesys.addFile(bytes));

        assertThat(read).containsEntry("downloaded", Integer.toString(bytes));
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
        int port = gateway.url("/").getPort();

        gateway = new SdkDialogue(folder, gateway)
                .lead(new ProcessBuilder("node", "client.js", Integer.toString(port), "listen")
                        .directory(FOLDER.toFile()));
    }

    /** What the client tells, by its names. */
    private Map<String, String> client(String... what) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("node", "client.js", Integer.toString(gateway.url("/").getPort())));
        command.addAll(List.of(what));
        List<String> lines = run(command.toArray(String[]::new));
        Map<String, String> byName = new TreeMap<>();
        for (String line : lines) {
            String[] told = line.split(": ", 2);
            byName.put(told[0], told[1]);
        }
        return byName;
    }

    private static boolean isOnThePath(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, program)));
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(FOLDER, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroy();
        String text = Files.readString(output);
        assertThat(ended).as("%s ends: %s", String.join(" ", command), text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        try (Stream<String> lines = text.lines()) {
            return lines.filter(line -> !line.isBlank()).toList();
        }
    }
}
