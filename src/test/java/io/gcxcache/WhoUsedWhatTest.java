package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.consumer.NewConsumer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of each consumer, and that none takes what others need. */
class WhoUsedWhatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTACTS = "/gcx/directories/emergency_contacts";
    private static final String PASSED = "/api/v2/stations/none";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> secrets = new HashMap<>();

    @Test
    void everyConsumerIsToldByWhatItUsed() throws Exception {
        declare("wallboard", "bot");
        try (Gateway gateway = Gateway.start(folder, withConsumers())) {
            gateway.clock.stop();
            String wallboard = token(gateway, "wallboard");
            String bot = token(gateway, "bot");

            int length =
                    gateway.get(CONTACTS, "Authorization", wallboard).body().length();
            gateway.get(CONTACTS, "Authorization", wallboard);
            gateway.get(CONTACTS, "Authorization", bot);
            gateway.send("DELETE", PASSED, "Authorization", bot);
            gateway.get("/gcx/budget", "Authorization", bot);
            assertThat(gateway.get(PASSED, "Authorization", "Bearer none").statusCode())
                    .isEqualTo(401);

            await().untilAsserted(() -> {
                JsonNode consumers = consumers(gateway);
                JsonNode causes = of(consumers, "wallboard").path("hour");
                assertThat(causes.path("asked").asInt()).isEqualTo(2);
                assertThat(causes.path("hits").asInt()).isEqualTo(1);
                assertThat(causes.at("/calls/routing-directories").asInt()).isPositive();
                assertThat(causes.path("budget_share").asDouble()).isEqualTo(1);
                assertThat(causes.path("refused").asInt()).isZero();
                assertThat(causes.path("bytes").asInt()).isEqualTo(2 * length);
                assertThat(of(consumers, "wallboard").path("day")).isEqualTo(causes);
                assertThat(of(consumers, "wallboard").path("last_seen").asLong())
                        .isEqualTo(gateway.clock.instant().getEpochSecond());
                JsonNode shares = of(consumers, "bot").path("hour");
                assertThat(shares.path("asked").asInt()).isEqualTo(3);
                assertThat(shares.path("hits").asInt()).isEqualTo(1);
                assertThat(shares.path("calls").size()).isZero();
                assertThat(shares.path("refused").asInt()).isEqualTo(2);
                assertThat(of(consumers, "unauthenticated")
                                .path("hour")
                                .path("refused")
                                .asInt())
                        .isEqualTo(1);
                assertThat(gateway.get("/observe/metrics").body())
                        .contains(
                                "gcx_consumer_requests_total{consumer=\"wallboard\"} 2.0",
                                "gcx_consumer_hits_total{consumer=\"bot\"} 1.0",
                                "gcx_consumer_refused_total{consumer=\"bot\"} 2.0",
                                "gcx_consumer_calls_total{consumer=\"wallboard\",family=\"routing-directories\"}");
            });
        }
    }

    @Test
    void callsThatArePassedOnAndSpellingsAreCountedForWhoAsks() throws Exception {
        declare("bot");
        try (Gateway gateway = Gateway.start(folder, withConsumers())) {
            String bot = token(gateway, "bot");

            assertThat(gateway.get(PASSED, "Authorization", bot).statusCode()).isEqualTo(404);
            gateway.post("/gcx/queries/conversations-aggregates", "{\"metrics\":[\"nOffered\"]}", "User-Agent", "x");

            JsonNode consumers = consumers(gateway);
            assertThat(of(consumers, "bot").at("/hour/calls/stations-none").asInt())
                    .isEqualTo(1);
            assertThat(of(consumers, "bot").at("/hour/refused").asInt()).isZero();
            assertThat(of(consumers, "unauthenticated").at("/hour/spellings").size())
                    .isEqualTo(1);
        }
    }

    @Test
    void withoutConsumersTheProductOrElseTheAddressIsTheName() throws Exception {
        try (Gateway gateway = Gateway.start(folder)) {
            gateway.get(CONTACTS, "User-Agent", "PureCloud SDK/java");
            gateway.get(CONTACTS, "User-Agent", "PureCloud SDK/dotnet");
            gateway.raw("GET " + CONTACTS);

            JsonNode consumers = consumers(gateway);
            assertThat(of(consumers, "PureCloud SDK").at("/hour/asked").asInt()).isEqualTo(2);
            assertThat(of(consumers, "127.0.0.1").at("/hour/asked").asInt()).isEqualTo(1);
            assertThat(of(consumers, "Java-http-client").at("/hour/asked").asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void everyAuditLineOfARequestSaysWhoAsked() throws Exception {
        try (Gateway gateway = Gateway.start(folder)) {
            gateway.get(CONTACTS, "User-Agent", "first/1");
            gateway.get(CONTACTS, "User-Agent", "second/1");
            gateway.clock.advance(Duration.ofSeconds(70));
            gateway.get(CONTACTS, "User-Agent", "third/1");
            gateway.get(PASSED, "User-Agent", "fourth/1", "Authorization", "Bearer " + gateway.logIn());
            gateway.send("DELETE", "/gcx/entries/gcx:directory:emergency_contacts", "User-Agent", "fifth/1");
        }

        Map<String, String> who = new HashMap<>();
        lines().forEach(line ->
                who.put(line.path("event").asText(), line.path("consumer").asText("nobody")));
        assertThat(who)
                .containsEntry("cache_miss_to_populate", "first")
                .containsEntry("cache_hit", "second")
                .containsEntry("stale_served", "third")
                .containsEntry("passed", "fourth")
                .containsEntry("invalidation", "fifth")
                .containsEntry("token_refreshed", "nobody");
    }

    @Test
    void aFloodOfMissesWhileTheBudgetIsDegradedLeavesOthersTheirs() throws Exception {
        try (RawUpstream upstream = degraded("")) {
            String flood = token(upstream.gateway, "flood");
            List<String> quiet = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                quiet.add(token(upstream.gateway, "quiet" + i));
            }
            assertThat(ask(upstream, flood, 0).join().statusCode()).isEqualTo(200);

            List<CompletableFuture<HttpResponse<String>>> flooding = IntStream.range(1, 201)
                    .mapToObj(n -> ask(upstream, flood, n))
                    .toList();
            await().until(() ->
                    flooding.stream().filter(CompletableFuture::isDone).count() >= 150);
            List<CompletableFuture<HttpResponse<String>>> asking = IntStream.range(0, 9)
                    .mapToObj(i -> ask(upstream, quiet.get(i), 1000 + i))
                    .toList();

            assertThat(asking)
                    .extracting(CompletableFuture::join)
                    .extracting(HttpResponse::statusCode)
                    .containsOnly(200);
            List<HttpResponse<String>> refused = flooding.stream()
                    .map(CompletableFuture::join)
                    .filter(reply -> reply.statusCode() != 200)
                    .toList();
            assertThat(refused).hasSizeBetween(150, 199).allSatisfy(reply -> {
                assertThat(problem(reply, 429)).contains("consumer flood");
                assertThat(header(reply, "Retry-After")).isEqualTo("1");
            });
            assertThat(of(consumers(upstream.gateway), "flood")
                            .at("/hour/refused")
                            .asInt())
                    .isEqualTo(refused.size());
        }
    }

    @Test
    void howManyOfOneConsumerMayWaitCanBeSet() throws Exception {
        try (RawUpstream upstream = degraded("3")) {
            String flood = token(upstream.gateway, "flood");
            assertThat(ask(upstream, flood, 0).join().statusCode()).isEqualTo(200);

            List<Integer> answers = IntStream.range(1, 41).mapToObj(n -> ask(upstream, flood, n)).toList().stream()
                    .map(reply -> reply.join().statusCode())
                    .toList();

            // One goes at once, and places that are left may be taken again.
            assertThat(answers).contains(200).contains(429).doesNotContain(503);
            assertThat(answers.stream().filter(status -> status == 200)).hasSizeBetween(4, 20);
        }
    }

    /** A gateway that may send its calls at a pace of a tenth of a second, for as long as its clock stands still. */
    private RawUpstream degraded(String maxWaiting) throws Exception {
        String[] ids = Stream.concat(Stream.of("flood"), IntStream.range(0, 9).mapToObj(i -> "quiet" + i))
                .toArray(String[]::new);
        declare(ids);
        Map<String, String> settings = withConsumers();
        settings.putAll(Map.of(
                "gcx.consumers.max-waiting", maxWaiting,
                "gcx.budget.limit", "100",
                "gcx.budget.window", "10",
                "gcx.budget.degraded-below", "1",
                "gcx.budget.max-wait", "4"));
        RawUpstream upstream = new RawUpstream(folder, 600, settings);
        upstream.genesys.on("/api/v2/sums/query", RawServer.json("{\"results\":[]}"));
        upstream.gateway.clock.stop();
        return upstream;
    }

    private static CompletableFuture<HttpResponse<String>> ask(RawUpstream upstream, String token, int n) {
        return upstream.gateway.postAsync(
                "/gcx/queries/sums",
                "{\"interval\":\"2024-01-01T00:00:00Z/2024-01-02T00:00:00Z\",\"n\":" + n + "}",
                "Authorization",
                token);
    }

    private Map<String, String> withConsumers() {
        return new HashMap<>(
                Map.of("gcx.consumers.file", folder.resolve("consumers.yaml").toString()));
    }

    private void declare(String... ids) throws IOException {
        StringBuilder entries = new StringBuilder();
        for (String id : ids) {
            String[] parts = NewConsumer.of(id, new SecureRandom()).split("\n\nsecret: ");
            secrets.put(id, parts[1].strip());
            entries.append(parts[0])
                    .append("\n  allow: [\"GET /api/v2/**\", \"GET /gcx/**\", \"POST /gcx/queries/*\"]\n");
        }
        Files.writeString(folder.resolve("consumers.yaml"), entries);
    }

    /** What is shown of it in a header. */
    private String token(Gateway gateway, String id) throws Exception {
        HttpResponse<String> granted = client.send(
                HttpRequest.newBuilder(gateway.url("/oauth/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "grant_type=client_credentials&client_id=" + id + "&client_secret=" + secrets.get(id)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return "Bearer " + json(granted).path("access_token").asText();
    }

    private static JsonNode consumers(Gateway gateway) throws Exception {
        return json(gateway.get("/gcx/consumers")).path("consumers");
    }

    private static JsonNode of(JsonNode consumers, String name) {
        return StreamSupport.stream(consumers.spliterator(), false)
                .filter(one -> one.path("consumer").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + name + " among " + consumers));
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("audit"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".jsonl")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    lines.add(JSON.readTree(line));
                }
            }
        }
        return lines;
    }
}
