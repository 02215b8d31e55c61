package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.RawServer.inTurn;
import static io.gcxcache.RawServer.json;
import static io.gcxcache.RawServer.status;
import static io.gcxcache.RawServer.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gcxcache.change.Change;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written through the gateway is seen in what is read through it. Each test has things of its own. */
class WritesTest {
    private static final RawServer.Answer CUT = out -> {
        throw new IOException("the connection is cut");
    };

    @TempDir
    static Path folder;

    private static RawServer genesys;
    private static Gateway gateway;
    private static String token;
    private static final List<Change> changes = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        genesys = new RawServer();
        genesys.on("/oauth/token", json("{\"access_token\":\"t0ken-4711\",\"expires_in\":86400}"));
        gateway = Gateway.start(folder, settings(genesys), GenesysSimulator.builder(), List.of(changes::add));
        token = gateway.logIn();
    }

    private static Map<String, String> settings(RawServer genesys) {
        return Map.of(
                "gcx.genesys.api-url",
                genesys.url().toString(),
                "gcx.genesys.login-url",
                genesys.url().toString(),
                "gcx.budget.limit",
                "1000000",
                "gcx.genesys.response-timeout",
                "5");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    @AfterEach
    void letTimePass() {
        gateway.clock.go();
    }

    private static HttpResponse<String> send(String method, String target) throws Exception {
        return gateway.send(method, target, "Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> post(String path, String body) {
        return gateway.post(path, body, "Authorization", "Bearer " + token);
    }

    private static String read(String path) throws Exception {
        HttpResponse<String> reply = send("GET", path);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    /** From now on it answers with a version, which is higher each time. */
    private static void versions(String path) {
        genesys.on("GET " + path, versionsFrom());
    }

    private static RawServer.Answer versionsFrom() {
        return inTurn(Stream.iterate(1, i -> i + 1)
                .limit(50)
                .map(i -> json("{\"version\":" + i + "}"))
                .toArray(RawServer.Answer[]::new));
    }

    private static boolean isCached(String path) throws Exception {
        HttpResponse<String> reply =
                gateway.get(path, "Authorization", "Bearer " + token, "Cache-Control", "only-if-cached");
        return reply.statusCode() == 200;
    }

    @Test
    void everyReadShowsTheWriteBeforeIt() throws Exception {
        String table = "/api/v2/flows/datatables/terra/rows";
        genesys.on(
                "GET " + table + "/r1",
                inTurn(status(404, "{}"), json("{\"v\":1}"), json("{\"v\":2}"), status(404, "{}")));
        genesys.on("POST " + table, json("{\"v\":1}"));
        genesys.on("PUT " + table + "/r1", json("{\"v\":2}"));
        genesys.on("DELETE " + table + "/r1", status(204, ""));

        assertThat(send("GET", table + "/r1").statusCode()).isEqualTo(404);
        post(table, "{\"v\":1}");
        assertThat(read(table + "/r1")).isEqualTo("{\"v\":1}");
        assertThat(read(table + "/r1")).isEqualTo("{\"v\":1}");
        send("PUT", table + "/r1");
        assertThat(read(table + "/r1")).isEqualTo("{\"v\":2}");
        send("DELETE", table + "/r1");
        assertThat(send("GET", table + "/r1").statusCode()).isEqualTo(404);
        assertThat(genesys.requests("GET " + table + "/r1")).isEqualTo(4);
    }

    @Test
    void whatIsReadAfterAWriteIsKeptOnlyUntilGenesysHasSurelySettled() throws Exception {
        String queue = "/api/v2/routing/queues/settling";
        gateway.clock.stop();
        versions(queue);
        genesys.on("PUT " + queue, json("{}"));
        assertThat(header(send("GET", queue), "Cache-Control")).isEqualTo("private, max-age=300");
        send("PUT", queue);

        assertThat(header(send("GET", queue), "Cache-Control")).isEqualTo("private, max-age=10");
        assertThat(read(queue)).isEqualTo("{\"version\":2}");
        gateway.clock.advance(Duration.ofSeconds(10));

        // Not served stale either.
        HttpResponse<String> settled = send("GET", queue);
        assertThat(settled.body()).isEqualTo("{\"version\":3}");
        assertThat(header(settled, "Cache-Control")).isEqualTo("private, max-age=300");
    }

    @Test
    void aWriteThatFailsIsSentOnceAndWhatItTouchesIsAskedForAnew() throws Exception {
        String queue = "/api/v2/routing/queues/failing";
        versions(queue);
        genesys.on("PUT " + queue, status(503, "{}"));
        read(queue);

        assertThat(send("PUT", queue).statusCode()).isEqualTo(503);

        assertThat(isCached(queue)).isFalse();
        assertThat(read(queue)).isEqualTo("{\"version\":2}");
        assertThat(genesys.requests("PUT " + queue)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 408, 409, 412})
    void whoIsToldThatThingsAreOtherwiseReadsThemAnew(int status) throws Exception {
        String queue = "/api/v2/routing/queues/conflict-" + status;
        versions(queue);
        genesys.on("PUT " + queue, status(status, "{}"));
        read(queue);

        assertThat(send("PUT", queue).statusCode()).isEqualTo(status);

        assertThat(read(queue)).isEqualTo("{\"version\":2}");
        assertThat(genesys.requests("PUT " + queue)).isEqualTo(1);
    }

    @Test
    void whatWasNotThereIsAskedForAnewAfterAWriteToAnythingThatMayHaveMadeIt() throws Exception {
        String group = "/api/v2/groups/made-elsewhere";
        gateway.clock.stop();
        genesys.on("GET " + group, inTurn(status(404, "{}"), json("{\"version\":1}")));
        genesys.on("POST /api/v2/scim/v2/groups", json("{}"));
        assertThat(send("GET", group).statusCode()).isEqualTo(404);

        post("/api/v2/scim/v2/groups", "{}");

        assertThat(read(group)).isEqualTo("{\"version\":1}");
    }

    /** Clients differ in what of an id they percent-encode. */
    @ParameterizedTest
    @CsvSource({"+155, %2B155", "%2B156, +156", "a@b, a%40b", "(1), %281%29", "100%25, 100%25"})
    void aWriteTouchesWhatWasReadWithAnotherSpellingOfTheSameId(String written, String read) throws Exception {
        String rows = "/api/v2/flows/datatables/spelled/rows/";
        versions(rows + read);
        genesys.on("PUT " + rows + written, json("{}"));
        read(rows + read);

        send("PUT", rows + written);

        assertThat(read(rows + read)).isEqualTo("{\"version\":2}");
    }

    @Test
    void aWriteThatGenesysRefusesToLookAtChangesNothing() throws Exception {
        String queue = "/api/v2/routing/queues/forbidden";
        versions(queue);
        genesys.on("PUT " + queue, status(403, "{}"));
        read(queue);

        assertThat(send("PUT", queue).statusCode()).isEqualTo(403);

        assertThat(read(queue)).isEqualTo("{\"version\":1}");
    }

    @Test
    void aWriteWhoseConnectionIsCutMayHaveBeenDone() throws Exception {
        String queue = "/api/v2/routing/queues/cut";
        versions(queue);
        genesys.on("PUT " + queue, CUT);
        read(queue);

        HttpResponse<String> unknown = send("PUT", queue);

        assertThat(unknown.statusCode()).isEqualTo(504);
        assertThat(header(unknown, "Retry-After")).isEmpty();
        assertThat(isCached(queue)).isFalse();
        assertThat(genesys.requests("PUT " + queue)).isEqualTo(1);
    }

    @Test
    void aWriteThatIsNotAnsweredInTimeMayHaveBeenDone() throws Exception {
        String queue = "/api/v2/routing/queues/silent";
        CountDownLatch over = new CountDownLatch(1);
        versions(queue);
        genesys.on("PUT " + queue, out -> over.await());
        read(queue);

        HttpResponse<String> unknown = send("PUT", queue);
        over.countDown();

        assertThat(unknown.statusCode()).isEqualTo(504);
        assertThat(isCached(queue)).isFalse();
    }

    @Test
    void aWriteThatWasNeverSentLeavesEverythingAsItIs(@TempDir Path other) throws Exception {
        RawServer gone = new RawServer();
        gone.on("/oauth/token", json("{\"access_token\":\"t\",\"expires_in\":86400}"));
        gone.on("/api/v2/routing/queues/q", json("{}"));
        try (Gateway alone = Gateway.start(other, settings(gone))) {
            String[] credentials = {"Authorization", "Bearer " + alone.logIn()};
            alone.get("/api/v2/routing/queues/q", credentials);
            gone.close();

            HttpResponse<String> refused = alone.send("DELETE", "/api/v2/routing/queues/q", credentials);

            assertThat(refused.statusCode()).isEqualTo(502);
            assertThat(header(alone.get("/api/v2/routing/queues/q", credentials), "Cache-Status"))
                    .startsWith("gcx; hit");
        }
    }

    @Test
    void aWriteWhoseClientHasGoneTouchesTheSame() throws Exception {
        String queue = "/api/v2/routing/queues/left";
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        versions(queue);
        genesys.on("PUT " + queue, out -> {
            came.countDown();
            gone.await();
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        });
        read(queue);

        try (Socket socket = new Socket("127.0.0.1", gateway.url("/").getPort())) {
            write(
                    socket.getOutputStream(),
                    "PUT " + queue + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                            + "\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(came.await(15, TimeUnit.SECONDS)).isTrue();
            socket.setSoLinger(true, 0);
        }
        gone.countDown();

        await().until(() -> !isCached(queue));
    }

    @Test
    void whatWasBeingReadWhenItWasWrittenIsNotKept() throws Exception {
        String queue = "/api/v2/routing/queues/crossing";
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        genesys.on(
                "GET " + queue,
                inTurn(
                        out -> {
                            came.countDown();
                            written.await();
                            json("{\"version\":1}").write(out);
                        },
                        json("{\"version\":2}")));
        genesys.on("PUT " + queue, json("{}"));

        CompletableFuture<HttpResponse<String>> before = gateway.getAsync(queue, "Authorization", "Bearer " + token);
        assertThat(came.await(15, TimeUnit.SECONDS)).isTrue();
        send("PUT", queue);
        String after = read(queue);
        written.countDown();

        assertThat(after).isEqualTo("{\"version\":2}");
        assertThat(before.get(15, TimeUnit.SECONDS).body()).isEqualTo("{\"version\":1}");
        assertThat(read(queue)).isEqualTo("{\"version\":2}");
    }

    @Test
    void whatIsMadeWhileItIsStillFoundMissingIsThereForWhoAsksAfterThat() throws Exception {
        String rows = "/api/v2/flows/datatables/crossing/rows";
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch made = new CountDownLatch(1);
        genesys.on(
                "GET " + rows + "/r",
                inTurn(
                        out -> {
                            came.countDown();
                            made.await();
                            status(404, "{}").write(out);
                        },
                        json("{\"version\":1}")));
        genesys.on("POST " + rows, json("{}"));

        long misses = misses();
        CompletableFuture<HttpResponse<String>> before =
                gateway.getAsync(rows + "/r", "Authorization", "Bearer " + token);
        assertThat(came.await(15, TimeUnit.SECONDS)).isTrue();
        post(rows, "{}");
        CompletableFuture<HttpResponse<String>> after =
                gateway.getAsync(rows + "/r", "Authorization", "Bearer " + token);
        // The flight has two passengers now.
        await().until(() -> misses() == misses + 2);
        made.countDown();

        assertThat(before.get(15, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
        assertThat(after.get(15, TimeUnit.SECONDS).body()).isEqualTo("{\"version\":1}");
    }

    @Test
    void whatUsersDoByTheSecondChangesOfTheirListOnlyWhatShowsIt() throws Exception {
        genesys.onQueries(
                "/api/v2/users",
                query -> json("{\"entities\":[{\"id\":\"u\"}],\"pageSize\":25,\"pageNumber\":1,"
                        + "\"total\":1,\"pageCount\":1}"));
        versions("/api/v2/users/u");
        genesys.on("PATCH /api/v2/users/u/presences/PURECLOUD", json("{}"));
        genesys.on("PATCH /api/v2/users/u", json("{}"));
        String shown = "/api/v2/users?expand=presence";
        read("/api/v2/users");
        read(shown);
        read("/api/v2/users/u");

        send("PATCH", "/api/v2/users/u/presences/PURECLOUD");

        assertThat(isCached("/api/v2/users")).isTrue();
        assertThat(isCached(shown)).isFalse();
        assertThat(isCached("/api/v2/users/u")).isFalse();

        send("PATCH", "/api/v2/users/u");

        assertThat(isCached("/api/v2/users")).isFalse();
    }

    @Test
    void aWriteElsewhereTouchesWhatSaysSo() throws Exception {
        String members = "/api/v2/routing/queues/linked/members";
        genesys.onQueries(members, query -> json("{\"entities\":[]}"));
        genesys.on("PATCH /api/v2/users/linked/queues", json("{}"));
        read(members);

        send("PATCH", "/api/v2/users/linked/queues");

        assertThat(isCached(members)).isFalse();
    }

    @Test
    void aPostThatAsksTouchesNothingAndIsAskedAgain() throws Exception {
        String queue = "/api/v2/routing/queues/asked";
        versions(queue);
        genesys.on("POST " + queue + "/query", inTurn(status(503, "{}"), CUT, json("{\"found\":1}")));
        read(queue);

        assertThat(post(queue + "/query", "{}").body()).isEqualTo("{\"found\":1}");

        assertThat(isCached(queue)).isTrue();
        assertThat(genesys.requests("POST " + queue + "/query")).isEqualTo(3);
    }

    @Test
    void aRouteOfSomebodysOwnThatWritesIsSentOnceAndTouchesTheSame() throws Exception {
        String queue = "/api/v2/routing/queues/routed";
        versions(queue);
        genesys.on("PATCH " + queue, inTurn(json("{\"done\":true}"), status(503, "{}"), CUT));
        read(queue);
        Map<String, Object> call = Map.of(GcxHeaders.METHOD, "PATCH", GcxHeaders.PATH, queue);

        byte[] done = gateway.template().requestBodyAndHeaders("direct:gcx-upstream", "{}", call, byte[].class);

        assertThat(new String(done, StandardCharsets.UTF_8)).isEqualTo("{\"done\":true}");
        assertThat(read(queue)).isEqualTo("{\"version\":2}");
        for (String told : List.of("Genesys answered 503", "whether it did what it was asked is not known")) {
            assertThatThrownBy(() -> gateway.template().requestBodyAndHeaders("direct:gcx-upstream", "{}", call))
                    .rootCause()
                    .hasMessageContaining(told);
            assertThat(isCached(queue)).isFalse();
            read(queue);
        }
        assertThat(genesys.requests("PATCH " + queue)).isEqualTo(3);
    }

    @Test
    void isCountedAuditedAndToldWithoutItsBody() throws Exception {
        String group = "/api/v2/groups/a1";
        versions(group);
        genesys.on("PUT " + group, json("{}"));
        long before = json(gateway.get("/gcx/metrics")).at("/writes/groups").asLong();
        read(group);

        gateway.send("PUT", group + "?secret=not-to-be-told", "Authorization", "Bearer " + token);

        assertThat(json(gateway.get("/gcx/metrics")).at("/writes/groups").asLong())
                .isEqualTo(before + 1);
        assertThat(json(gateway.get("/gcx/metrics")).at("/write_drops/groups").asLong())
                .isPositive();
        await().untilAsserted(() -> assertThat(audited()).anySatisfy(line -> assertThat(line)
                .contains("\"event\":\"invalidation\"")
                .contains("\"by\":\"PUT " + group + "\"")
                .contains("\"group-a1\"")
                .contains("\"entry_count\":1")));
        assertThat(audited()).noneMatch(line -> line.contains("not-to-be-told"));
        await().untilAsserted(() -> assertThat(changes).anySatisfy(change -> {
            assertThat(change.tags()).containsExactly("group-a1");
            assertThat(change.isOfTag()).isTrue();
        }));
        assertThat(changes).noneMatch(change -> change.tags().contains("list-groups"));
    }

    private static long misses() throws Exception {
        return json(gateway.get("/gcx/metrics")).path("misses").asLong();
    }

    private static List<String> audited() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("audit"))) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream();
                        } catch (IOException e) {
                            return Stream.of();
                        }
                    })
                    .toList();
        }
    }
}
