package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.PagingStyle;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of many pages come whole and in their order, whatever way a page names the next one. */
class PagingStylesTest {
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

    @ParameterizedTest
    @EnumSource(PagingStyle.class)
    void everyStyleIsWalkedToItsEnd(PagingStyle style) throws Exception {
        String id = "paged-" + style.name().toLowerCase(Locale.ROOT);
        gateway.genesys.directory(id).entries(1180).paging(style);

        JsonNode directory = json(gateway.get("/gcx/directories/" + id));

        assertThat(directory.path("entry_count").asInt()).isEqualTo(1180);
        assertThat(extensions(directory))
                .containsExactlyElementsOf(
                        IntStream.range(0, 1180).mapToObj("%04d"::formatted).toList());
        assertThat(gateway.pageCalls(id)).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(PagingStyle.class)
    void anEmptyDirectoryIsADirectory(PagingStyle style) throws Exception {
        String id = "empty-" + style.name().toLowerCase(Locale.ROOT);
        gateway.genesys.directory(id).paging(style);

        JsonNode directory = json(gateway.get("/gcx/directories/" + id));

        assertThat(directory.path("entries").isArray()).isTrue();
        assertThat(directory.path("entries")).isEmpty();
        assertThat(gateway.pageCalls(id)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "249, 1", "250, 1", "251, 2", "500, 2", "501, 3"})
    void aLastPageMayBeFullOrNot(int entries, int pages) throws Exception {
        String id = "of-" + entries;
        gateway.genesys.directory(id).entries(entries);

        JsonNode directory = json(gateway.get("/gcx/directories/" + id));

        assertThat(directory.path("entries")).hasSize(entries);
        assertThat(gateway.pageCalls(id)).isEqualTo(pages);
    }

    @Test
    void queuesOfKnownPageCountAreFetchedSideBySideAndKeptInOrder(@TempDir Path otherAudit) throws Exception {
        try (Gateway distant = Gateway.start(otherAudit)) {
            distant.genesys.queues(950);
            CompletableFuture<Void> release = new CompletableFuture<>();
            for (int page = 2; page <= 10; page++) {
                distant.genesys.fault(
                        Fault.held(release).on("/api/v2/routing/queues").page(page));
            }

            CompletableFuture<HttpResponse<String>> asked = distant.getAsync("/gcx/lists/routing-queues");
            await().until(() -> distant.genesys.calls().count("/api/v2/routing/queues") == 10);
            release.complete(null);
            JsonNode queues = json(asked.join());

            assertThat(queues.path("name").asText()).isEqualTo("routing-queues");
            assertThat(queues.path("entry_count").asInt()).isEqualTo(950);
            assertThat(texts(queues, "id"))
                    .containsExactlyElementsOf(IntStream.range(0, 950)
                            .mapToObj(
                                    index -> UUID.nameUUIDFromBytes(("queue:" + index).getBytes(StandardCharsets.UTF_8))
                                            .toString())
                            .toList());
        }
    }

    @Test
    void aListThatIsTooLongIsRefusedIfSoConfigured(@TempDir Path otherAudit) throws Exception {
        try (Gateway strict = Gateway.start(otherAudit, Map.of("gcx.directory.oversize", "reject"))) {
            String detail = problem(strict.get("/gcx/directories/internal_agents"), 502);
            HttpResponse<String> short1 = strict.get("/gcx/directories/external_vendors");

            assertThat(detail).contains("1180", "gcx.directory.max-entries", "500", "gcx.directory.oversize", "reject");
            assertThat(short1.statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 499, 500, 501, 1000, 1180})
    void aListInPiecesIsTheSameOverHttpAndInside(int entries) throws Exception {
        String id = "pieces-" + entries;
        gateway.genesys.directory(id).entries(entries);

        HttpResponse<String> overHttp = gateway.get("/gcx/directories/" + id);
        Exchange inside = gateway.template()
                .request("direct:gcx-directory", ask -> ask.getMessage().setHeader("GcxDirectoryId", id));

        byte[] bytes = inside.getMessage().getBody(byte[].class);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(overHttp.body());
        assertThat(inside.getMessage().getHeader("ETag")).isEqualTo(header(overHttp, "ETag"));
        assertThat(json(overHttp).path("entries")).hasSize(entries);
        assertThat(header(overHttp, "Content-Length")).isEqualTo(Integer.toString(bytes.length));
    }

    @Test
    void theSizeOfAPieceDoesNotShowInTheDocument(@TempDir Path otherAudit) throws Exception {
        gateway.genesys.directory("cut-small").entries(300);
        try (Gateway other = Gateway.start(otherAudit, Map.of("gcx.directory.max-entries", "7"))) {
            other.genesys.directory("cut-small").entries(300);

            JsonNode inSmallPieces = json(other.get("/gcx/directories/cut-small"));
            JsonNode inOnePiece = json(gateway.get("/gcx/directories/cut-small"));

            assertThat(inSmallPieces.path("entries")).isEqualTo(inOnePiece.path("entries"));
        }
    }

    /** The extension in every phone number: the entry's place in the simulated directory. */
    private static List<String> extensions(JsonNode directory) {
        return texts(directory, "phone").stream()
                .map(phone -> phone.substring(phone.length() - 4))
                .toList();
    }

    private static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.path("entries").spliterator(), false)
                .map(entry -> entry.path(field).asText())
                .toList();
    }
}
