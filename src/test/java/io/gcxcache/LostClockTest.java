package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.audit.AuditVerification;
import io.gcxcache.cdn.Receiver;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine has lost its clock, which says a day before 1970: the gateway works, as far as others let it. */
class LostClockTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = Instant.parse("1969-06-01T12:00:00Z");
    private static final String CONTACTS = "/gcx/directories/emergency_contacts";
    private static final String REPORT = "/gcx/reports/lost";

    @TempDir
    Path folder;

    private final Duration ahead = Duration.between(Instant.now(), NOON);
    private final Receiver target;
    private LogCapture log;
    private Gateway gateway;

    LostClockTest() throws Exception {
        target = new Receiver();
    }

    @BeforeEach
    void start() throws Exception {
        log = LogCapture.attach();
        startGateway();
        gateway.clock.stop();
    }

    private void startGateway() throws Exception {
        gateway = Gateway.startAhead(
                folder,
                Map.of(
                        "gcx.cdn.webhook.url",
                        target.url() + "/hook",
                        "gcx.cdn.webhook.secret",
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "gcx.cdn.outbox",
                        folder.resolve("outbox.journal").toString()),
                ahead);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        log.close();
        target.close();
        assertThat(log.lines()).noneMatch(line -> line.contains("Exception"));
    }

    @Test
    void missesHitsAndRefreshesAreServedWithTheirAges() throws Exception {
        HttpResponse<String> miss = gateway.get(CONTACTS);
        gateway.clock.advance(Duration.ofSeconds(10));
        HttpResponse<String> hit = gateway.get(CONTACTS);

        assertThat(miss.statusCode()).as(miss.body()).isEqualTo(200);
        assertThat(header(miss, "Age")).isEqualTo("0");
        assertThat(header(hit, "Cache-Status")).startsWith("gcx; hit");
        assertThat(header(hit, "Age")).isEqualTo("10");
        assertThat(header(hit, "Cache-Control")).contains("max-age=").doesNotContain("=-");
        gateway.clock.advance(Duration.ofMinutes(2));
        gateway.get(CONTACTS);
        await().untilAsserted(
                        () -> assertThat(header(gateway.get(CONTACTS), "Age")).isEqualTo("0"));
    }

    @Test
    void listsReportsLoginsAndNotificationsWork() throws Exception {
        gateway.genesys.report("lost").runTime(Duration.ZERO);

        HttpResponse<String> list = gateway.get("/gcx/lists/routing-queues");
        HttpResponse<String> report =
                gateway.post(REPORT, "{\"dateFrom\": \"2024-01-01\", \"dateTo\": \"2024-02-01\"}");
        String token = gateway.logIn();
        HttpResponse<String> passed = gateway.get("/api/v2/routing/queues", "Authorization", "Bearer " + token);

        assertThat(List.of(list, report, passed))
                .extracting(HttpResponse::statusCode)
                .containsOnly(200);
        await().until(() -> !target.received().isEmpty());
        assertThat(gateway.get("/observe/health").statusCode()).isEqualTo(200);
        assertThat(json(gateway.get("/gcx/consumers")).isObject()).isTrue();
    }

    @Test
    void aTokenIsGoodOverARestartAndARevokedOneIsNot() throws Exception {
        String good = "Bearer " + gateway.logIn();
        String revoked = "Bearer " + gateway.logIn();
        gateway.send("DELETE", "/api/v2/tokens/me", "Authorization", revoked);

        gateway.close();
        startGateway();

        assertThat(gateway.get("/api/v2/tokens/me", "Authorization", good).statusCode())
                .isEqualTo(200);
        assertThat(gateway.get("/api/v2/tokens/me", "Authorization", revoked).statusCode())
                .isEqualTo(401);
    }

    @Test
    void auditLinesSayWhatTheClockSaid() throws Exception {
        gateway.get(CONTACTS);
        gateway.get(CONTACTS);
        Instant then = gateway.clock.instant().plus(ahead);
        gateway.close();

        Path file = folder.resolve("audit").resolve("audit-1969-06-01.jsonl");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines).hasSizeGreaterThanOrEqualTo(2).allSatisfy(line -> assertThat(
                        Instant.parse(line.path("timestamp").asText()))
                .isBetween(NOON, then));
        assertThat(AuditVerification.of(folder.resolve("audit")).isIntact()).isTrue();
    }

    @Test
    void aClockThatIsSetRightChangesNothingThatIsServed() throws Exception {
        gateway.get(CONTACTS);

        gateway.stepWall(ahead.negated());

        HttpResponse<String> hit = gateway.get(CONTACTS);
        assertThat(header(hit, "Cache-Status")).startsWith("gcx; hit");
        assertThat(header(hit, "Age")).isEqualTo("0");
        await().until(() -> !target.received().isEmpty());
    }
}
