package io.gcxcache;

import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.RateLimitHeaders;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings file of a distribution, edited while the gateway runs. */
class LiveSettingsTest {
    private static final String PAST =
            "{\"interval\":\"2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z\",\"metrics\":[\"nOffered\"]}";

    @TempDir
    Path home;

    private Path file;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        file = Files.createDirectory(home.resolve("config")).resolve("application.properties");
        Files.copy(Path.of("config", "application.properties"), file);
        gateway = Gateway.startDistribution(home, Map.of("gcx.routes.dir", ""));
        gateway.clock.stop();
        gateway.genesys.directory("own").entries(3);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void aShorterTtlHoldsForWhatIsCachedTooWhichIsRefreshedBehindItsReply() throws Exception {
        gateway.get("/gcx/directories/own");
        gateway.clock.advance(Duration.ofSeconds(80));

        edit("gcx.directory.ttl.default=300", "gcx.directory.ttl.default=77");

        HttpResponse<String> stale = gateway.get("/gcx/directories/own");
        assertThat(status(stale)).startsWith("gcx; hit");
        assertThat(stale.headers().firstValue("gcx-refreshing")).hasValue("true");
        await().until(() -> status(gateway.get("/gcx/directories/own")).equals("gcx; hit; ttl=77"));
        assertThat(gateway.pageCalls("own")).isEqualTo(2);
    }

    @Test
    void aShorterTtlIsWhatIsToldOfWhatIsCachedToo() throws Exception {
        gateway.get("/gcx/directories/own");
        gateway.clock.advance(Duration.ofSeconds(34));
        assertThat(gateway.get("/gcx/directories/own").headers().firstValue("cache-control"))
                .hasValue("public, max-age=300");

        edit("gcx.directory.ttl.default=300", "gcx.directory.ttl.default=40");

        HttpResponse<String> fresh = gateway.get("/gcx/directories/own");
        assertThat(status(fresh)).isEqualTo("gcx; hit; ttl=5");
        assertThat(fresh.headers().firstValue("cache-control")).hasValue("public, max-age=40");
        assertThat(fresh.headers().firstValue("cdn-cache-control")).hasValue("max-age=40");
        JsonNode listed = json(gateway.get("/gcx/entries")).path("entries").path(0);
        assertThat(listed.path("ttl_seconds").asInt()).isEqualTo(40);
        assertThat(listed.path("stale_seconds").asInt()).isEqualTo(3600);
        assertThat(listed.path("freshness").asText()).isEqualTo("fresh");
        gateway.clock.advance(Duration.ofSeconds(6));
        String path = "{\"path\":\"/api/v2/routing/directories/own/entries\"}";
        for (JsonNode told : List.of(
                json(gateway.post("/gcx/explanations", path)).path("entry"),
                json(gateway.get("/gcx/entries")).path("entries").path(0))) {
            assertThat(told.path("ttl_seconds").asInt()).isEqualTo(40);
            assertThat(told.path("freshness").asText()).isEqualTo("stale");
        }
        HttpResponse<String> stale = gateway.get("/gcx/directories/own");
        assertThat(status(stale)).isEqualTo("gcx; hit; ttl=-1");
        assertThat(stale.headers().firstValue("cache-control")).hasValue("public, max-age=40");
        assertThat(stale.headers().firstValue("cdn-cache-control")).hasValue("max-age=40");
    }

    @Test
    void aLongerTtlHoldsForWhatIsFetchedFromThenOn() throws Exception {
        gateway.get("/gcx/directories/own");

        edit("gcx.directory.ttl.default=300", "gcx.directory.ttl.default=400");

        assertThat(status(gateway.get("/gcx/directories/own"))).isEqualTo("gcx; hit; ttl=299");
        gateway.clock.advance(Duration.ofSeconds(300));
        gateway.get("/gcx/directories/own");
        await().until(() -> status(gateway.get("/gcx/directories/own")).equals("gcx; hit; ttl=400"));
    }

    @Test
    void aShorterTtlIsKeptByRepliesThatAreGivenAgainWithoutTheirRoute() throws Exception {
        for (int i = 0; i < 5; i++) {
            gateway.get("/gcx/directories/own");
        }
        edit("gcx.directory.ttl.default=300", "gcx.directory.ttl.default=77");
        for (int i = 0; i < 5; i++) {
            assertThat(status(gateway.get("/gcx/directories/own"))).isEqualTo("gcx; hit; ttl=76");
        }

        gateway.clock.advance(Duration.ofSeconds(76));

        assertThat(gateway.get("/gcx/directories/own").headers().firstValue("gcx-refreshing"))
                .hasValue("true");
    }

    @Test
    void aShorterRuleForReportsHoldsForWhatIsCachedToo() throws Exception {
        gateway.post("/gcx/queries/conversations-aggregates", PAST);
        gateway.clock.advance(Duration.ofSeconds(20));
        assertThat(status(gateway.post("/gcx/queries/conversations-aggregates", PAST)))
                .startsWith("gcx; hit; ttl=280");

        edit("gcx.report.ttl.5=300 span", "gcx.report.ttl.5=10 span");

        HttpResponse<String> stale = gateway.post("/gcx/queries/conversations-aggregates", PAST);
        assertThat(status(stale)).isEqualTo("gcx; hit; ttl=-11");
        assertThat(stale.headers().firstValue("cache-control").orElse("")).endsWith("max-age=10");
        assertThat(stale.headers().firstValue("gcx-refreshing")).hasValue("true");
    }

