package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.SimulatedReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways that share a Redis, each before a Genesys of its own, so that it is seen which of them was asked. */
class ReplicatedGatewayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DIRECTORY = "internal_agents";
    private static final String PATH = "/gcx/directories/" + DIRECTORY;
    private static final String QUEUES = "/api/v2/routing/queues?pageSize=100";
    private static final String ONE = "{\"dateFrom\": \"2024-01-01\", \"dateTo\": \"2024-01-01\"}";
    private static final String OTHER = "{\"dateFrom\": \"2024-01-02\", \"dateTo\": \"2024-01-02\"}";

    @TempDir
    Path folder;

    private RedisServer redis;
    private Gateway a;
    private Gateway b;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start(folder.resolve("redis"));
        a = gateway("a");
        b = gateway("b");
    }

    private Gateway gateway(String node) throws Exception {
        return gateway(node, redis.url());
    }

    private Gateway gateway(String node, String url) throws Exception {
        Map<String, String> settings =
                Map.of("gcx.cluster.url", url, "gcx.cluster.node", node, "gcx.cluster.name", "test");
        return Gateway.start(Files.createDirectories(folder.resolve(node)), settings);
    }

    @AfterEach
    void stop() throws Exception {
        if (redis != null) {
            a.close();
            b.close();
            redis.close();
        }
    }

    @Test
    void oneAsksGenesysForAll() throws Exception {
        HttpResponse<String> first = a.get(PATH);

        HttpResponse<String> second = b.get(PATH);

        assertThat(a.pageCalls(DIRECTORY)).isPositive();
        assertThat(b.pageCalls(DIRECTORY)).isZero();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(header(second, "ETag")).isEqualTo(header(first, "ETag"));
        assertThat(header(second, "Cache-Control")).isEqualTo(header(first, "Cache-Control"));
        assertThat(header(b.get(PATH), "Cache-Status")).startsWith("gcx; hit; ttl=");
    }

    @Test
    void whoRestartsFindsWhatWasFetched() throws Exception {
        a.get(PATH);
        a.close();
        b.close();

        a = gateway("a");
        b = gateway("b");
        a.get(PATH);
        b.get(PATH);

        assertThat(a.pageCalls(DIRECTORY) + b.pageCalls(DIRECTORY)).isZero();
    }

    @Test
    void whatIsOldIsServedByWhoHasNothingRatherThanNothing() throws Exception {
        HttpResponse<String> first;
        try (CutLink way = new CutLink(redis.port());
                Gateway c = gateway("c", "redis://127.0.0.1:" + way.port())) {
            way.cut();
            await().atMost(PATIENCE).until(() -> isLost(c));
            first = c.get(PATH);
            // Its TTL is over, and its window is not.
            c.clock.advance(Duration.ofSeconds(125));
            way.mend();
            await().atMost(PATIENCE).until(() -> redis.command("EXISTS", "gcx1:{test}:e:gcx:directory:" + DIRECTORY)
                    .equals("1"));
        }
        b.genesys.close();

        HttpResponse<String> stale = b.get(PATH);

        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(stale.body()).isEqualTo(first.body());
    }

    @Test
    void anInvalidationIsOneForAllAndNamesWhoMayNotKnowOfIt() throws Exception {
        a.get(PATH);
        b.get(PATH);

        HttpResponse<String> told = a.post("/gcx/invalidations", "{\"directory_id\": \"" + DIRECTORY + "\"}");

        // The history of this Redis has just begun, so nobody knows who was there before.
        assertThat(told.body()).isEqualTo("{\"invalidated\":1,\"pending\":[\"unknown\"]}");
        assertThat(header(b.get(PATH), "Cache-Status")).startsWith("gcx; fwd=uri-miss");
        assertThat(b.pageCalls(DIRECTORY)).isPositive();
    }

    @Test
    void aWriteThroughOneIsHeardByAll() throws Exception {
        String tokenOfA = a.logIn();
        String tokenOfB = b.logIn();
        b.get(QUEUES, "Authorization", "Bearer " + tokenOfB);
        assertThat(header(b.get(QUEUES, "Authorization", "Bearer " + tokenOfB), "Cache-Status"))
                .startsWith("gcx; hit");

        HttpResponse<String> written =
                a.post("/api/v2/routing/queues", "{\"name\":\"Night\"}", "Authorization", "Bearer " + tokenOfA);

        assertThat(written.statusCode()).isEqualTo(200);

        await().atMost(PATIENCE)
                .until(() -> header(b.get(QUEUES, "Authorization", "Bearer " + tokenOfB), "Cache-Status")
                        .startsWith("gcx; fwd=uri-miss"));
    }

    @Test
    void anotherSchemaDropsWhatOthersHaveOfTheFormerOne() throws Exception {
        SimulatedReport ofA = report(a);
        report(b);
        b.post("/gcx/reports/shared", ONE);
        assertThat(header(b.post("/gcx/reports/shared", ONE), "Cache-Status")).startsWith("gcx; hit");
        a.post("/gcx/reports/shared", ONE);

        ofA.schemaVersion("2");
        a.post("/gcx/reports/shared", OTHER);

        await().atMost(PATIENCE).until(() -> header(b.post("/gcx/reports/shared", ONE), "Cache-Status")
                .startsWith("gcx; fwd=uri-miss"));
    }

    private static SimulatedReport report(Gateway gateway) {
        return gateway.genesys.report("shared").runTime(Duration.ZERO);
    }

    @Test
    void aVerificationComparesWithGenesysItself() throws Exception {
        a.get(PATH);
        b.get(PATH);

        HttpResponse<String> verified = b.post(PATH + "/verification", "");

        assertThat(json(verified).path("result").asText()).isIn("unchanged", "refreshed");
        assertThat(b.pageCalls(DIRECTORY)).isPositive();
    }

    @Test
    void saysThatItIsAloneWhileRedisIsAway() throws Exception {
        a.get(PATH);
        redis.kill();
        await().atMost(PATIENCE).until(() -> isLost(a));

        HttpResponse<String> hit = a.get(PATH);
        HttpResponse<String> miss = a.get("/gcx/directories/external_vendors");
        HttpResponse<String> told = a.post("/gcx/invalidations", "{\"directory_id\": \"external_vendors\"}");

        assertThat(header(hit, "Cache-Status")).startsWith("gcx; hit; ttl=").endsWith("; detail=cluster-lost");
        assertThat(header(miss, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored; detail=cluster-lost");
        assertThat(told.body()).isEqualTo("{\"invalidated\":1,\"pending\":[\"cluster\"]}");
        JsonNode health = json(a.get("/observe/health"));
        assertThat(health.path("status").asText()).isEqualTo("UP");
        assertThat(health.toString()).contains("This replica goes on alone: ");
        redis.restart();
        await().atMost(PATIENCE)
                .until(() -> !header(a.get(PATH), "Cache-Status").contains("cluster-lost"));
    }

    private static boolean isLost(Gateway gateway) throws Exception {
        return json(gateway.get("/gcx/cluster")).path("link").asText().equals("lost");
    }

    @Test
    void tellsWhoTakesPart() throws Exception {
        await().atMost(PATIENCE)
                .until(() -> json(a.get("/gcx/cluster")).path("members").size() == 2);

        JsonNode told = json(a.get("/gcx/cluster"));

        assertThat(told.path("name").asText()).isEqualTo("test");
        assertThat(told.path("node").asText()).isEqualTo("a");
        assertThat(told.path("link").asText()).isEqualTo("up");
        assertThat(told.path("lag").asLong()).isZero();
        assertThat(told.path("redis").path("eviction").asText()).isEqualTo("noeviction");
        assertThat(told.path("members").findValuesAsText("state")).containsOnly("here");
        assertThat(told.path("members").findValuesAsText("node")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aMemberThatDoesNotComeBackIsRemoved() throws Exception {
        redis.command("HSET", "gcx1:{test}:members", "gone", "x 0 x 0");
        assertThat(a.post("/gcx/invalidations", "{\"tag\": \"any\"}").body()).contains("\"gone\"");

        assertThat(a.send("DELETE", "/gcx/cluster/members/gone").body()).isEqualTo("{\"removed\":\"gone\"}");

        assertThat(problem(a.send("DELETE", "/gcx/cluster/members/gone"), 404))
                .isEqualTo("No member of the cluster has this name");
        assertThat(a.post("/gcx/invalidations", "{\"tag\": \"any\"}").body()).doesNotContain("\"gone\"");
    }

    @Test
    void aGatewayWithoutAClusterSaysSo() throws Exception {
        try (Gateway alone = Gateway.start(Files.createDirectories(folder.resolve("alone")))) {
            assertThat(problem(alone.get("/gcx/cluster"), 404))
                    .isEqualTo("This gateway takes part in no cluster; gcx.cluster.url says in which");
        }
    }

    @Test
    void everyLineOfTheAuditNamesItsReplica() throws Exception {
        a.get(PATH);

        await().atMost(PATIENCE).untilAsserted(() -> {
            try (Stream<Path> files = Files.list(folder.resolve("a").resolve("audit"))) {
                assertThat(files.flatMap(ReplicatedGatewayTest::lines))
                        .isNotEmpty()
                        .allMatch(line -> line.contains("\"node\":\"a\""));
            }
        });
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
