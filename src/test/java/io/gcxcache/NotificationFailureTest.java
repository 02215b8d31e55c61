package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.cdn.Receiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of notifications that targets do not take, over sockets, and what is told of it. */
class NotificationFailureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String TOKEN = "t0p-s3cret";
    private static final String DIRECTORY = "/gcx/directories/emergency_contacts";

    @TempDir
    Path folder;

    private final Receiver target;
    private LogCapture log;
    private Gateway gateway;

    NotificationFailureTest() throws Exception {
        target = new Receiver();
    }

    @BeforeEach
    void capture() {
        log = LogCapture.attach();
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
        gateway.close();
        log.close();
    }

    @Test
    void aTargetThatAnswersAnErrorIsToldAgain() throws Exception {
        startWebhook(target.url() + "/hook?token=" + TOKEN);
        target.answering(request -> target.received().size() == 1 ? 500 : 204);

        gateway.get(DIRECTORY);

        assertThat(problem()).isEqualTo("answered 500");
        gateway.clock.advance(Duration.ofSeconds(2));
        await().until(() -> target.received().size() == 2);
        assertThat(target.received().get(1).header("webhook-id"))
                .isEqualTo(target.received().get(0).header("webhook-id"));
        assertThat(target.received().get(1).header("webhook-timestamp"))
                .isNotEqualTo(target.received().get(0).header("webhook-timestamp"));
        assertThat(target.received().get(1).body())
                .isEqualTo(target.received().get(0).body());
        await().until(() -> notifications().isEmpty());
        await().until(() -> audited().contains("\"cdn_notified\""));
        assertNothingSecretIsTold();
    }

    @Test
    void aTargetThatCannotBeReachedIsNamedByItsNameOnly() throws Exception {
        startWebhook("http://127.0.0.1:" + freePort() + "/hook?token=" + TOKEN);

        gateway.get(DIRECTORY);

        assertThat(problem()).isEqualTo("cannot be connected to");
        assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("webhook", "cannot be connected to"));
        assertNothingSecretIsTold();
    }

    @Test
    void aTargetThatDoesNotAnswerIsNotWaitedForForEver() throws Exception {
        target.answeringAfter(Duration.ofSeconds(30));
        startWebhook(target.url() + "/hook?token=" + TOKEN);

        gateway.get(DIRECTORY);

        assertThat(problem()).isEqualTo("did not answer in time");
        assertNothingSecretIsTold();
    }

    @Test
    void tokensOfCdnsAreNotTold() throws Exception {
        target.answering(403);
        start(Map.of(
                "gcx.cdn.fastly.service",
                "s",
                "gcx.cdn.fastly.token",
                TOKEN,
                "gcx.cdn.fastly.url",
                target.url().toString(),
                "gcx.cdn.cloudflare.zone",
                "z",
                "gcx.cdn.cloudflare.token",
                TOKEN,
                "gcx.cdn.cloudflare.url",
                target.url().toString()));

        gateway.get(DIRECTORY);

        await().until(() -> target.received().size() >= 2);
        assertThat(problem()).isEqualTo("answered 403");
        assertNothingSecretIsTold();
    }

    @Test
    void aTargetThatIsGoneIsLeftAloneUntilARetry() throws Exception {
        target.answering(410);
        startWebhook(target.url() + "/hook?token=" + TOKEN);
        gateway.get(DIRECTORY);
        await().until(() -> notifications().path(0).path("state").asText().equals("dead"));

        gateway.get("/gcx/directories/external_vendors");
        gateway.clock.advance(Duration.ofHours(1));
        HttpResponse<String> health = gateway.get("/observe/health");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("webhook answered 410 Gone");
        assertThat(notifications()).hasSize(1);
        assertThat(target.received()).hasSize(1);
        target.answering(200);
        String id = notifications().path(0).path("id").asText();
        HttpResponse<String> retried = gateway.send("POST", "/gcx/notifications/" + id + "/retry");
        assertThat(retried.statusCode()).isEqualTo(202);
        await().until(() -> target.received().size() == 2);
        await().until(() -> notifications().isEmpty());
        assertThat(gateway.get("/observe/health").body()).doesNotContain("answered 410");
        assertNothingSecretIsTold();
    }

    @Test
    void varnishIsPurgedByTheTagOfTheKey() throws Exception {
        start(Map.of("gcx.cdn.varnish.url", target.url() + "/purge?x=a%2Bb"));

        gateway.get(DIRECTORY);

        await().until(() -> target.received().size() == 1);
        Receiver.Received purge = target.received().get(0);
        assertThat(purge.method()).isEqualTo("PURGE");
        assertThat(purge.path()).isEqualTo("/purge?x=a%2Bb");
        assertThat(purge.header("xkey")).isEqualTo("gcx-directory-emergency_contacts");
        assertThat(purge.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hook?sig=a%2Bb%2F%3D%26c&sp=%2Ftriggers%2Frun&api-version=2016-10-01",
                "/a%20b/%C3%BC?x=%20y",
                "/hook?timeout=1&httpMethod=PUT&a=1+2",
                "/hook?flag"
            })
    void aWebhooksAddressIsTakenAsItIsWritten(String path) throws Exception {
        startWebhook(target.url() + path);

        gateway.get(DIRECTORY);

        await().until(() -> !target.received().isEmpty());
        assertThat(target.received().get(0).path()).isEqualTo(path);
        assertThat(target.received().get(0).method()).isEqualTo("POST");
    }

    @Test
    void slashesAndBlanksAroundASettingDoNotCount() throws Exception {
        start(Map.of(
                "gcx.cdn.fastly.service", " s ",
                "gcx.cdn.fastly.token", "token\n",
                "gcx.cdn.fastly.url", target.url() + "/ "));

        gateway.get(DIRECTORY);

        await().until(() -> !target.received().isEmpty());
        assertThat(target.received().get(0).path()).isEqualTo("/service/s/purge");
        assertThat(target.received().get(0).header("fastly-key")).isEqualTo("token");
    }

    private void startWebhook(String url) throws Exception {
        start(webhook(url));
    }

    private static Map<String, String> webhook(String url) {
        return new HashMap<>(
                Map.of("gcx.cdn.webhook.url", url, "gcx.cdn.webhook.secret", SECRET, "gcx.cdn.timeout", "1"));
    }

    private void start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("gcx.cdn.outbox", folder.resolve("outbox.journal").toString());
        gateway = Gateway.start(folder.resolve("audit"), all);
    }

    /** Why the oldest notification was not taken; waits until it is known. */
    private String problem() {
        await().until(() -> !notifications().path(0).path("problem").asText().isEmpty());
        return notifications().path(0).path("problem").asText();
    }

    private JsonNode notifications() {
        try {
            return Gateway.json(gateway.get("/gcx/notifications")).path("notifications");
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void assertNothingSecretIsTold() throws Exception {
        await().until(() -> audited().contains("\"cdn_failed\""));
        String told = audited()
                + log.lines()
                + gateway.get("/gcx/notifications").body()
                + gateway.get("/observe/health").body()
                + gateway.get("/observe/metrics").body()
                + gateway.get("/gcx/metrics").body();
        assertThat(told).doesNotContain(TOKEN, SECRET, SECRET.substring("whsec_".length()));
    }

    private String audited() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder.resolve("audit"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
