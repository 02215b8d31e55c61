package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.pagesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditReport;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.audit.AuditVerification;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down of all that happens. */
class AuditTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTACTS = "/gcx/directories/emergency_contacts";

    @TempDir
    Path work;

    @Test
    void aMissItsFillAHitAndTheTokenAreLines() throws Exception {
        Instant before = Instant.now();
        try (Gateway gateway = Gateway.start(work)) {
            gateway.get(CONTACTS);
            gateway.get(CONTACTS);
        }

        List<JsonNode> lines = lines();
        assertThat(lines)
                .extracting(line -> line.path("event").asText())
                .containsExactlyInAnyOrder("token_refreshed", "refresh", "cache_miss_to_populate", "cache_hit");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.path("timestamp").asText()).endsWith("Z");
            assertThat(Instant.parse(line.path("timestamp").asText()))
                    .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
            assertThat(line.path("details").isObject()).isTrue();
        });
        assertThat(lines)
                .filteredOn(line -> !line.path("event").asText().equals("token_refreshed"))
                .allSatisfy(line -> {
                    assertThat(line.path("key").asText()).isEqualTo("gcx:directory:emergency_contacts");
                    assertThat(line.path("directory_id").asText()).isEqualTo("emergency_contacts");
                });
        JsonNode miss = only(lines, "cache_miss_to_populate");
        assertThat(miss.at("/details/entry_count").asInt()).isEqualTo(12);
        assertThat(miss.at("/details/latency_ms").asDouble()).isPositive();
        assertThat(only(lines, "cache_hit").at("/details/latency_ms").asDouble())
                .isPositive();
        JsonNode refresh = only(lines, "refresh");
        assertThat(refresh.at("/details/entry_count").asInt()).isEqualTo(12);
        assertThat(refresh.at("/details/ttl_seconds").asInt()).isEqualTo(60);
    }

    @Test
    void staleAnswersAndTheirRefreshAreLines() throws Exception {
        try (Gateway gateway = Gateway.start(work)) {
            gateway.get(CONTACTS);
            gateway.clock.advance(Duration.ofSeconds(70));
            gateway.get(CONTACTS);
            await().until(() -> header(gateway.get(CONTACTS), "Cache-Status").matches("gcx; hit; ttl=\\d+"));
        }

        assertThat(events(lines(), "stale_served")).isNotEmpty();
        assertThat(events(lines(), "refresh")).hasSize(2);
    }

    @Test
    void aFailedRefreshIsALineWithItsReason() throws Exception {
        try (Gateway gateway = Gateway.start(work)) {
            gateway.genesys.fault(
                    Fault.status(503).on(pagesOf("emergency_contacts")).times(Integer.MAX_VALUE));
            gateway.get(CONTACTS);
        }

        JsonNode failed = only(lines(), "refresh_failed");
        assertThat(failed.path("key").asText()).isEqualTo("gcx:directory:emergency_contacts");
        assertThat(failed.at("/details/status").asInt()).isEqualTo(502);
        assertThat(failed.at("/details/reason").asText()).contains("503");
    }

    @Test
    void aChangeOfTheBudgetsModeIsALine() throws Exception {
        try (Gateway gateway = Gateway.start(work)) {
            gateway.genesys.fault(Fault.tooManyRequests(Duration.ofHours(1)).on(pagesOf("emergency_contacts")));
            gateway.get(CONTACTS);
            gateway.clock.advance(Duration.ofSeconds(3601));
            gateway.get(CONTACTS);
        }

        assertThat(events(lines(), "budget_mode"))
                .extracting(
                        line -> line.at("/details/family").asText(),
                        line -> line.at("/details/from").asText(),
                        line -> line.at("/details/to").asText())
                .containsExactly(
                        tuple("routing-directories", "NORMAL", "BLOCKED"),
                        tuple("routing-directories", "BLOCKED", "NORMAL"));
    }

    @Test
    void aRefusedAccessIsALineWithTheMissingScope() throws Exception {
        try (Gateway gateway =
                Gateway.start(work, Map.of(), GenesysSimulator.builder().scopes("routing:queue:view"))) {
            gateway.get(CONTACTS);
        }

        assertThat(only(lines(), "access_denied").at("/details/scope").asText()).isEqualTo("routing:directory:read");
    }

    @Test
    void anEvictionIsALineWithItsReason() throws Exception {
        try (Gateway gateway = Gateway.start(work, Map.of("gcx.cache.max-entries", "2"))) {
            for (int i = 0; i < 4; i++) {
                gateway.genesys.directory("small-" + i).entries(1);
                gateway.get("/gcx/directories/small-" + i);
            }
        }

        assertThat(events(lines(), "eviction")).hasSize(2).allSatisfy(line -> {
            assertThat(line.path("key").asText()).startsWith("gcx:directory:small-");
            assertThat(line.at("/details/reason").asText()).isEqualTo("size");
        });
    }

    @Test
    void neitherSecretNorTokenIsEverWritten() throws Exception {
        List<String> credentials;
        try (Gateway gateway = Gateway.start(work)) {
            gateway.get(CONTACTS);
            gateway.genesys.revokeTokens();
            gateway.get("/gcx/directories/external_vendors");
            gateway.genesys.fault(Fault.notJson());
            gateway.get("/gcx/directories/internal_agents");
            gateway.genesys.fault(Fault.cut().times(Integer.MAX_VALUE));
            gateway.get("/gcx/lists/routing-queues");
            credentials = gateway.genesys.calls().all().stream()
                    .map(call -> call.headers().get("authorization"))
                    .map(value -> value.substring(value.indexOf(' ') + 1))
                    .distinct()
                    .toList();
        }

        assertThat(credentials).as("Basic and two tokens").hasSize(3);
        assertThat(text()).doesNotContain(credentials).doesNotContain(GenesysSimulator.DEMO_SECRET);
    }

    @Test
    void everyEventIsOnDiskOnceTheGatewayIsClosed() throws Exception {
        int hits = 1_000;
        try (Gateway gateway = Gateway.start(work)) {
            gateway.get(CONTACTS);
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            IntStream.range(0, 20).forEach(i -> asked.add(CompletableFuture.completedFuture(null)));
            for (int i = 0; i < hits; i++) {
                asked.set(i % 20, asked.get(i % 20).thenCompose(previous -> gateway.getAsync(CONTACTS)));
            }
            asked.forEach(CompletableFuture::join);
        }

        assertThat(events(lines(), "cache_hit")).hasSize(hits);
    }

    @Test
    void eventsThatFindNoRoomAreCountedByAMeterAlsoAfterAGarbageCollection() throws Exception {
        try (Gateway gateway = Gateway.start(work)) {
            FunctionCounter lost = gateway.camel
                    .getRegistry()
                    .lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class)
                    .get("gcx.audit.lost")
                    .functionCounter();
            gateway.camel.getRouteController().stopRoute("gcx-audit-write");

            offer(gateway, AuditTrail.CAPACITY);
            double before = lost.count();
            offer(gateway, 10);
            double full = lost.count();
            System.gc();
            offer(gateway, 10);

            assertThat(full - before).isGreaterThanOrEqualTo(10);
            assertThat(lost.count() - full).isGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void linesAreOnDiskWhileTheGatewayRuns() throws Exception {
        try (Gateway gateway = Gateway.start(work)) {
            gateway.get(CONTACTS);

            await().until(() -> text().contains("cache_miss_to_populate"));
        }
    }

    @Test
    void aDayIsAFileAndTheFolderHoldsNothingElse() throws Exception {
        Instant today;
        try (Gateway gateway = Gateway.start(work)) {
            gateway.get(CONTACTS);
            await().until(() -> text().contains("cache_miss_to_populate"));
            gateway.clock.advance(Duration.ofDays(1));
            gateway.get(CONTACTS);
            today = gateway.clock.instant();
        }

        try (Stream<Path> files = Files.list(work.resolve("audit"))) {
            assertThat(files)
                    .hasSize(2)
                    .allMatch(Files::isRegularFile)
                    .allMatch(file -> file.getFileName().toString().matches("audit-\\d{4}-\\d\\d-\\d\\d\\.jsonl"))
                    .anyMatch(file -> file.getFileName()
                            .toString()
                            .contains(today.toString().substring(0, 10)));
        }
        assertThat(lines()).isNotEmpty();
    }

    @Test
    void aGatewayThatStartsAgainGoesOnInTheSameFile() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (Gateway gateway = Gateway.start(work)) {
                gateway.get(CONTACTS);
            }
        }

        assertThat(events(lines(), "cache_miss_to_populate")).hasSize(2);
        assertThat(AuditVerification.of(work.resolve("audit")).isIntact()).isTrue();
    }

    @Test
    void aSecondGatewayMayNotWriteInTheSameFolder() throws Exception {
        CamelContext second = new DefaultCamelContext();
        try (Gateway gateway = Gateway.start(work)) {
            GcxSettings settings = GcxSettings.of(Gateway.asking(gateway.genesys, work));

            assertThatThrownBy(() -> second.addRoutes(GcxCache.routes(settings)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContainingAll("gcx.audit.dir", "another gateway writes in");
        } finally {
            second.stop();
        }
    }

    @Test
    void theFilesAreIntactWhileTheGatewayRuns() throws Exception {
        try (Gateway gateway = Gateway.start(work)) {
            gateway.get(CONTACTS);
            await().until(() -> text().contains("cache_miss_to_populate"));

            AuditReport report = AuditVerification.of(work.resolve("audit"));

            assertThat(report.isIntact()).isTrue();
            assertThat(report.remarks()).isEmpty();
        }
    }

    private static JsonNode only(List<JsonNode> lines, String event) {
        List<JsonNode> found = events(lines, event);
        assertThat(found).as(event).hasSize(1);
        return found.get(0);
    }

    private static List<JsonNode> events(List<JsonNode> lines, String event) {
        return lines.stream()
                .filter(line -> line.path("event").asText().equals(event))
                .toList();
    }

    /** All lines of all files, each a JSON object. */
    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text().lines().toList()) {
            JsonNode json = JSON.readTree(line);
            assertThat(json.isObject()).as(line).isTrue();
            lines.add(json);
        }
        return lines;
    }

    private String text() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(work.resolve("audit"))) {
            for (Path file : files.sorted().toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static void offer(Gateway gateway, int events) {
        AuditEvent event = AuditEvent.of(Instant.EPOCH, "refresh", null, Map.of());
        for (int i = 0; i < events; i++) {
            gateway.template().send("direct:gcx-audit", exchange -> exchange.setProperty(AuditEvent.PROPERTY, event));
        }
    }
}
