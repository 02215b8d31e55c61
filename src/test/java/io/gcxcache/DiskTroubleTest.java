package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.audit.AuditVerification;
import io.gcxcache.cdn.Receiver;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk takes nothing any more while the gateway runs: it serves on, tells so, and writes on when that works again. */
class DiskTroubleTest {
    private static final String BEFORE = "/gcx/directories/emergency_contacts";
    private static final String MEANWHILE = "/gcx/directories/external_vendors";

    @TempDir
    Path folder;

    private final Receiver away;
    private Map<String, String> settings;
    private Gateway gateway;
    private LogCapture log;

    DiskTroubleTest() throws Exception {
        away = new Receiver().answering(503);
    }

    @BeforeEach
    void start() throws Exception {
        log = LogCapture.attach();
        settings = Map.of(
                "gcx.cdn.webhook.url",
                away.url() + "/hook",
                "gcx.cdn.webhook.secret",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "gcx.cdn.outbox",
                folder.resolve("outbox.journal").toString());
        gateway = Gateway.start(folder, settings);
        gateway.get(BEFORE);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        log.close();
        away.close();
    }

    @Test
    void aDiskThatBecomesReadOnlyStopsNobodyFromBeingAnswered() throws Exception {
        gateway.disk.setReadOnly(true);

        HttpResponse<String> miss = gateway.get(MEANWHILE);
        HttpResponse<String> hit = gateway.get(BEFORE);

        assertThat(miss.statusCode()).isEqualTo(200);
        assertThat(header(hit, "Cache-Status")).startsWith("gcx; hit");
        await().untilAsserted(() -> assertThat(health())
                .contains("gcx.audit.dir", "events are being lost", "gcx.cdn.outbox cannot be written")
                .startsWith("{\"status\":\"UP\""));
        await().until(() -> meter("gcx_audit_lost_total") >= 1 && meter("gcx_cdn_unsaved_total") >= 1);
        assertThat(told("The audit file in", "cannot be written")).hasSize(1);
        assertThat(told("outbox.journal", "cannot be written")).hasSize(1);

        gateway.disk.setReadOnly(false);

        await().untilAsserted(() -> {
            assertThat(gateway.get(MEANWHILE).statusCode()).isEqualTo(200);
            assertThat(health()).doesNotContain("gcx.audit.dir", "gcx.cdn.outbox");
        });
        startAgain();
        assertThat(waiting()).containsExactly("gcx:directory:emergency_contacts", "gcx:directory:external_vendors");
        assertThat(AuditVerification.of(folder.resolve("audit")).findings()).isEmpty();
    }

    @Test
    void aDiskThatIsNotReachedIsToldUntilTheOutboxIsWrittenAnew() throws Exception {
        gateway.disk.setBroken(true);

        gateway.get(MEANWHILE);

        await().untilAsserted(() -> assertThat(health()).contains("gcx.cdn.outbox cannot be synced"));
        assertThat(meter("gcx_cdn_unsaved_total")).isPositive();
        assertThat(told("outbox.journal", "cannot be synced")).hasSize(1);

        gateway.disk.setBroken(false);

        await().untilAsserted(() -> assertThat(health()).doesNotContain("gcx.cdn.outbox"));
        startAgain();
        assertThat(waiting()).containsExactly("gcx:directory:emergency_contacts", "gcx:directory:external_vendors");
    }

    private void startAgain() throws Exception {
        gateway.close();
        gateway = Gateway.start(folder, settings);
    }

    private String health() throws Exception {
        return gateway.get("/observe/health").body();
    }

    private double meter(String name) throws Exception {
        Matcher value = Pattern.compile("(?m)^" + name + " (\\S+)$")
                .matcher(gateway.get("/observe/metrics").body());
        assertThat(value.find()).as(name).isTrue();
        return Double.parseDouble(value.group(1));
    }

    private List<String> told(String... words) {
        return log.lines().stream()
                .filter(line -> List.of(words).stream().allMatch(line::contains))
                .toList();
    }

    private List<String> waiting() throws Exception {
        JsonNode letters = Gateway.json(gateway.get("/gcx/notifications")).path("notifications");
        return letters.findValuesAsText("key");
    }
}
