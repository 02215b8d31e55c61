package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.wiring.ShippedFiles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the next process begins with, where {@code gcx.cache.file} names a file. */
class RestartTest {
    private static final String AGENTS = "/gcx/directories/internal_agents";
    private static final String VENDORS = "/gcx/directories/external_vendors";
    private static final String QUEUES = "/gcx/lists/routing-queues";
    private static final String SITES = "/api/v2/telephony/providers/edges/sites";
    private static final String REPORT = "/gcx/reports/queue-performance";
    private static final String PAST = """
            {"interval": "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z", "groupBy": ["queueId"], "metrics": ["tHandle"]}""";
    private static final String LIVE = "{\"dateFrom\": \"2026-01-01T00:00:00Z\", \"dateTo\": \"now\"}";
    private static final String BEFORE =
            "{\"dateFrom\": \"2026-01-01T00:00:00Z\", \"dateTo\": \"2026-01-02T00:00:00Z\"}";

    @TempDir
    Path folder;

    private Gateway gateway;

    @AfterEach
    void stop() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
    }

    private Path file() {
        return folder.resolve("cache").resolve("cache.journal");
    }

    private Gateway start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("gcx.cache.file", file().toString()));
        all.putAll(settings);
        return Gateway.start(folder, all);
    }

    private void start() throws Exception {
        gateway = start(Map.of());
    }

    private void restart() throws Exception {
        restart(Map.of());
    }

    private void restart(Map<String, String> settings) throws Exception {
        gateway.close();
        gateway = start(settings);
    }

    /** As if the process had been killed just now. */
    private void killAndStart() throws Exception {
        byte[] left = Files.readAllBytes(file());
        gateway.close();
        gateway = null;
        Files.write(file(), left);
        start();
    }

    private static boolean isHit(HttpResponse<String> reply) {
        return header(reply, "Cache-Status").startsWith("gcx; hit");
    }

    private void awaitWritten(String... paths) {
        await().untilAsserted(() -> {
            String written = Files.readString(file(), StandardCharsets.ISO_8859_1);
            assertThat(paths)
                    .allSatisfy(path -> assertThat(written).contains(path.substring(path.lastIndexOf('/') + 1)));
        });
    }

    @Test
    void whatIsStillGoodIsServedAsItWas() throws Exception {
        start();
        HttpResponse<String> agents = gateway.get(AGENTS);
        HttpResponse<String> queues = gateway.get(QUEUES);
        HttpResponse<String> past = gateway.post("/gcx/queries/conversations-aggregates", PAST);
        String listed = gateway.get("/gcx/entries").body();

        restart();

        for (HttpResponse<String> before : List.of(agents, queues)) {
            HttpResponse<String> after = gateway.get(before.uri().getPath());
            assertThat(isHit(after)).as(header(after, "Cache-Status")).isTrue();
            assertThat(after.body()).isEqualTo(before.body());
            assertThat(header(after, "ETag")).isEqualTo(header(before, "ETag"));
        }
        HttpResponse<String> pastAfter = gateway.post("/gcx/queries/conversations-aggregates", PAST);
        assertThat(isHit(pastAfter)).isTrue();
        assertThat(pastAfter.body()).isEqualTo(past.body());
        assertThat(json(gateway.get("/gcx/entries")).findValuesAsText("key"))
                .isEqualTo(new ObjectMapper().readTree(listed).findValuesAsText("key"));
        assertThat(gateway.genesys.calls().count("/api/v2/")).isZero();
    }

    @Test
    void pagesAreCutAsBefore() throws Exception {
        start();
        String page = "/api/v2/users?pageSize=6&pageNumber=2";
        HttpResponse<String> before = gateway.get(page, "Authorization", "Bearer " + gateway.logIn());

        restart();
        HttpResponse<String> after = gateway.get(page, "Authorization", "Bearer " + gateway.logIn());

        assertThat(after.body()).isEqualTo(before.body());
        assertThat(header(after, "ETag")).isEqualTo(header(before, "ETag"));
        assertThat(gateway.genesys.calls().count("/api/v2/users")).isZero();
    }

    @Test
    void agesGoOnAndWhatIsStaleIsServedAndFetchedBehind() throws Exception {
        start();
        gateway.get(AGENTS);
        restart();
        gateway.clock.advance(Duration.ofSeconds(100));
        assertThat(Integer.parseInt(header(gateway.get(AGENTS), "Age"))).isGreaterThanOrEqualTo(100);

        gateway.clock.advance(Duration.ofSeconds(30));
        HttpResponse<String> stale = gateway.get(AGENTS);

        assertThat(header(stale, "GCX-Refreshing")).isEqualTo("true");
        await().until(() -> Integer.parseInt(header(gateway.get(AGENTS), "Age")) < 100);
    }

    @Test
    void whatIsTooOldByThenIsNot() throws Exception {
        start();
        gateway.get(AGENTS);
        gateway.close();

        gateway = Gateway.startAhead(folder, Map.of("gcx.cache.file", file().toString()), Duration.ofHours(2));

        assertThat(json(gateway.get("/gcx/entries")).path("entry_count").asInt())
                .isZero();
    }

    @Test
    void nothingIsOfATimeThatIsStillToCome() throws Exception {
        gateway = Gateway.startAhead(folder, Map.of("gcx.cache.file", file().toString()), Duration.ofHours(2));
        gateway.get(AGENTS);

        restart();

        assertThat(json(gateway.get("/gcx/entries")).path("entry_count").asInt())
                .isZero();
        assertThat(gateway.get("/observe/health").body()).contains("is damaged: it was made at");
    }

    @Test
    void realTimeAnswersAreNotKept() throws Exception {
        start();
        assertThat(gateway.post(REPORT, LIVE).statusCode()).isEqualTo(200);
        gateway.post(REPORT, BEFORE);
        assertThat(json(gateway.get("/gcx/entries")).path("entry_count").asInt())
                .isEqualTo(2);

        restart();

        assertThat(json(gateway.get("/gcx/entries")).path("entry_count").asInt())
                .isEqualTo(1);
        assertThat(isHit(gateway.post(REPORT, BEFORE))).isTrue();
        assertThat(isHit(gateway.post(REPORT, LIVE))).isFalse();
    }

    @Test
    void nothingThatAnAcknowledgedInvalidationCoveredComesBackAfterAKill() throws Exception {
        start();
        gateway.get(AGENTS);
        gateway.get(VENDORS);
        gateway.get(QUEUES);
        awaitWritten("internal_agents", "external_vendors", "routing-queues");

        HttpResponse<String> byKey = gateway.send("DELETE", "/gcx/entries/gcx:directory:internal_agents");
        HttpResponse<String> byTag = gateway.post("/gcx/invalidations", "{\"directory_id\":\"external_vendors\"}");
        assertThat(List.of(byKey.body(), byTag.body())).containsOnly("{\"invalidated\":1}");
        killAndStart();

        assertThat(json(gateway.get("/gcx/entries")).findValuesAsText("key")).hasSize(1);
        assertThat(isHit(gateway.get(AGENTS))).isFalse();
        assertThat(isHit(gateway.get(VENDORS))).isFalse();
        assertThat(isHit(gateway.get(QUEUES))).isTrue();
    }

    @Test
    void aRecordThatAKillCutIsNotThereAndTheOthersAre() throws Exception {
        start();
        gateway.get(AGENTS);
        awaitWritten("internal_agents");
        long first = Files.size(file());
        gateway.get(VENDORS);
        awaitWritten("external_vendors");
        gateway.close();
        byte[] whole = Files.readAllBytes(file());

        for (long cut : new long[] {first + 1, first + 20, whole.length - 1}) {
            Files.write(file(), Arrays.copyOf(whole, (int) cut));
            start();
            assertThat(isHit(gateway.get(AGENTS))).isTrue();
            assertThat(isHit(gateway.get(VENDORS))).isFalse();
            restart();
            assertThat(isHit(gateway.get(AGENTS))).isTrue();
            assertThat(isHit(gateway.get(VENDORS))).isTrue();
            gateway.close();
            gateway = null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"foreign", "damaged", "of another client"})
    void aFileThatIsNotAsItWasWrittenIsSetAsideAndTold(String how) throws Exception {
        start();
        gateway.get(AGENTS);
        gateway.close();
        byte[] content = Files.readAllBytes(file());
        if (how.equals("damaged")) {
            content[content.length / 2] ^= 1;
            Files.write(file(), content);
        } else if (how.equals("foreign")) {
            Files.writeString(file(), "no cache at all");
        }
        Map<String, String> another = Map.of("gcx.genesys.client-id", "somebody-else");

        gateway = start(how.startsWith("of") ? another : Map.of());

        assertThat(json(gateway.get("/gcx/entries")).path("entry_count").asInt())
                .isZero();
        assertThat(gateway.get("/observe/health").body())
                .contains("gcx.cache.file: " + file(), "it is kept as", ".damaged-1");
        assertThat(file().resolveSibling("cache.journal.damaged-1")).exists();
    }

    @Test
    void aFileThatAnotherGatewayHasStopsTheStart() throws Exception {
        start();

        assertThatThrownBy(() -> start(Map.of()))
                .hasMessageContaining("gcx.cache.file")
                .hasMessageContaining("is in use by another gateway");
    }

    @Test
    void aFolderInItsPlaceStopsTheStart() throws Exception {
        Files.createDirectories(file());

        assertThatThrownBy(this::start).hasMessageContaining("is a folder, allowed is a file");
    }

    @Test
    void onAFullDiskNothingComesBackAndWhenThereIsRoomAllIsWrittenAgain() throws Exception {
        start();
        gateway.get(AGENTS);
        gateway.get(VENDORS);
        awaitWritten("internal_agents", "external_vendors");
        gateway.disk.leave(0);

        HttpResponse<String> dropped = gateway.post("/gcx/invalidations", "{\"directory_id\":\"external_vendors\"}");

        assertThat(dropped.body()).isEqualTo("{\"invalidated\":1}");
        assertThat(Files.size(file())).isZero();
        assertThat(gateway.get("/observe/health").body()).contains("gcx.cache.file cannot be written");
        assertThat(isHit(gateway.get(AGENTS))).isTrue();
        gateway.disk.leave(Long.MAX_VALUE);
        awaitWritten("internal_agents");
        await().untilAsserted(() ->
                assertThat(gateway.get("/observe/health").body()).doesNotContain("gcx.cache.file cannot be written"));
        killAndStart();
        assertThat(isHit(gateway.get(AGENTS))).isTrue();
        assertThat(isHit(gateway.get(VENDORS))).isFalse();
    }

    @Test
    void whoInvalidatesIsToldWhereThatCannotBeWritten() throws Exception {
        start();
        gateway.get(AGENTS);
        awaitWritten("internal_agents");
        gateway.disk.setReadOnly(true);

        HttpResponse<String> dropped = gateway.post("/gcx/invalidations", "{\"directory_id\":\"internal_agents\"}");

        assertThat(dropped.body()).isEqualTo("{\"invalidated\":1,\"pending\":[\"gcx.cache.file\"]}");
        gateway.disk.setReadOnly(false);
        await().untilAsserted(() -> assertThat(
                        gateway.post("/gcx/invalidations", "{\"tag\":\"any\"}").body())
                .isEqualTo("{\"invalidated\":0}"));
    }

    @Test
    void aFileThatSomebodyDeletesIsWrittenAnew() throws Exception {
        start();
        gateway.get(AGENTS);
        awaitWritten("internal_agents");

        Files.delete(file());

        await().until(() -> Files.exists(file()));
        awaitWritten("internal_agents");
        restart();
        assertThat(isHit(gateway.get(AGENTS))).isTrue();
    }

    @Test
    void theFileIsNobodyElsesToRead() throws Exception {
        start();
        gateway.get(AGENTS);
        awaitWritten("internal_agents");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsDeclaredInAnotherWayByThenIsFetched() throws Exception {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
        Path own = routes.resolve("own.resources.yaml");
        Files.writeString(own, "lists:\n  own: {path: " + SITES + ", ttl: 600}\n");
        gateway = start(Map.of("gcx.routes.dir", routes.toString()));
        gateway.get("/gcx/lists/own");
        gateway.get(QUEUES);
        gateway.close();
        Files.writeString(own, "lists:\n  own: {path: " + SITES + ", ttl: 700}\n");

        gateway = start(Map.of("gcx.routes.dir", routes.toString()));

        assertThat(isHit(gateway.get("/gcx/lists/own"))).isFalse();
        assertThat(isHit(gateway.get(QUEUES))).isTrue();
    }

    @Test
    void aContextThatIsStartedAgainBeginsWithItToo() throws Exception {
        start();
        gateway.get(AGENTS);
        int calls = gateway.pageCalls("internal_agents");

        gateway.camel.stop();
        gateway.camel.start();

        assertThat(isHit(gateway.get(AGENTS))).isTrue();
        assertThat(gateway.pageCalls("internal_agents")).isEqualTo(calls);
    }

    @Test
    void nothingIsWrittenUnlessAFileIsNamed() throws Exception {
        gateway = Gateway.start(folder);
        gateway.get(AGENTS);

        gateway.close();
        gateway = null;

        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile))
                    .noneMatch(each -> each.getFileName().toString().contains("cache"));
        }
    }
}
