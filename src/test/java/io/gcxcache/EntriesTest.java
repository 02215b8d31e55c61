package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of cached entries, and the names under which shared caches know them, over HTTP. */
class EntriesTest {
    private static final String KEY = "gcx:directory:emergency_contacts";
    private static final String QUERY = """
            {"interval": "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z", "metrics": ["tHandle"]}""";

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

    @BeforeEach
    void empty() throws Exception {
        for (JsonNode entry : json(gateway.get("/gcx/entries")).path("entries")) {
            gateway.send("DELETE", "/gcx/entries/" + entry.path("key").asText());
        }
    }

    @Test
    void tellAllOfAnEntryButItsBody() throws Exception {
        HttpResponse<String> directory = gateway.get("/gcx/directories/emergency_contacts");

        HttpResponse<String> listed = gateway.get("/gcx/entries");

        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(header(listed, "Content-Type")).startsWith("application/json");
        assertThat(json(listed).path("entry_count").asInt()).isEqualTo(1);
        JsonNode entry = json(listed).at("/entries/0");
        assertThat(entry.path("key").asText()).isEqualTo(KEY);
        assertThat(entry.path("tags"))
                .extracting(JsonNode::asText)
                .containsExactly("directory", "directory-emergency_contacts", "gcx-directory-emergency_contacts");
        assertThat(entry.path("freshness").asText()).isEqualTo("fresh");
        assertThat(entry.path("etag").asText()).isEqualTo(header(directory, "ETag"));
        assertThat(entry.path("bytes").asInt()).isEqualTo(directory.body().length());
        assertThat(entry.path("ttl_seconds").asInt()).isEqualTo(60);
        assertThat(entry.path("stale_seconds").asInt()).isEqualTo(3600);
        assertThat(entry.path("entry_count").asInt()).isEqualTo(12);
        assertThat(entry.path("invalidation_directive").asText()).isEqualTo("fresh");
        assertThat(entry.path("created_at").asLong())
                .isBetween(gateway.clock.millis() / 1000 - 60, gateway.clock.millis() / 1000);
        String person = json(directory).at("/entries/0/name").asText();
        assertThat(person).isNotEmpty();
        assertThat(listed.body()).doesNotContain(person);
    }

    @Test
    void areThoseOfAPrefixInAlphabeticalOrder() throws Exception {
        gateway.get("/gcx/directories/external_vendors");
        gateway.get("/gcx/directories/emergency_contacts");
        gateway.get("/gcx/lists/routing-queues");

        assertThat(keys("/gcx/entries"))
                .containsExactly(KEY, "gcx:directory:external_vendors", "gcx:list:routing-queues");
        assertThat(keys("/gcx/entries?prefix=gcx:directory:")).containsExactly(KEY, "gcx:directory:external_vendors");
        assertThat(keys("/gcx/entries?prefix=gcx%3Alist")).containsExactly("gcx:list:routing-queues");
        assertThat(keys("/gcx/entries?limit=1")).hasSize(1);
        assertThat(json(gateway.get("/gcx/entries?limit=1")).path("entry_count").asInt())
                .isEqualTo(3);
        String next = json(gateway.get("/gcx/entries?limit=2")).path("next").asText();
        assertThat(keys("/gcx/entries?after=" + next)).hasSize(1);
        assertThat(json(gateway.get("/gcx/entries")).has("next")).isFalse();
        assertThat(keys("/gcx/entries?prefix=gcx:other")).isEmpty();
    }

    @Test
    void areStaleAndThenGone() throws Exception {
        gateway.get("/gcx/directories/emergency_contacts");

        gateway.clock.advance(Duration.ofSeconds(61));
        assertThat(json(gateway.get("/gcx/entries")).at("/entries/0/freshness").asText())
                .isEqualTo("stale");
        gateway.clock.advance(Duration.ofSeconds(3600));

        assertThat(keys("/gcx/entries")).isEmpty();
    }

    @Test
    void areOnlyRead() throws Exception {
        HttpResponse<String> posted = gateway.send("POST", "/gcx/entries");

        problem(posted, 405);
        assertThat(header(posted, "Allow")).isEqualTo("GET, HEAD");
        HttpResponse<String> read = gateway.get("/gcx/entries/" + KEY);
        problem(read, 405);
        assertThat(header(read, "Allow")).isEqualTo("DELETE");
    }

    @Test
    void sharedCachesKnowEveryAnswerByItsTags() throws Exception {
        assertTags(
                gateway.get("/gcx/directories/emergency_contacts"),
                "directory",
                "directory-emergency_contacts",
                "gcx-directory-emergency_contacts");
        assertTags(gateway.get("/gcx/lists/routing-queues"), "list", "list-routing-queues", "gcx-list-routing-queues");
        assertTags(gateway.post("/gcx/reports/queue-performance", QUERY), "report", "report-queue-performance");
        assertTags(
                gateway.post("/gcx/queries/conversations-aggregates", QUERY),
                "query",
                "query-conversations-aggregates");
    }

    @Test
    void aHitHasTheTagsOfItsFill() throws Exception {
        HttpResponse<String> miss = gateway.get("/gcx/directories/emergency_contacts");
        HttpResponse<String> hit = gateway.get("/gcx/directories/emergency_contacts");
        HttpResponse<String> notModified =
                gateway.get("/gcx/directories/emergency_contacts", "If-None-Match", header(miss, "ETag"));

        assertThat(notModified.statusCode()).isEqualTo(304);
        assertThat(List.of(hit, notModified))
                .allSatisfy(reply -> assertThat(header(reply, "Cache-Groups")).isEqualTo(header(miss, "Cache-Groups")));
    }

    /** The last tag is the key's own, which for a report or a query holds a hash. */
    private static void assertTags(HttpResponse<String> reply, String... first) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        List<String> keys = List.of(header(reply, "Surrogate-Key").split(" "));
        assertThat(keys).startsWith(first).hasSize(3).allMatch(tag -> tag.matches("[a-z0-9._~-]{1,128}"));
        assertThat(Parser.parseList(header(reply, "Cache-Groups")).get())
                .extracting(tag -> (String) tag.get())
                .isEqualTo(keys);
    }

    private static List<String> keys(String path) throws Exception {
        return json(gateway.get(path)).path("entries").findValuesAsText("key");
    }
}