    @Test
    void anotherStaleWindowKeepsWhatIsCachedAndHoldsForWhatIsFetched() throws Exception {
        gateway.get("/gcx/directories/own");

        edit("gcx.stale.window=3600", "gcx.stale.window=60");

        assertThat(status(gateway.get("/gcx/directories/own"))).startsWith("gcx; hit");
        gateway.clock.advance(Duration.ofSeconds(361));
        assertThat(status(gateway.get("/gcx/directories/own"))).contains("fwd=");
        assertThat(json(gateway.get("/gcx/entries"))
                        .path("entries")
                        .path(0)
                        .path("stale_seconds")
                        .asInt())
                .isEqualTo(60);
    }

    @Test
    void anotherRuleForReportsAndAnotherSkewHoldForTheNextQuestion() throws Exception {
        assertThat(explained(PAST).path("ttl").path("seconds").asInt()).isEqualTo(300);
        String end = gateway.clock.instant().minusSeconds(20).toString().replaceAll("\\.\\d+Z", ".123Z");
        String live = "{\"interval\":\"2026-01-01T00:00:00.000Z/" + end + "\",\"metrics\":[\"nOffered\"]}";
        gateway.post("/gcx/queries/conversations-aggregates", live);
        String literal = explained(live).path("key").asText();

        edit("gcx.report.ttl.5=300 span", "gcx.report.ttl.5=301 span");
        edit("gcx.live.skew=10", "gcx.live.skew=40");

        assertThat(explained(PAST).path("ttl").path("seconds").asInt()).isEqualTo(301);
        assertThat(explained(live).path("key").asText()).isNotEqualTo(literal);
        gateway.post("/gcx/queries/conversations-aggregates", live);
        assertThat(json(gateway.get("/gcx/entries")).path("entries").findValuesAsText("key"))
                .contains(explained(live).path("key").asText());
    }

    @Test
    void anotherLimitHoldsForTheFamiliesThatThereAre() throws Exception {
        // What it tells is the limit of the client, so that those of families are counted here.
        gateway.genesys.rateLimitHeaders(RateLimitHeaders.ININ);
        gateway.get("/gcx/directories/own");

        edit("gcx.budget.limit=300", "gcx.budget.limit=200");

        assertThat(json(gateway.get("/gcx/budget")).path("families").findValuesAsText("limit"))
                .contains("200")
                .doesNotContain("300");
    }

    @Test
    void whatNeedsARestartAndWhatIsWrongIsToldWhereAnOperatorLooks() throws Exception {
        replace("gcx.cache.max-entries=10000", "gcx.cache.max-entries=10001");

        await().untilAsserted(() -> assertThat(
                        declarations().path("need_restart").path(0).asText())
                .isEqualTo("config/application.properties: gcx.cache.max-entries"));

        replace("gcx.stale.window=3600", "gcx.stale.window=soon");

        String told =
                "config/application.properties: gcx.stale.window is soon, allowed is a whole number from 0 to 2678400";
        await().untilAsserted(() ->
                assertThat(declarations().path("not_applied").path(0).asText()).isEqualTo(told));
        assertThat(gateway.get("/observe/health").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/observe/health").body()).contains("Edited, not applied: " + told);

        replace("gcx.stale.window=soon", "gcx.stale.window=3600");
        await().until(() -> !declarations().has("not_applied"));
    }

    @Test
    void anEditIsAuditedByTheNamesOfWhatChanged() throws Exception {
        edit("gcx.directory.ttl.default=300", "gcx.directory.ttl.default=77");

        await().untilAsserted(() -> assertThat(audited())
                .contains("\"event\":\"edit_applied\"", "\"details\":{\"settings\":\"gcx.directory.ttl.default\"}"));
    }

    @Test
    void anotherLogLevelHoldsWithoutARestart() throws Exception {
        Path logging = home.resolve("log4j2.properties");
        Files.copy(Path.of("config", "log4j2.properties"), logging);
        try (LoggerContext context = new LoggerContext("own", null, logging.toUri())) {
            context.start();
            assertThat(context.getLogger("org.apache.camel.Any").getLevel()).isEqualTo(Level.WARN);

            Files.writeString(
                    logging,
                    Files.readString(logging)
                            .replace(
                                    "logger.camel.level = ${sys:log.level.libraries:-warn}",
                                    "logger.camel.level = debug"));
            // A file system may tell the time of an edit by the second.
            Files.setLastModifiedTime(
                    logging,
                    FileTime.fromMillis(Files.getLastModifiedTime(logging).toMillis() + 5_000));

            await().until(() -> context.getLogger("org.apache.camel.Any").getLevel() == Level.DEBUG);
        }
    }

    /** Edits the file, and waits until that holds. */
    private void edit(String line, String other) throws Exception {
        gateway.clock.advance(Duration.ofSeconds(1));
        long now = gateway.clock.instant().getEpochSecond();
        replace(line, other);
        await().until(() -> declarations().path("applied_at").asLong() >= now);
    }

    private void replace(String line, String other) throws IOException {
        String before = Files.readString(file);
        assertThat(before).containsOnlyOnce(line + '\n');
        Files.writeString(file, before.replace(line + '\n', other + '\n'));
    }

    private JsonNode explained(String body) throws IOException {
        HttpResponse<String> explained =
                gateway.post("/gcx/explanations", "{\"query\":\"conversations-aggregates\",\"body\":" + body + '}');
        assertThat(explained.statusCode()).as(explained.body()).isEqualTo(200);
        return json(explained);
    }

    private JsonNode declarations() throws Exception {
        return json(gateway.get("/gcx/routes")).path("declarations");
    }

    private String audited() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("audit"))) {
            return files.map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .collect(Collectors.joining());
        }
    }

    private static String status(HttpResponse<?> reply) {
        return reply.headers().firstValue("cache-status").orElse("");
    }
}
