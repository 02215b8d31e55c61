package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.problem.Problem;
import io.gcxcache.simulator.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dropping what is cached, by whom and why, over HTTP and from inside. */
class InvalidationTest {
    private static final String CONTACTS = "/gcx/directories/emergency_contacts";
    private static final String VENDORS = "/gcx/directories/external_vendors";
    private static final String CONTACTS_KEY = "gcx:directory:emergency_contacts";
    private static final String QUERY = """
            {"interval": "2026-01-0%d/2026-01-09", "metrics": ["tHandle"]}""";

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
    void whatWasInvalidatedOnItsWayIsKeptByNobody() throws Exception {
        gateway.genesys.directory("overtaken").entries(3);
        CompletableFuture<Void> release = new CompletableFuture<>();
        gateway.genesys.fault(Fault.held(release).on(Gateway.pagesOf("overtaken")));
        CompletableFuture<HttpResponse<String>> before = gateway.getAsync("/gcx/directories/overtaken");
        await().until(() -> gateway.pageCalls("overtaken") > 0);

        gateway.post("/gcx/invalidations", "{\"directory_id\": \"overtaken\"}");
        release.complete(null);

        assertThat(before.join().statusCode()).isEqualTo(200);
        assertThat(header(before.join(), "Cache-Control")).isEqualTo("no-store");
        assertThat(header(before.join(), "CDN-Cache-Control")).isEmpty();
        assertThat(header(before.join(), "Cache-Status")).isEqualTo("gcx; fwd=uri-miss");
        HttpResponse<String> after = gateway.get("/gcx/directories/overtaken");
        assertThat(header(after, "Cache-Control")).startsWith("public, max-age=");
        assertThat(header(after, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        gateway.post("/gcx/invalidations", "{\"directory_id\": \"overtaken\"}");
    }

    @Test
    void deletingAnEntryDropsItAlone() throws Exception {
        cached(CONTACTS, VENDORS);

        HttpResponse<String> deleted = gateway.send("DELETE", "/gcx/entries/" + CONTACTS_KEY + "?reason=moved");

        assertInvalidated(deleted, 1);
        assertThat(isCached(VENDORS)).isTrue();
        assertThat(isCached(CONTACTS)).isFalse();
        assertThat(isCached(CONTACTS)).isTrue();
    }

    @Test
    void aKeyMayBeEncoded() throws Exception {
        cached(CONTACTS);

        assertInvalidated(gateway.send("DELETE", "/gcx/entries/gcx%3Adirectory%3Aemergency_contacts"), 1);
    }

    @Test
    void aBodyDoesNotChangeWhatIsDeleted() throws Exception {
        cached(CONTACTS, VENDORS);

        assertInvalidated(
                send("DELETE", "/gcx/entries/" + CONTACTS_KEY, "{\"tag\": \"directory\"}", "application/json"), 1);
        assertInvalidated(send("DELETE", "/gcx/entries/" + CONTACTS_KEY, "whatever", "text/plain"), 0);
        assertThat(isCached(VENDORS)).isTrue();
    }

    @Test
    void whatIsNotCachedIsInvalidatedWithoutAnythingToDrop() throws Exception {
        assertInvalidated(gateway.send("DELETE", "/gcx/entries/gcx:directory:nobody"), 0);
        assertInvalidated(invalidate("{'tag': 'unheard-of'}"), 0);
    }

    @Test
    void aDirectoryIsNamedByItsKeyOrItsId() throws Exception {
        cached(CONTACTS, VENDORS);

        assertInvalidated(invalidate("{'key': '" + CONTACTS_KEY + "'}"), 1);
        assertInvalidated(invalidate("{'directory_id': 'external_vendors', 'reason': 'reorganised'}"), 1);

        assertThat(isCached(CONTACTS)).isFalse();
        assertThat(isCached(VENDORS)).isFalse();
    }

    @Test
    void aReportIsDroppedWithAllItsQueries() throws Exception {
        for (int day = 1; day <= 3; day++) {
            gateway.post("/gcx/reports/queue-performance", QUERY.formatted(day));
        }
        gateway.genesys.report("agent-status");
        gateway.post("/gcx/reports/agent-status", QUERY.formatted(1));

        assertInvalidated(invalidate("{'report_id': 'queue-performance'}"), 3);

        assertThat(keys("gcx:analytics:")).singleElement().asString().startsWith("gcx:analytics:agent-status:");
    }

    @Test
    void aTagDropsAllThatHaveIt() throws Exception {
        cached(CONTACTS, VENDORS, "/gcx/lists/routing-queues");

        assertInvalidated(invalidate("{'tag': 'directory'}"), 2);

        assertThat(keys("gcx:directory:")).isEmpty();
        assertThat(isCached("/gcx/lists/routing-queues")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "\"directory\"",
                "null",
                "{'reason': 'none named'}",
                "{'key': 'a', 'tag': 'b'}",
                "{'directory_id': 'a', 'report_id': 'b'}",
                "{'key': 'a', 'force': 'yes'}",
                "{'key': 'a', 'reason': null}",
                "{'key': 1}",
                "{'tag': ['a']}",
                "{'key': 'a', 'key': 'b'}",
                "{'tag': 'a', 'tag': 'a'}",
                "{'key': 'a'",
                "{'key': ''}",
                "{'key': '  '}",
                "{'tag': ''}",
                "{'tag': 'Team'}",
                "{'tag': 'a b'}",
                "{'tag': 'a*'}",
                "{'tag': 'ä'}",
                "{'directory_id': ''}",
                "{'directory_id': '..'}",
                "{'directory_id': 'a/b'}",
                "{'report_id': 'a b'}"
            })
    void anythingElseIsRefusedAndDropsNothing(String body) throws Exception {
        cached(CONTACTS);

        problem(invalidate(body), 400);

        assertThat(isCached(CONTACTS)).isTrue();
    }

    @Test
    void lengthsAreBounded() throws Exception {
        assertInvalidated(invalidate("{'key': '" + "k".repeat(512) + "'}"), 0);
        problem(invalidate("{'key': '" + "k".repeat(513) + "'}"), 400);
        assertInvalidated(invalidate("{'tag': '" + "t".repeat(128) + "'}"), 0);
        problem(invalidate("{'tag': '" + "t".repeat(129) + "'}"), 400);
        assertInvalidated(invalidate("{'tag': 'x', 'reason': '" + "r".repeat(200) + "'}"), 0);
        problem(invalidate("{'tag': 'x', 'reason': '" + "r".repeat(201) + "'}"), 400);
        problem(gateway.send("DELETE", "/gcx/entries/k?reason=" + "r".repeat(201)), 400);
        problem(gateway.send("DELETE", "/gcx/entries/" + "k".repeat(513)), 400);
        problem(gateway.send("DELETE", "/gcx/entries/%20"), 400);
    }

    @Test
    void anInvalidationIsPostedAsJson() throws Exception {
        problem(send("POST", "/gcx/invalidations", "{\"tag\": \"directory\"}", "text/plain"), 415);
        HttpResponse<String> asked = gateway.get("/gcx/invalidations");
        problem(asked, 405);
        assertThat(header(asked, "Allow")).isEqualTo("POST");
    }

    @Test
    void headersOfARequestNameNothing() throws Exception {
        cached(CONTACTS);

        HttpResponse<String> posted =
                gateway.send("POST", "/gcx/invalidations", "Content-Type", "application/json", "GcxTag", "directory");

        problem(posted, 400);
        assertThat(isCached(CONTACTS)).isTrue();
    }

    @Test
    void whoAskedAndWhyIsWrittenDown() throws Exception {
        cached(CONTACTS);

        invalidate("{'key': '" + CONTACTS_KEY + "', 'reason': 'audit by key'}");
        invalidate("{'tag': 'audited-tag', 'reason': 'audit by tag'}");
        gateway.send("DELETE", "/gcx/entries/audited-key");

        await().until(() -> invalidations().stream().anyMatch(line -> isAbout(line, "audited-key")));
        JsonNode byKey = written("audit by key");
        assertThat(byKey.path("key").asText()).isEqualTo(CONTACTS_KEY);
        assertThat(byKey.at("/details/by").asText()).isEqualTo("127.0.0.1");
        assertThat(byKey.at("/details/entry_count").asInt()).isEqualTo(1);
        JsonNode byTag = written("audit by tag");
        assertThat(byTag.hasNonNull("key")).isFalse();
        assertThat(byTag.at("/details/tag").asText()).isEqualTo("audited-tag");
        assertThat(byTag.at("/details/entry_count").asInt()).isZero();
        assertThat(invalidations())
                .filteredOn(line -> isAbout(line, "audited-key"))
                .singleElement()
                .satisfies(
                        line -> assertThat(line.at("/details/reason").asText()).isEqualTo("asked for"));
    }

    @Test
    void anEmbeddingApplicationNamesItByHeaders() throws Exception {
        cached(CONTACTS, VENDORS);

        assertThat(asked(Map.of("GcxKey", CONTACTS_KEY), null)).isEqualTo(1);
        assertThat(asked(Map.of("GcxDirectoryId", "external_vendors", "reason", "from inside"), "a body of its own"))
                .isEqualTo(1);
        assertThat(asked(Map.of("GcxReportId", "nobody-asked"), null)).isZero();
        assertThat(asked(Map.of("GcxTag", "nobody-has"), null)).isZero();

        await().until(() -> invalidations().toString().contains("from inside"));
        assertThat(written("from inside").at("/details/by").asText()).isEqualTo("embedding application");
    }

    @Test
    void anEmbeddingApplicationIsToldWhatIsWrong() {
        Exchange nothing = gateway.template().request("direct:gcx-invalidate", ask -> {});
        Exchange two = gateway.template().request("direct:gcx-invalidate", ask -> ask.getMessage()
                .setHeaders(new HashMap<>(Map.of("GcxKey", "a", "GcxTag", "b"))));

        assertThat(nothing.getException(Problem.class).status()).isEqualTo(400);
        assertThat(two.getException(Problem.class).status()).isEqualTo(400);
    }

    private static int asked(Map<String, Object> headers, Object body) throws Exception {
        Exchange exchange = gateway.template().request("direct:gcx-invalidate", ask -> {
            ask.getMessage().setHeaders(new HashMap<>(headers));
            ask.getMessage().setBody(body);
        });
        assertThat(exchange.getException()).isNull();
        return new ObjectMapper()
                .readTree(exchange.getMessage().getBody(byte[].class))
                .path("invalidated")
                .asInt();
    }

    private static void cached(String... paths) throws Exception {
        for (String path : paths) {
            assertThat(gateway.get(path).statusCode()).isEqualTo(200);
        }
    }

    private static boolean isCached(String path) throws Exception {
        return header(gateway.get(path), "Cache-Status").startsWith("gcx; hit");
    }

    private static List<String> keys(String prefix) throws Exception {
        return json(gateway.get("/gcx/entries?prefix=" + prefix))
                .path("entries")
                .findValuesAsText("key");
    }

    /** @param body JSON with apostrophes */
    private static HttpResponse<String> invalidate(String body) {
        return gateway.post("/gcx/invalidations", body.replace('\'', '"'));
    }

    private static HttpResponse<String> send(String method, String path, String body, String type) throws Exception {
        URI url = gateway.url(path);
        HttpRequest request = HttpRequest.newBuilder(url)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", type)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static void assertInvalidated(HttpResponse<String> reply, int entries) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(header(reply, "Content-Type")).startsWith("application/json");
        assertThat(reply.body()).isEqualTo("{\"invalidated\":" + entries + "}");
    }

    private static boolean isAbout(JsonNode line, String key) {
        return line.path("key").asText().equals(key);
    }

    private static JsonNode written(String reason) throws IOException {
        List<JsonNode> found = invalidations().stream()
                .filter(line -> line.at("/details/reason").asText().equals(reason))
                .toList();
        assertThat(found).as(reason).hasSize(1);
        return found.get(0);
    }

    private static List<JsonNode> invalidations() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(audit)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode json = new ObjectMapper().readTree(line);
                    if (json.path("event").asText().equals("invalidation")) {
                        lines.add(json);
                    }
                }
            }
        }
        return lines;
    }
}
