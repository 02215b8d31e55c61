package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory as a client sees it, over HTTP. */
class DirectoryTest {
    private static final String PAGES = "/api/v2/routing/directories/";

    @TempDir
    Path audit;

    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void fetchesOnceAndServesTheRestFromTheCache() throws Exception {
        HttpResponse<String> first = gateway.get("/gcx/directories/internal_agents");
        HttpResponse<String> second = gateway.get("/gcx/directories/internal_agents");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Cache-Status")).hasValue("gcx; fwd=uri-miss; stored");
        assertThat(second.headers().firstValue("Cache-Status"))
                .hasValueSatisfying(status -> assertThat(status).matches("gcx; hit; ttl=1[12]\\d"));
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(gateway.genesys.calls().count(PAGES)).isEqualTo(5);
        assertThat(gateway.genesys.calls().tokens()).isEqualTo(1);
    }

    @Test
    void servesStaleAndRefreshesBehind() throws Exception {
        gateway.get("/gcx/directories/emergency_contacts");
        gateway.clock.advance(Duration.ofSeconds(70));

        HttpResponse<String> stale = gateway.get("/gcx/directories/emergency_contacts");

        assertThat(stale.headers().firstValue("Cache-Status")).hasValue("gcx; hit; ttl=-11");
        assertThat(stale.headers().firstValue("GCX-Refreshing")).hasValue("true");
        Awaitility.await().untilAsserted(() -> assertThat(gateway.get("/gcx/directories/emergency_contacts")
                        .headers()
                        .firstValue("Cache-Status"))
                .hasValueSatisfying(status -> assertThat(status).matches("gcx; hit; ttl=[56]\\d")));
        assertThat(gateway.genesys.calls().count(PAGES)).isEqualTo(2);
    }

    @Test
    void aDirectoryIsADocumentOfSevenFields() throws Exception {
        JsonNode directory = Gateway.json(gateway.get("/gcx/directories/external_vendors"));

        assertThat(directory.fieldNames())
                .toIterable()
                .containsExactly(
                        "directory_id",
                        "entries",
                        "entry_count",
                        "ttl_seconds",
                        "created_at",
                        "last_modified",
                        "invalidation_directive");
        assertThat(directory.path("directory_id").asText()).isEqualTo("external_vendors");
        assertThat(directory.path("entries")).hasSize(320);
        assertThat(directory.path("entry_count").asInt()).isEqualTo(320);
        assertThat(directory.path("ttl_seconds").asInt()).isEqualTo(300);
        assertThat(directory.path("invalidation_directive").asText()).isEqualTo("fresh");
    }
}
