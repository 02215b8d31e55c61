package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.pagesOf;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.Call;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.RateLimitHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests and replies look like on the wire. Every test has a directory of its own. */
class HttpContractTest {
    @TempDir
    static Path audit;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void cacheStatusTellsMissCollapsedHitAndStale() throws Exception {
        gateway.genesys.directory("status").entries(3);
        CompletableFuture<Void> release = new CompletableFuture<>();
        gateway.genesys.fault(Fault.held(release).on(pagesOf("status")));
        int missesBefore = json(gateway.get("/gcx/metrics")).path("misses").asInt();

        CompletableFuture<HttpResponse<String>> leader = gateway.getAsync("/gcx/directories/status");
        await().until(() -> gateway.pageCalls("status") == 1);
        CompletableFuture<HttpResponse<String>> following = gateway.getAsync("/gcx/directories/status");
        await().until(() -> json(gateway.get("/gcx/metrics")).path("misses").asInt() == missesBefore + 2);
        release.complete(null);
        HttpResponse<String> follower = following.join();
        HttpResponse<String> hit = gateway.get("/gcx/directories/status");
        gateway.clock.advance(Duration.ofSeconds(400));
        HttpResponse<String> stale = gateway.get("/gcx/directories/status");

        assertThat(header(leader.join(), "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(header(follower, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; collapsed");
        assertThat(header(hit, "Cache-Status")).matches("gcx; hit; ttl=(300|29\\d)");
        assertThat(header(stale, "Cache-Status")).matches("gcx; hit; ttl=-10\\d");
    }

    @Test
    void ageGrowsWithTheClockAndMaxAgeStaysTheTtl() throws Exception {
        gateway.genesys.directory("aging").entries(3);

        gateway.clock.stop();
        HttpResponse<String> miss = gateway.get("/gcx/directories/aging");
        gateway.clock.advance(Duration.ofSeconds(100));
        HttpResponse<String> later = gateway.get("/gcx/directories/aging");
        gateway.clock.go();

        assertThat(header(miss, "Age")).isEqualTo("0");
        assertThat(header(later, "Age")).isEqualTo("100");
        assertThat(header(later, "Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(header(later, "CDN-Cache-Control")).isEqualTo("max-age=300");
    }

    @Test
    void onlyWhatIsShareableIsPublicAndDirectoriesAre() throws Exception {
        HttpResponse<String> queues = gateway.get("/gcx/lists/routing-queues");
        HttpResponse<String> directory = gateway.get("/gcx/directories/external_vendors");

        assertThat(header(queues, "Cache-Control")).isEqualTo("private, max-age=300");
        assertThat(header(queues, "CDN-Cache-Control")).isEmpty();
        assertThat(header(queues, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(header(directory, "Cache-Control")).startsWith("public, max-age=");
        assertThat(header(directory, "CDN-Cache-Control")).isEqualTo("max-age=300");
    }

    @Test
    void aStaleReplyIsToBeAskedForAgainAtOnce() throws Exception {
        gateway.genesys.directory("stale").entries(3);
        gateway.get("/gcx/directories/stale");
        gateway.clock.advance(Duration.ofSeconds(310));

        HttpResponse<String> stale = gateway.get("/gcx/directories/stale");

        assertThat(header(stale, "Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(Integer.parseInt(header(stale, "Age"))).isGreaterThanOrEqualTo(310);
        assertThat(header(stale, "GCX-Refreshing")).isEqualTo("true");
        await().untilAsserted(() -> assertThat(header(gateway.get("/gcx/directories/stale"), "GCX-Refreshing"))
                .isEmpty());
    }

    @Test
    void whileARefreshRunsBehindItAReplySaysSo() throws Exception {
        gateway.genesys.directory("refreshing").entries(3);
        HttpResponse<String> fresh = gateway.get("/gcx/directories/refreshing");
        gateway.clock.advance(Duration.ofSeconds(310));
        CompletableFuture<Void> release = new CompletableFuture<>();
        gateway.genesys.fault(Fault.held(release).on(pagesOf("refreshing")));

        HttpResponse<String> starting = gateway.get("/gcx/directories/refreshing");
        await().until(() -> gateway.pageCalls("refreshing") == 2);
        HttpResponse<String> meanwhile = gateway.get("/gcx/directories/refreshing");
        release.complete(null);

        assertThat(header(fresh, "GCX-Refreshing")).isEmpty();
        assertThat(header(starting, "GCX-Refreshing")).isEqualTo("true");
        assertThat(header(meanwhile, "GCX-Refreshing")).isEqualTo("true");
        await().untilAsserted(() -> assertThat(header(gateway.get("/gcx/directories/refreshing"), "GCX-Refreshing"))
                .isEmpty());
    }

    @Test
    void theParametersOfCacheStatusComeInTheirOrder(@TempDir Path otherAudit) throws Exception {
        try (Gateway ordered = Gateway.start(otherAudit)) {
            String contacts = "/gcx/directories/emergency_contacts";
            List<HttpResponse<String>> replies = new ArrayList<>();
            replies.add(ordered.get(contacts));
            replies.add(ordered.get(contacts));
            replies.add(ordered.post("/gcx/reports/queue-performance", "{}", "Prefer", "respond-async"));
            ordered.clock.advance(Duration.ofSeconds(70));
            ordered.genesys.fault(Fault.tooManyRequests(Duration.ofHours(1)).on(pagesOf("emergency_contacts")));
            ordered.get(contacts);
            replies.add(await().until(() -> ordered.get(contacts), reply -> header(reply, "Cache-Status")
                    .contains("detail")));

            assertThat(replies)
                    .extracting(HttpContractTest::parametersOfCacheStatus)
                    .containsExactly(
                            List.of("fwd", "stored"),
                            List.of("hit", "ttl"),
                            List.of("fwd", "detail"),
                            List.of("hit", "ttl", "detail"));
        }
    }

    private static List<String> parametersOfCacheStatus(HttpResponse<?> reply) {
        return List.copyOf(Parser.parseList(header(reply, "Cache-Status"))
                .get()
                .get(0)
                .getParams()
                .keySet());
    }

    @Test
    void theEntityTagOfAListIsWeakAndOfItsContent() throws Exception {
        gateway.genesys.directory("tagged").entries(3);

        String first = header(gateway.get("/gcx/directories/tagged"), "ETag");
        String again = header(gateway.get("/gcx/directories/tagged"), "ETag");
        gateway.genesys.directory("tagged").change();
        gateway.clock.advance(Duration.ofSeconds(310));
        gateway.get("/gcx/directories/tagged");

        assertThat(first).matches("W/\"[A-Za-z0-9_-]{22}-1\"");
        assertThat(again).isEqualTo(first);
        await().untilAsserted(() -> assertThat(header(gateway.get("/gcx/directories/tagged"), "ETag"))
                .startsWith("W/")
                .isNotEqualTo(first));
    }

    @Test
    void aKnownEntityTagIsAnsweredWithoutABody() throws Exception {
        gateway.genesys.directory("known").entries(600);
        String etag = header(gateway.get("/gcx/directories/known"), "ETag");

        for (String condition : List.of(etag, etag.substring(2), "\"other\", " + etag, "*")) {
            HttpResponse<String> unchanged = gateway.get("/gcx/directories/known", "If-None-Match", condition);

            assertThat(unchanged.statusCode()).as(condition).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
            assertThat(header(unchanged, "ETag")).isEqualTo(etag);
            assertThat(header(unchanged, "Cache-Control")).startsWith("public, max-age=");
            assertThat(header(unchanged, "Cache-Status")).startsWith("gcx; hit; ttl=");
        }
        assertThat(gateway.get("/gcx/directories/known", "If-None-Match", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoHoldsTheTagOfAnUnchangedListIsToldSoAfterItsRefreshToo() throws Exception {
        gateway.genesys.directory("unchanged").entries(600);
        HttpResponse<String> first = gateway.get("/gcx/directories/unchanged");
        gateway.clock.advance(Duration.ofSeconds(310));
        gateway.get("/gcx/directories/unchanged");
        await().until(() -> Integer.parseInt(header(gateway.get("/gcx/directories/unchanged"), "Age")) < 300);

        HttpResponse<String> held = gateway.get("/gcx/directories/unchanged", "If-None-Match", header(first, "ETag"));
        HttpResponse<String> whole = gateway.get("/gcx/directories/unchanged");

        assertThat(held.statusCode()).isEqualTo(304);
        assertThat(header(whole, "ETag")).isEqualTo(header(first, "ETag"));
        assertThat(json(whole).path("entries")).isEqualTo(json(first).path("entries"));
        assertThat(json(whole).path("created_at").asLong())
                .isGreaterThanOrEqualTo(json(first).path("created_at").asLong() + 310);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void anUnchangedReplyClaimsNoOtherLength(String method) throws Exception {
        gateway.genesys.directory("same-length").entries(3);
        HttpResponse<String> whole = gateway.get("/gcx/directories/same-length");

        HttpResponse<String> unchanged =
                gateway.send(method, "/gcx/directories/same-length", "If-None-Match", header(whole, "ETag"));

        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(header(unchanged, "Content-Length")).isIn("", header(whole, "Content-Length"));
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        gateway.genesys.directory("head").entries(600);
        HttpResponse<String> get = gateway.get("/gcx/directories/head");

        HttpResponse<String> head = gateway.send("HEAD", "/gcx/directories/head");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("ETag", "Content-Type", "Content-Length", "CDN-Cache-Control")) {
            assertThat(header(head, name)).as(name).isEqualTo(header(get, name)).isNotEmpty();
        }
    }

    @Test
    void headFillsTheCacheToo() throws Exception {
        gateway.genesys.directory("head-first").entries(3);

        HttpResponse<String> head = gateway.send("HEAD", "/gcx/directories/head-first");
        HttpResponse<String> get = gateway.get("/gcx/directories/head-first");

        assertThat(header(head, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(header(get, "Cache-Status")).startsWith("gcx; hit");
        assertThat(gateway.pageCalls("head-first")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/gcx/directories/emergency_contacts",
                "/gcx/lists/routing-queues",
                "/gcx/budget",
                "/gcx/metrics",
                "/observe/health",
                "/observe/health/live",
                "/observe/health/ready",
                "/observe/metrics"
            })
    void otherMethodsAreRefusedWithThoseThatAreAllowed(String path) throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY")) {
            HttpResponse<String> refused = gateway.send(method, path);

            assertThat(problem(refused, 405)).contains("GET");
            assertThat(header(refused, "Allow")).isEqualTo("GET, HEAD");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nowhere",
                "/gcx/nowhere",
                "/observe",
                "/observe/health/x",
                "/gcx/directories/a/b",
                "/api/v1/users"
            })
    void anUnknownPathIsAProblem(String path) throws Exception {
        problem(gateway.get(path), 404);
        problem(gateway.send("POST", path), 404);
    }

    @Test
    void whatAClientSendsIsNeitherEchoedNorPassedOn() throws Exception {
        gateway.genesys.directory("private").entries(300);

        HttpResponse<String> reply = gateway.get(
                "/gcx/directories/private?id=9&GcxDirectoryId=other&pageSize=1&locale=de",
                "X-Foo",
                "told-in-confidence",
                "Authorization",
                "Bearer of-the-client",
                "Cookie",
                "session=of-the-client",
                "Content-Type",
                "text/of-the-client",
                "Accept-Language",
                "of-the-client",
                "GcxDirectoryId",
                "other",
                "GcxPath",
                "/api/v2/users",
                "CamelHttpPath",
                "/api/v2/users",
                "CamelCaffeineAction",
                "INVALIDATE_ALL");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(json(reply).path("directory_id").asText()).isEqualTo("private");
        assertThat(reply.headers().map().toString())
                .doesNotContainIgnoringCase("told-in-confidence")
                .doesNotContainIgnoringCase("of-the-client")
                .doesNotContainIgnoringCase("camel");
        assertThat(reply.headers().map())
                .doesNotContainKeys("x-foo", "authorization", "cookie", "id", "locale", "gcxdirectoryid");
        List<Call> calls = gateway.genesys.calls().all().stream()
                .filter(call -> call.path().startsWith(pagesOf("private")))
                .toList();
        assertThat(calls)
                .extracting(Call::query)
                .containsExactly("pageSize=250&pageNumber=1", "pageSize=250&pageNumber=2");
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.headers().keySet()).doesNotContain("cookie", "x-foo");
            assertThat(call.headers().toString()).doesNotContain("of-the-client", "told-in-confidence");
            assertThat(call.headers().get("authorization")).startsWith("Bearer sim-");
        });
    }

    @Test
    void whatAClientKnowsAlreadyIsNoConditionUpstream() throws Exception {
        gateway.genesys.directory("unconditional").entries(3);

        HttpResponse<String> reply = gateway.get(
                "/gcx/directories/unconditional",
                "If-None-Match",
                "\"of-another-time\"",
                "If-Modified-Since",
                "Sun, 06 Nov 2044 08:49:37 GMT");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(gateway.genesys.calls().all())
                .filteredOn(call -> call.path().startsWith(pagesOf("unconditional")))
                .hasSize(1)
                .allSatisfy(
                        call -> assertThat(call.headers()).doesNotContainKeys("if-none-match", "if-modified-since"));
    }

    @Test
    void aListIsADocumentUnderItsName() throws Exception {
        JsonNode queues = json(gateway.get("/gcx/lists/routing-queues"));

        assertThat(queues.fieldNames())
                .toIterable()
                .containsExactly(
                        "name",
                        "entries",
                        "entry_count",
                        "ttl_seconds",
                        "created_at",
                        "last_modified",
                        "invalidation_directive");
        assertThat(queues.path("name").asText()).isEqualTo("routing-queues");
        assertThat(queues.path("entries")).hasSize(queues.path("entry_count").asInt());
    }

    @Test
    void anotherParameterIsNotAnotherQuestion() throws Exception {
        gateway.genesys.directory("one-question").entries(3);
        gateway.get("/gcx/directories/one-question");

        assertThat(header(gateway.get("/gcx/directories/one-question?x=1"), "Cache-Status"))
                .startsWith("gcx; hit");
        assertThat(gateway.pageCalls("one-question")).isEqualTo(1);
    }

    @Test
    void aProblemTellsItsFourFieldsAndIsNotToBeStored() throws Exception {
        HttpResponse<String> refused = gateway.get("/gcx/directories/a%20b");

        assertThat(problem(refused, 400)).doesNotContain("Exception", "\tat ");
        assertThat(json(refused).properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("type", "title", "status", "detail");
        assertThat(header(refused, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(refused, "ETag")).isEmpty();
    }

    @Test
    void anErrorIsAProblemOfItsStatusWithoutACharset() throws Exception {
        gateway.genesys.directory("erroneous").entries(3);
        gateway.genesys.fault(Fault.notJson().on(pagesOf("erroneous")));
        String report = "/gcx/reports/queue-performance";
        Map<Integer, HttpResponse<String>> errors = Map.of(
                400, gateway.get("/gcx/directories/a%20b"),
                404, gateway.get("/gcx/lists/nowhere"),
                405, gateway.send("PUT", report),
                413, gateway.post(report, " ".repeat(512_001)),
                415, gateway.send("POST", report),
                422, gateway.post(report, "{\"dateFrom\": \"last week\"}"),
                502, gateway.get("/gcx/directories/erroneous"));

        for (Map.Entry<Integer, HttpResponse<String>> error : errors.entrySet()) {
            problem(error.getValue(), error.getKey());
            assertThat(error.getValue().headers().allValues("Content-Type"))
                    .containsExactly("application/problem+json");
        }
    }

    @Test
    void aProblemAnswersHeadWithoutABody() throws Exception {
        HttpResponse<String> refused = gateway.send("HEAD", "/gcx/directories/a%20b");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEmpty();
        assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void metricsCountWhatHappened(@TempDir Path otherAudit) throws Exception {
        try (Gateway counted = Gateway.start(otherAudit)) {
            counted.get("/gcx/directories/emergency_contacts");
            counted.get("/gcx/directories/emergency_contacts");
            counted.get("/gcx/directories/external_vendors");
            counted.clock.advance(Duration.ofSeconds(70));
            counted.get("/gcx/directories/emergency_contacts");
            await().until(() -> counted.pageCalls("emergency_contacts") == 2);

            HttpResponse<String> metrics = counted.get("/gcx/metrics");

            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(header(metrics, "Content-Type")).startsWith("application/json");
            JsonNode figures = json(metrics);
            assertThat(figures.path("hits").asInt()).isEqualTo(2);
            assertThat(figures.path("misses").asInt()).isEqualTo(2);
            assertThat(figures.path("stale_served").asInt()).isEqualTo(1);
            assertThat(figures.path("hit_ratio").asDouble()).isEqualTo(0.5);
            assertThat(figures.path("avg_latency_ms").asDouble()).isPositive();
            assertThat(figures.path("cache_size").asInt()).isEqualTo(2);
            assertThat(figures.path("cache_bytes").asInt()).isGreaterThan(10_000);
            assertThat(figures.path("evictions").isInt()).isTrue();
            await().untilAsserted(() -> assertThat(json(counted.get("/gcx/metrics"))
                            .path("upstream_calls")
                            .asInt())
                    .isEqualTo(4));
        }
    }

    @Test
    void aStaleAnswerIsAHitToTheMeterOfLookUps(@TempDir Path otherAudit) throws Exception {
        try (Gateway counted = Gateway.start(otherAudit)) {
            counted.get("/gcx/directories/emergency_contacts");
            counted.clock.advance(Duration.ofSeconds(70));

            HttpResponse<String> stale = counted.get("/gcx/directories/emergency_contacts");

            assertThat(header(stale, "Cache-Status")).startsWith("gcx; hit; ttl=-");
            assertThat(counted.get("/observe/metrics")
                            .body()
                            .lines()
                            .filter(line -> line.startsWith("cache_gets_total")))
                    .anyMatch(line -> line.contains("result=\"hit\"") && line.endsWith(" 1.0"))
                    .anyMatch(line -> line.contains("result=\"miss\"") && line.endsWith(" 1.0"));
        }
    }

    @Test
    void timestampsInJsonAreUnixSeconds() throws Exception {
        gateway.genesys.directory("timed").entries(3);
        gateway.genesys.report("timed");
        long before = gateway.clock.instant().getEpochSecond();

        HttpResponse<String> directory = gateway.get("/gcx/directories/timed");
        HttpResponse<String> accepted = gateway.post("/gcx/reports/timed", "{}", "Prefer", "respond-async");
        JsonNode run = json(gateway.get(header(accepted, "Location")));
        JsonNode entry = json(gateway.get("/gcx/entries?prefix=gcx:directory:timed"));
        JsonNode budget = json(gateway.get("/gcx/budget"));

        long after = gateway.clock.instant().getEpochSecond();
        assertThat(json(directory).path("created_at").asLong()).isBetween(before, after);
        assertThat(entry.at("/entries/0/created_at").asLong()).isBetween(before, after);
        assertThat(run.path("since").asLong()).isBetween(before, after);
        assertThat(budget.path("families"))
                .filteredOn(family -> family.path("family").asText().equals("routing-directories"))
                .singleElement()
                .satisfies(
                        family -> assertThat(family.path("reset_at").asLong()).isBetween(before, after + 61));
    }

    @Test
    void prometheusHasExactlyTwoSeriesOfLookUps() throws Exception {
        HttpResponse<String> scraped = gateway.get("/observe/metrics");

        assertThat(scraped.statusCode()).isEqualTo(200);
        assertThat(header(scraped, "Content-Type")).startsWith("text/plain");
        assertThat(scraped.body().lines().filter(line -> line.startsWith("cache_gets_total")))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("result=\"hit\""))
                .anySatisfy(line -> assertThat(line).contains("result=\"miss\""));
    }

    @Test
    void healthNamesItsChecks() throws Exception {
        HttpResponse<String> health = gateway.get("/observe/health");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(header(health, "Content-Type")).startsWith("application/json");
        assertThat(json(health).path("status").asText()).isEqualTo("UP");
        assertThat(json(health).path("checks").findValuesAsText("name")).anyMatch(name -> name.contains("genesys"));
    }

    @Test
    void aProcessIsReplacedForItsEventLoopsAlone() throws Exception {
        HttpResponse<String> live = gateway.get("/observe/health/live");

        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(json(live).path("checks").findValuesAsText("name")).containsExactly("event-loops");
    }

    @ParameterizedTest
    @EnumSource(RateLimitHeaders.class)
    void theBudgetCountsInWhateverFormGenesysTellsIt(RateLimitHeaders style, @TempDir Path otherAudit)
            throws Exception {
        try (Gateway counted = Gateway.start(otherAudit)) {
            counted.genesys.rateLimitHeaders(style);
            counted.genesys.rateLimit(
                    "routing-directories", style == RateLimitHeaders.NONE ? 300 : 180, Duration.ofSeconds(60));
            HttpResponse<String> fetched = counted.get("/gcx/directories/internal_agents");
            long now = counted.clock.instant().getEpochSecond();

            HttpResponse<String> budget = counted.get("/gcx/budget");

            assertThat(budget.statusCode()).isEqualTo(200);
            assertThat(header(budget, "Content-Type")).startsWith("application/json");
            JsonNode families = json(budget).path("families");
            assertThat(families).hasSize(1);
            int limit = style == RateLimitHeaders.NONE ? 300 : 180;
            assertThat(families.at("/0/family").asText()).isEqualTo("routing-directories");
            assertThat(families.at("/0/limit").asInt()).isEqualTo(limit);
            assertThat(families.at("/0/remaining").asInt()).isEqualTo(limit - 5);
            assertThat(families.at("/0/mode").asText()).isEqualTo("NORMAL");
            assertThat(families.at("/0/reset_at").asLong()).isBetween(now + 50, now + 62);
            assertThat(header(fetched, "RateLimit"))
                    .matches("\"routing-directories\";r=" + (limit - 5) + ";t=(5\\d|6[01])");
            assertThat(header(fetched, "RateLimit-Policy")).isEqualTo("\"routing-directories\";q=" + limit + ";w=60");
        }
    }

    @Test
    void theBudgetTellsTheTighterOfTwoWindows(@TempDir Path otherAudit) throws Exception {
        try (Gateway counted = Gateway.start(otherAudit)) {
            counted.genesys.rateLimitHeaders(RateLimitHeaders.IETF);
            counted.genesys.rateLimit(
                    "routing-directories", 1000, Duration.ofSeconds(10), 100, Duration.ofSeconds(3600));
            counted.get("/gcx/directories/internal_agents");

            JsonNode family = json(counted.get("/gcx/budget")).at("/families/0");

            assertThat(family.path("limit").asInt()).isEqualTo(100);
            assertThat(family.path("remaining").asInt()).isEqualTo(95);
        }
    }
}
