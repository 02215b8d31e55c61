package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of very many entities, and entities of very many bytes. */
class LargeListTest {
    @TempDir
    static Path audit;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(
                audit,
                Map.of("gcx.budget.limit", "10000"),
                GenesysSimulator.builder().rateLimit("routing-directories", 10_000, Duration.ofSeconds(60)));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void aListOfAHundredThousandEntitiesIsOneEntry() throws Exception {
        gateway.genesys.directory("crowd").entries(100_000);

        HttpResponse<String> miss = gateway.get("/gcx/directories/crowd");
        HttpResponse<String> hit = gateway.get("/gcx/directories/crowd");
        HttpResponse<String> held = gateway.get("/gcx/directories/crowd", "If-None-Match", header(miss, "ETag"));

        JsonNode entries = json(miss).path("entries");
        assertThat(entries).hasSize(100_000);
        assertThat(json(miss).path("entry_count").asInt()).isEqualTo(100_000);
        assertThat(entries.get(0)).isNotEqualTo(entries.get(99_999));
        assertThat(header(hit, "Cache-Status")).startsWith("gcx; hit");
        assertThat(hit.body()).isEqualTo(miss.body());
        assertThat(held.statusCode()).isEqualTo(304);
        assertThat(gateway.pageCalls("crowd")).isEqualTo(400);
    }

    @Test
    void anEntityOfAMegabytePassesByteForByte() throws Exception {
        String note = "Zoë \u2028 \"note\" ".repeat(80_000);
        gateway.genesys
                .directory("novel")
                .entries(List.of(Map.of("id", "1", "name", "first", "note", note), Map.of("id", "2", "name", "last")));

        HttpResponse<String> miss = gateway.get("/gcx/directories/novel");
        HttpResponse<String> hit = gateway.get("/gcx/directories/novel");

        assertThat(note.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(1 << 20);
        assertThat(json(miss).at("/entries/0/note").asText()).isEqualTo(note);
        assertThat(json(miss).at("/entries/1/name").asText()).isEqualTo("last");
        assertThat(hit.body()).isEqualTo(miss.body());
    }
}
