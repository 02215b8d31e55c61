package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.Fault;
import io.gcxcache.wiring.ShippedFiles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declarations that are edited while the gateway runs. */
class LiveDeclarationsTest {
    private static final String SITES = "/api/v2/telephony/providers/edges/sites";
    private static final String OWN = "own.resources.yaml";

    @TempDir
    Path folder;

    private Path routes;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        routes = Files.createDirectory(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
        gateway = Gateway.start(folder, Map.of("gcx.routes.dir", routes.toString()));
        gateway.clock.stop();
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void aListThatIsDeclaredWhileItRunsIsServedAndIsGoneWhenItIsDeclaredNoMore() throws Exception {
        String token = "Bearer " + gateway.logIn();
        assertThat(gateway.get("/gcx/lists/sites").statusCode()).isEqualTo(404);
        assertThat(status(gateway.get(SITES, "Authorization", token))).doesNotContain("hit", "stored");

        declare("lists:\n  sites: {path: " + SITES + ", ttl: 77}\n");

        assertThat(Gateway.json(gateway.get("/gcx/lists/sites"))
                        .path("entry_count")
                        .asInt())
                .isEqualTo(12);
        assertThat(status(gateway.get("/gcx/lists/sites"))).isEqualTo("gcx; hit; ttl=77");
        assertThat(status(gateway.get(SITES, "Authorization", token))).startsWith("gcx; hit; ttl=77");

        declare("lists: {}\n");

        assertThat(gateway.get("/gcx/lists/sites").statusCode()).isEqualTo(404);
        HttpResponse<String> passed = gateway.get(SITES, "Authorization", token);
        assertThat(passed.statusCode()).isEqualTo(200);
        assertThat(status(passed)).doesNotContain("hit", "stored");
    }

    @Test
    void whatMeansSomethingElseIsFetchedAnewAndWhatDoesNotStays() throws Exception {
        declare("lists:\n  sites: {path: " + SITES + "}\n");
        gateway.get("/gcx/lists/sites");
        gateway.get("/gcx/lists/routing-queues");
        int calls = gateway.genesys.calls().count("/api/");

        declare("lists:\n  sites: {path: " + SITES + ", ttl: 88}\n");

        HttpResponse<String> anew = gateway.get("/gcx/lists/sites");
        assertThat(status(anew)).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(Gateway.json(anew).path("ttl_seconds").asInt()).isEqualTo(88);
        assertThat(status(gateway.get("/gcx/lists/routing-queues"))).startsWith("gcx; hit; ");
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(calls + 1);
    }

    @Test
    void whatWasAnsweredWithoutItsRouteIsAskedForAnew() throws Exception {
        declare("lists:\n  sites: {path: " + SITES + "}\n");
        for (int i = 0; i < 5; i++) {
            gateway.get("/gcx/lists/sites");
        }
        assertThat(replayed("gateway-list")).isPositive();

        declare("lists:\n  sites: {path: " + SITES + ", shareable: true}\n");

        assertThat(header(gateway.get("/gcx/lists/sites"), "cache-control")).startsWith("public");
        assertThat(header(gateway.get("/gcx/lists/sites"), "cache-control")).startsWith("public");
    }

    @Test
    void aFlightLandsForThoseWhoWaitThoughNothingIsDeclaredAnyMore() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        gateway.genesys.fault(Fault.held(release).on(SITES).times(1));
        declare("lists:\n  sites: {path: " + SITES + "}\n");

        CompletableFuture<HttpResponse<String>> waiting = gateway.getAsync("/gcx/lists/sites");
        await().until(() -> gateway.genesys.calls().count(SITES) == 1);
        declare("lists: {}\n");

        assertThat(gateway.get("/gcx/lists/sites").statusCode()).isEqualTo(404);
        assertThat(waiting).isNotDone();
        release.complete(null);
        assertThat(waiting.join().statusCode()).isEqualTo(200);
    }

