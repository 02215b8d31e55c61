package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import io.gcxcache.cdn.Receiver;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What targets are told of updates and invalidations, over sockets. */
class NotificationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final String KEY = "gcx:directory:emergency_contacts";
    private static final String DIRECTORY = "/gcx/directories/emergency_contacts";

    @TempDir
    Path folder;

    private final Receiver webhook;
    private final Receiver fastly;
    private final Receiver cloudflare;
    private Gateway gateway;

    NotificationTest() throws Exception {
        webhook = new Receiver();
        fastly = new Receiver();
        cloudflare = new Receiver();
    }

    @AfterEach
    void stop() throws Exception {
        webhook.close();
        fastly.close();
        cloudflare.close();
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void signsTheWebhookOfAnUpdate() throws Exception {
        start(webhookSettings());

        String etag = Gateway.header(gateway.get(DIRECTORY), "ETag");

        Receiver.Received told = only(webhook);
        assertThat(told.method()).isEqualTo("POST");
        assertThat(told.path()).isEqualTo("/hooks/gcx?tenant=1");
        assertThat(told.header("content-type")).startsWith("application/json");
        JsonNode body = JSON.readTree(told.body());
        assertThat(body.path("type").asText()).isEqualTo("entry.updated");
        assertThat(body.path("timestamp").asText()).endsWith("Z");
        assertThat(body.at("/data/key").asText()).isEqualTo(KEY);
        assertThat(body.at("/data/directive").asText()).isEqualTo("fresh");
        assertThat(body.at("/data/entry_count").asInt()).isEqualTo(12);
        assertThat(body.at("/data/etag").asText()).isEqualTo(etag);
        assertThat(body.at("/data/tags"))
                .extracting(JsonNode::asText)
                .containsExactly("directory", "directory-emergency_contacts", "gcx-directory-emergency_contacts");
        assertThat(told.header("webhook-id")).startsWith("msg_");
        new Webhook(SECRET).verify(told.body(), signatureOf(told));
    }

    @Test
    void signsWithBothSecretsWhileTheyAreChanged() throws Exception {
        Map<String, String> settings = webhookSettings();
        settings.put("gcx.cdn.webhook.previous-secret", OLD_SECRET);
        start(settings);

        gateway.get(DIRECTORY);

        Receiver.Received told = only(webhook);
        new Webhook(SECRET).verify(told.body(), signatureOf(told));
        new Webhook(OLD_SECRET).verify(told.body(), signatureOf(told));
        assertThat(told.header("webhook-signature").split(" ")).hasSize(2);
    }

    @Test
    void purgesFastlyAndCloudflareByTheTagOfTheKey() throws Exception {
        start(Map.of(
                "gcx.cdn.fastly.service", "SU1Z0isxPaozGVKXdv0eY",
                "gcx.cdn.fastly.token", "fastly-token",
                "gcx.cdn.fastly.url", fastly.url().toString(),
                "gcx.cdn.cloudflare.zone", "023e105f4ecef8ad9ca31a8372d0c353",
                "gcx.cdn.cloudflare.token", "cloudflare-token",
                "gcx.cdn.cloudflare.url", cloudflare.url().toString()));

        gateway.get(DIRECTORY);

        Receiver.Received purge = only(fastly);
        assertThat(purge.method()).isEqualTo("POST");
        assertThat(purge.path()).isEqualTo("/service/SU1Z0isxPaozGVKXdv0eY/purge");
        assertThat(purge.header("fastly-key")).isEqualTo("fastly-token");
        assertThat(purge.header("content-type")).startsWith("application/json");
        assertThat(JSON.readTree(purge.body()))
                .isEqualTo(JSON.readTree("{\"surrogate_keys\": [\"gcx-directory-emergency_contacts\"]}"));
        purge = only(cloudflare);
        assertThat(purge.method()).isEqualTo("POST");
        assertThat(purge.path()).isEqualTo("/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache");
        assertThat(purge.header("authorization")).isEqualTo("Bearer cloudflare-token");
        assertThat(JSON.readTree(purge.body()))
                .isEqualTo(JSON.readTree("{\"tags\": [\"gcx-directory-emergency_contacts\"]}"));
    }

    @Test
    void tellsAnInvalidationLikeAnUpdate() throws Exception {
        start(webhookSettings());
        gateway.get(DIRECTORY);
        only(webhook);

        gateway.send("DELETE", "/gcx/entries/" + KEY);

        await().until(() -> webhook.received().size() == 2);
        JsonNode body = JSON.readTree(webhook.received().get(1).body());
        assertThat(body.path("type").asText()).isEqualTo("entry.invalidated");
        assertThat(body.at("/data/key").asText()).isEqualTo(KEY);
        assertThat(body.at("/data/directive").asText()).isEqualTo("invalidate");
    }

    private Map<String, String> webhookSettings() {
        return new HashMap<>(
                Map.of("gcx.cdn.webhook.url", webhook.url() + "/hooks/gcx?tenant=1", "gcx.cdn.webhook.secret", SECRET));
    }

    private void start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("gcx.cdn.outbox", folder.resolve("outbox.mv").toString());
        gateway = Gateway.start(folder.resolve("audit"), all);
    }

    private static Receiver.Received only(Receiver receiver) {
        await().atMost(Duration.ofSeconds(10)).until(() -> !receiver.received().isEmpty());
        assertThat(receiver.received()).hasSize(1);
        return receiver.received().get(0);
    }

    private static Map<String, List<String>> signatureOf(Receiver.Received told) {
        Map<String, List<String>> headers = new HashMap<>();
        told.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        return HttpHeaders.of(headers, (name, value) -> true).map();
    }
}
