package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped lists whose pages are named by cursors, walked through as clients do. */
class ChainedListsTest {
    @TempDir
    static Path folder;

    private static Gateway gateway;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(folder, Map.of("gcx.budget.limit", "1000000"));
        token = gateway.logIn();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v2/teams, ?pageSize=5",
        "/api/v2/teams, ?name=T&pageSize=7",
        "/api/v2/externalcontacts/scan/contacts, ''",
        "/api/v2/externalcontacts/scan/contacts, ?limit=50"
    })
    void aChainIsWalkedOnceForAllWhoWalkItWithinItsTtl(String path, String query) throws Exception {
        List<String> first = walk(path + query);
        int calls = gateway.genesys.calls().count(path);
        gateway.clock.advance(Duration.ofSeconds(590));

        List<String> second = walk(path + query);

        assertThat(first).hasSizeGreaterThan(1);
        assertThat(second).isEqualTo(first);
        assertThat(gateway.genesys.calls().count(path)).isEqualTo(calls);
    }

    @ParameterizedTest
    @CsvSource({"/api/v2/teams, ?pageSize=3", "/api/v2/externalcontacts/scan/contacts, ?limit=40"})
    void aChainOfWhichAPageIsMissingIsWalkedAnew(String path, String query) throws Exception {
        List<HttpResponse<String>> pages = new ArrayList<>();
        walk(path + query, pages);
        int calls = gateway.genesys.calls().count(path);
        gateway.clock.advance(Duration.ofSeconds(61));
        gateway.post("/gcx/invalidations", "{\"key\":\"" + key(pages.get(1)) + "\"}");

        walk(path + query);

        assertThat(gateway.genesys.calls().count(path)).isEqualTo(calls + pages.size());
    }

    /** The key under which a page is kept that was asked for with a cursor. */
    private static String key(HttpResponse<String> page) throws Exception {
        String cursor = page.request().uri().getQuery().replaceAll(".*(?:after|cursor)=([^&]*).*", "$1");
        JsonNode kept = json(gateway.get("/gcx/entries?prefix=gcx:api:GET:&limit=1000"));
        return kept.path("entries").findValuesAsText("key").stream()
                .filter(key -> key.contains('=' + cursor))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> walk(String first) throws Exception {
        return walk(first, new ArrayList<>());
    }

    private static List<String> walk(String first, List<HttpResponse<String>> pages) throws Exception {
        List<String> bodies = new ArrayList<>();
        String next = first;
        while (!next.isEmpty()) {
            HttpResponse<String> page = gateway.get(next, "Authorization", "Bearer " + token);
            assertThat(page.statusCode()).as(next).isEqualTo(200);
            assertThat(header(page, "Cache-Status")).startsWith("gcx; ");
            pages.add(page);
            bodies.add(page.body());
            next = json(page).path("nextUri").asText();
        }
        return bodies;
    }
}