    @Test
    void whoAsksAfterTheEditBoardsNoFlightFromBefore() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        gateway.genesys.fault(Fault.held(release).on(SITES).times(1));
        declare("lists:\n  sites: {path: " + SITES + "}\n");
        CompletableFuture<HttpResponse<String>> before = gateway.getAsync("/gcx/lists/sites");
        await().until(() -> gateway.genesys.calls().count(SITES) == 1);

        declare("lists:\n  sites: {path: " + SITES + ", ttl: 88}\n");
        HttpResponse<String> after = gateway.get("/gcx/lists/sites");
        assertThat(before).isNotDone();
        release.complete(null);

        assertThat(Gateway.json(before.join()).path("ttl_seconds").asInt()).isEqualTo(300);
        assertThat(Gateway.json(after).path("ttl_seconds").asInt()).isEqualTo(88);
        assertThat(status(gateway.get("/gcx/lists/sites"))).startsWith("gcx; hit; ttl=8");
    }

    @Test
    void aQueryIsReadAsItIsDeclaredNow() throws Exception {
        String query =
                "queries:\n  own:\n    path: /api/v2/analytics/flows/aggregates/query\n    key: own\n    align: none\n";
        String body =
                "{\"interval\":\"2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z\",\"metrics\":[\"%s\",\"%s\"]}";
        declare(without("/api/v2/analytics/flows/aggregates/query"), query + "    sets: []\n");
        String one = key("own", body.formatted("nFlow", "oFlow"));
        String other = key("own", body.formatted("oFlow", "nFlow"));
        assertThat(one).isNotEqualTo(other);

        declare(query + "    sets: [metrics]\n");

        assertThat(key("own", body.formatted("nFlow", "oFlow")))
                .isEqualTo(key("own", body.formatted("oFlow", "nFlow")));
    }

    @Test
    void whatIsServedIsToldAndWhichEditsAreApplied() throws Exception {
        int declared = declarations().path("declared").asInt();
        assertThat(declarations().fieldNames()).toIterable().containsExactly("declared");

        declare("lists:\n  sites: {path: " + SITES + "}\n");
        Files.writeString(routes.resolve("fetch.camel.yaml"), "# needs a restart\n", StandardOpenOption.APPEND);

        await().until(() -> declarations().has("need_restart"));
        assertThat(declarations().path("need_restart").path(0).asText()).isEqualTo("routes/fetch.camel.yaml");
        assertThat(declarations().path("need_restart").size()).isEqualTo(1);
        assertThat(declarations().path("declared").asInt()).isEqualTo(declared + 1);
        assertThat(Gateway.json(gateway.get("/gcx/routes")).path("routes")).anySatisfy(route -> {
            assertThat(route.path("route").asText()).isEqualTo("gateway-directory");
            assertThat(route.path("path").asText()).isEqualTo("/gcx/directories/{GcxDirectoryId}");
            assertThat(route.path("methods")).extracting(JsonNode::asText).containsExactly("GET", "HEAD");
        });
    }

    @Test
    void aFileOfTheGatewayThatWouldEndTheNextStartIsToldWithItsFault() throws Exception {
        String own = Files.readString(routes.resolve("fetch.camel.yaml"));
        Files.writeString(routes.resolve("fetch.camel.yaml"), own + "- rout: {id: a}\n");

        await().until(() -> declarations().has("need_restart"));

        assertThat(declarations().path("need_restart"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "routes/fetch.camel.yaml",
                        "the next start is refused: routes/fetch.camel.yaml:"
                                + (own.lines().count() + 1)
                                + ": rout a: there is no entry rout; the nearest is route");
    }

    @Test
    void anEditThatIsWrongIsToldWhereAnOperatorLooksAndChangesNothing() throws Exception {
        gateway.get("/gcx/lists/routing-queues");

        Files.writeString(routes.resolve(OWN), "lists:\n  sites: {path: " + SITES + ",\n    tll: 7}\n");

        String told = "routes/own.resources.yaml:3: lists.sites.tll: is no property of lists; the nearest one is ttl";
        await().untilAsserted(() ->
                assertThat(declarations().path("not_applied").path(0).asText()).isEqualTo(told));
        assertThat(gateway.get("/observe/health").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/observe/health").body()).contains("Edited, not applied: " + told);
        assertThat(gateway.get("/observe/metrics").body()).contains("\ngcx_edits_not_applied 1.0\n");
        assertThat(status(gateway.get("/gcx/lists/routing-queues"))).startsWith("gcx; hit; ");
        assertThat(gateway.get("/gcx/lists/sites").statusCode()).isEqualTo(404);

        declare("lists:\n  sites: {path: " + SITES + "}\n");
        assertThat(declarations().has("not_applied")).isFalse();
        assertThat(gateway.get("/observe/metrics").body()).contains("\ngcx_edits_not_applied 0.0\n");
    }

    @Test
    void anEditIsAuditedAndDropsWhatCachesInFrontKeep() throws Exception {
        declare("lists:\n  sites: {path: " + SITES + "}\n");
        gateway.get("/gcx/lists/sites");
        declare("lists:\n  sites: {path: " + SITES + ", ttl: 60}\n");

        await().untilAsserted(() -> assertThat(audited())
                .anySatisfy(line -> assertThat(line)
                        .contains("\"event\":\"edit_applied\"", "\"details\":{\"added\":\"lists.sites\"}"))
                .anySatisfy(line -> assertThat(line)
                        .contains("\"event\":\"edit_applied\"", "\"details\":{\"changed\":\"lists.sites\"}"))
                .anySatisfy(line -> assertThat(line)
                        .contains("\"event\":\"invalidation\"", "list-sites", "lists.sites was edited")));
    }

    private List<String> audited() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("audit"))) {
            return files.flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }

    /** Takes a declaration of the shipped ones away, so that a test may have one of the same path. */
    private Map.Entry<String, String> without(String path) throws IOException {
        String shipped = Files.readString(routes.resolve("analytics.resources.yaml"));
        assertThat(shipped).contains("path: " + path);
        return Map.entry("analytics.resources.yaml", shipped.replace("path: " + path, "path: " + path + "/elsewhere"));
    }

    private void declare(String yaml) throws Exception {
        declare(null, yaml);
    }

    /** Saves files, and waits until they hold. */
    private void declare(Map.Entry<String, String> other, String yaml) throws Exception {
        gateway.clock.advance(Duration.ofSeconds(1));
        long now = gateway.clock.instant().getEpochSecond();
        if (other != null) {
            Files.writeString(routes.resolve(other.getKey()), other.getValue());
        }
        Files.writeString(routes.resolve(OWN), yaml);
        await().until(() -> declarations().path("applied_at").asLong() >= now);
    }

    private JsonNode declarations() throws Exception {
        return Gateway.json(gateway.get("/gcx/routes")).path("declarations");
    }

    private long replayed(String route) throws Exception {
        for (JsonNode one : Gateway.json(gateway.get("/gcx/routes")).path("routes")) {
            if (one.path("route").asText().equals(route)) {
                return one.path("replayed").asLong();
            }
        }
        throw new AssertionError(route);
    }

    private String key(String query, String body) throws IOException {
        HttpResponse<String> explained =
                gateway.post("/gcx/explanations", "{\"query\":\"" + query + "\",\"body\":" + body + '}');
        assertThat(explained.statusCode()).as(explained.body()).isEqualTo(200);
        return Gateway.json(explained).path("key").asText();
    }

    private static String status(HttpResponse<?> reply) {
        return header(reply, "cache-status");
    }

    private static String header(HttpResponse<?> reply, String name) {
        return reply.headers().firstValue(name).orElse("");
    }
}
