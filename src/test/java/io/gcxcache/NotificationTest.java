package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.standardwebhooks.Webhook;
import io.gcxcache.cdn.Receiver;
import io.gcxcache.change.Change;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What targets are told of updates and invalidations, over sockets. */
class NotificationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final String KEY = "gcx:directory:emergency_contacts";
    private static final String KEY_TAG = "gcx-directory-emergency_contacts";
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
    void tellsNobodyOfARefreshThatBroughtTheSame() throws Exception {
        start(webhookSettings());
        gateway.get(DIRECTORY);
        gateway.clock.advance(Duration.ofSeconds(70));
        gateway.get(DIRECTORY);
        await().until(() -> Integer.parseInt(Gateway.header(gateway.get(DIRECTORY), "Age")) < 60);

        gateway.genesys.directory("emergency_contacts").change();
        gateway.clock.advance(Duration.ofSeconds(70));
        gateway.get(DIRECTORY);

        await().untilAsserted(() -> assertThat(webhook.received()).hasSizeGreaterThan(1));
        String etag = Gateway.header(gateway.get(DIRECTORY), "ETag");
        assertThat(webhook.received()).hasSize(2);
        assertThat(webhook.received().get(1).body()).contains(JSON.writeValueAsString(etag));
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

    @Test
    void aSlowAndAFailingTargetDelayNeitherTheReplyNorTheFastOne() throws Exception {
        fastly.answeringAfter(Duration.ofSeconds(10));
        cloudflare.answering(500);
        start(allTargets());

        HttpResponse<String> reply = gateway.get(DIRECTORY);

        assertThat(reply.statusCode()).isEqualTo(200);
        only(webhook);
        only(fastly);
        await().untilAsserted(() -> assertThat(notifications()).containsOnlyKeys("fastly", "cloudflare"));
        assertThat(notifications().get("fastly").path("state").asText()).isEqualTo("sending");
        fastly.close();
    }

    @Test
    void retriesAFailingTargetOnSchedule() throws Exception {
        cloudflare.answering(500);
        start(allTargets());
        gateway.get(DIRECTORY);
        await().until(() -> cloudflare.received().size() == 1);
        gateway.clock.stop();

        for (int attempt = 1; attempt <= 5; attempt++) {
            int tried = attempt;
            await().until(() -> waiting("cloudflare").path("attempts").asInt() == tried);
            Duration wait = Duration.ofSeconds(1L << (attempt - 1));
            gateway.clock.advance(wait.minusMillis(1));
            assertThat(cloudflare.received()).hasSize(attempt);
            gateway.clock.advance(Duration.ofMillis(1));
            await().until(() -> cloudflare.received().size() == tried + 1);
        }

        assertThat(cloudflare.received()).extracting(Receiver.Received::body).containsOnly(purge("tags", KEY_TAG));
        assertThat(webhook.received()).hasSize(1);
    }

    @Test
    void givesUpAfterADayAndSendsAgainWhenAsked() throws Exception {
        webhook.answering(503);
        start(webhookSettings());
        gateway.get(DIRECTORY);
        await().until(() -> waiting("webhook").path("attempts").asInt() == 1);

        gateway.clock.advance(Duration.ofDays(1));

        await().until(() -> waiting("webhook").path("state").asText().equals("dead"));
        JsonNode letter = waiting("webhook");
        assertThat(letter.path("key").asText()).isEqualTo(KEY);
        assertThat(letter.path("problem").asText()).isEqualTo("answered 503");
        int tries = webhook.received().size();
        webhook.answering(200);
        HttpResponse<String> again =
                gateway.send("POST", "/gcx/notifications/" + letter.path("id").asText() + "/retry");
        assertThat(again.statusCode()).isEqualTo(202);
        await().until(() -> webhook.received().size() == tries + 1);
        await().untilAsserted(() -> assertThat(notifications()).isEmpty());
        assertThat(webhook.received())
                .extracting(told -> told.header("webhook-id"))
                .containsOnly(letter.path("id").asText());
    }

    @Test
    void switchesATargetOffThatIsGoneAndSaysSoInHealth() throws Exception {
        webhook.answering(410);
        start(webhookSettings());
        gateway.get(DIRECTORY);
        only(webhook);

        await().untilAsserted(
                        () -> assertThat(gateway.get("/observe/health").body()).contains("webhook answered 410 Gone"));

        assertThat(gateway.get("/observe/health").statusCode()).isEqualTo(200);
        gateway.get("/gcx/directories/external_vendors");
        gateway.clock.advance(Duration.ofHours(1));
        assertThat(waiting("webhook").path("state").asText()).isEqualTo("dead");
        assertThat(webhook.received()).hasSize(1);
    }

    @Test
    void tellsOnlyTheNewestOfWhatATargetMissed() throws Exception {
        webhook.answering(500);
        start(webhookSettings());
        for (int i = 0; i < 5; i++) {
            gateway.get(DIRECTORY);
            gateway.send("DELETE", "/gcx/entries/" + KEY);
        }
        String etag = Gateway.header(gateway.get(DIRECTORY), "ETag");
        await().until(() -> waiting("webhook").path("directive").asText().equals("fresh"));
        webhook.answering(200);

        gateway.clock.advance(Duration.ofMinutes(1));

        await().untilAsserted(() -> assertThat(notifications()).isEmpty());
        Receiver.Received last = webhook.received().get(webhook.received().size() - 1);
        assertThat(JSON.readTree(last.body()).at("/data/etag").asText()).isEqualTo(etag);
    }

    @Test
    void deliversAfterARestartWhatWaitedBefore() throws Exception {
        webhook.answering(500);
        start(webhookSettings());
        gateway.get(DIRECTORY);
        await().until(() -> waiting("webhook").path("attempts").asInt() == 1);
        String id = waiting("webhook").path("id").asText();
        gateway.close();
        webhook.answering(200);

        start(webhookSettings());

        await().until(() -> webhook.received().size() == 2);
        assertThat(webhook.received())
                .extracting(told -> told.header("webhook-id"))
                .containsOnly(id);
        assertThat(webhook.received())
                .extracting(Receiver.Received::body)
                .containsOnly(webhook.received().get(0).body());
    }

    @Test
    void waitsAsLongAsATargetAsks() throws Exception {
        webhook.answering(429).saying(Map.of("Retry-After", "120"));
        start(webhookSettings());
        gateway.get(DIRECTORY);
        await().until(() -> waiting("webhook").path("attempts").asInt() == 1);

        assertThat(waiting("webhook").path("next_try_at").asLong()
                        - gateway.clock.instant().getEpochSecond())
                .isBetween(110L, 120L);
    }

    @Test
    void followsNoRedirect() throws Exception {
        webhook.answering(307).saying(Map.of("Location", fastly.url().toString()));
        start(webhookSettings());

        gateway.get(DIRECTORY);

        await().until(() -> waiting("webhook").path("attempts").asInt() == 1);
        assertThat(waiting("webhook").path("problem").asText()).isEqualTo("answered 307");
        assertThat(fastly.received()).isEmpty();
    }

    @Test
    void listenersAreToldInOrderAndOneThatThrowsHarmsNothing() throws Exception {
        List<Change> told = new CopyOnWriteArrayList<>();
        gateway = Gateway.start(
                folder,
                Map.of(),
                GenesysSimulator.builder(),
                List.of(
                        change -> {
                            throw new IllegalStateException("on purpose");
                        },
                        told::add));

        HttpResponse<String> reply = gateway.get(DIRECTORY);
        gateway.send("DELETE", "/gcx/entries/" + KEY);
        gateway.post("/gcx/invalidations", "{\"tag\": \"directory\"}");

        await().until(() -> told.size() == 3);
        assertThat(told)
                .extracting(change -> change.directive().word())
                .containsExactly("fresh", "invalidate", "invalidate");
        assertThat(told).extracting(Change::key).containsExactly(KEY, KEY, null);
        assertThat(told.get(0).etag()).isEqualTo(Gateway.header(reply, "ETag"));
        assertThat(told.get(2).tags()).containsExactly("directory");
    }

    private Map<String, String> allTargets() {
        Map<String, String> settings = webhookSettings();
        settings.putAll(Map.of(
                "gcx.cdn.fastly.service", "s",
                "gcx.cdn.fastly.token", "t",
                "gcx.cdn.fastly.url", fastly.url().toString(),
                "gcx.cdn.cloudflare.zone", "z",
                "gcx.cdn.cloudflare.token", "t",
                "gcx.cdn.cloudflare.url", cloudflare.url().toString()));
        return settings;
    }

    private static String purge(String field, String tag) {
        return "{\"" + field + "\":[\"" + tag + "\"]}";
    }

    /** What waits, is sent or was given up, by its target; at most one each. */
    private Map<String, JsonNode> notifications() throws Exception {
        Map<String, JsonNode> byTarget = new HashMap<>();
        for (JsonNode notification :
                Gateway.json(gateway.get("/gcx/notifications")).path("notifications")) {
            byTarget.put(notification.path("target").asText(), notification);
        }
        return byTarget;
    }

    private JsonNode waiting(String target) throws Exception {
        return notifications().getOrDefault(target, MissingNode.getInstance());
    }

    private Map<String, String> webhookSettings() {
        return new HashMap<>(
                Map.of("gcx.cdn.webhook.url", webhook.url() + "/hooks/gcx?tenant=1", "gcx.cdn.webhook.secret", SECRET));
    }

    private void start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("gcx.cdn.outbox", folder.resolve("outbox.journal").toString());
        gateway = Gateway.start(folder, all);
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
