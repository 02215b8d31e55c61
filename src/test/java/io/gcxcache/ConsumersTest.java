package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gcxcache.consumer.Consumers;
import io.gcxcache.consumer.NewConsumer;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declared consumers log in with their own secrets, and may do what their entries say. */
class ConsumersTest {
    private static final String QUEUES = "/api/v2/routing/queues?pageSize=25";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> secrets = new HashMap<>();
    private Path file;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("consumers.yaml");
        declare(entry("wallboard"), entry("bot"));
        gateway = open();
    }

    private Gateway open() throws Exception {
        return Gateway.start(folder, Map.of("gcx.consumers.file", file.toString()), GenesysSimulator.builder());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    /** An entry of a new consumer, or a new credential of one. */
    private String entry(String id, String... more) {
        String[] parts = NewConsumer.of(id, new SecureRandom()).split("\n\nsecret: ");
        secrets.put(id, parts[1].strip());
        return parts[0]
                + '\n'
                + String.join(
                        "",
                        List.of(more).stream().map(line -> "  " + line + '\n').toList());
    }

    private void declare(String... entries) throws IOException {
        Files.writeString(file, String.join("", entries));
    }

    /** Waits until the gateway has read the file that was just written. */
    private void applied() {
        look();
        look();
    }

    private void look() {
        gateway.camel
                .getRegistry()
                .lookupByNameAndType("gcxConsumers", Consumers.class)
                .readIfChanged();
    }

    private HttpResponse<String> logIn(String id, String secret) throws Exception {
        return logInAsync(id, secret).get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<HttpResponse<String>> logInAsync(String id, String secret) {
        String pair = Base64.getEncoder().encodeToString((id + ':' + secret).getBytes(StandardCharsets.UTF_8));
        return client.sendAsync(
                HttpRequest.newBuilder(gateway.url("/oauth/token"))
                        .header("Authorization", "Basic " + pair)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String token(String id) throws Exception {
        HttpResponse<String> granted = logIn(id, secrets.get(id));
        assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
        return json(granted).path("access_token").asText();
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        return gateway.get(path, "Authorization", "Bearer " + token);
    }

    @Test
    void aConsumerLogsInWithItsSecretAndReads() throws Exception {
        assertThat(get(QUEUES, token("wallboard")).statusCode()).isEqualTo(200);

        HttpResponse<String> form = client.send(
                HttpRequest.newBuilder(gateway.url("/login/oauth/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "grant_type=client_credentials&client_id=bot&client_secret="
                                        + URLEncoder.encode(secrets.get("bot"), StandardCharsets.UTF_8)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(form.statusCode()).isEqualTo(200);
    }

    @Test
    void wrongSecretsAreToldAsGenesysDoesWhicheverIsWrong() throws Exception {
        for (String[] wrong : new String[][] {
            {"wallboard", secrets.get("bot")},
            {"nobody", secrets.get("bot")},
            {"wallboard", "a:b:c"},
            {"wallboard", "\u00e4"},
            {"wallboard", "gcx_"}
        }) {
            HttpResponse<String> refused = logIn(wrong[0], wrong[1]);

            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).path("error").asText()).isEqualTo("invalid_client");
            assertThat(refused.body()).doesNotContain(wrong[1]);
        }
    }

    @Test
    void loginsAreCountedAndWrongOnesToldOnceAMinuteWithoutWhatMayBeASecret() throws Exception {
        String secret = secrets.get("wallboard");
        try (LogCapture log = LogCapture.attach()) {
            logIn("wallboard", secrets.get("bot"));
            logIn(secret, "wallboard");
            logIn("wallboard", secret);

            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("Refused"))
                    .containsExactly(
                            "Refused a login with a wrong id or secret; the latest from 127.0.0.1 as wallboard");
        }
        assertThat(gateway.get("/observe/metrics").body())
                .contains("gcx_logins_total{result=\"refused\"} 2.0")
                .contains("gcx_logins_total{result=\"granted\"} 1.0");
    }

    @Test
    void whoGuessesWaitsLongerEachTimeAndNobodyElseDoes() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> guesses = IntStream.range(0, 8)
                .mapToObj(i -> logInAsync("wallboard", "guess-" + i))
                .toList();

        // Six of them wait for four seconds and more.
        assertThat(logIn("wallboard", secrets.get("wallboard")).statusCode()).isEqualTo(200);
        assertThat(logIn("bot", secrets.get("bot")).statusCode()).isEqualTo(200);
        assertThat(guesses).anyMatch(guess -> !guess.isDone());
    }

    @Test
    void whoIsRemovedIsOutOnTheNextRequestAndOthersAreNot() throws Exception {
        String bot = entry("bot");
        declare(entry("wallboard"), bot);
        applied();
        String out = token("wallboard");
        String in = token("bot");
        get(QUEUES, out);

        declare(bot);
        applied();

        assertThat(get(QUEUES, out).statusCode()).isEqualTo(401);
        assertThat(get(QUEUES, in).statusCode()).isEqualTo(200);
    }

    @Test
    void aSecretIsChangedWithoutLoggingAnybodyOut() throws Exception {
        declare(entry("wallboard"));
        applied();
        String before = token("wallboard");
        String old = secrets.get("wallboard");
        String credential = Files.readString(file).split("credential: ")[1].strip();
        String changed = entry("wallboard", "previous-credential: " + credential);

        declare(changed);
        applied();
        assertThat(get(QUEUES, before).statusCode()).isEqualTo(200);
        assertThat(logIn("wallboard", old).statusCode()).isEqualTo(200);
        String after = token("wallboard");

        declare(changed.replaceAll("  previous-credential.*\n", ""));
        applied();
        assertThat(get(QUEUES, before).statusCode()).isEqualTo(401);
        assertThat(logIn("wallboard", old).statusCode()).isEqualTo(400);
        assertThat(get(QUEUES, after).statusCode()).isEqualTo(200);
    }

    @Test
    void aRateAppliesOnTheNextRequestAndNamesItsConsumer() throws Exception {
        String plain = entry("wallboard");
        declare(plain);
        applied();
        String token = token("wallboard");
        get(QUEUES, token);

        declare(plain + "  rate: 1\n");
        applied();
        get(QUEUES, token);
        HttpResponse<String> refused = get(QUEUES, token);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).path("code").asText()).isEqualTo("too.many.requests.retry.after");
        assertThat(json(refused).path("message").asText())
                .matches("Rate limit exceeded the maximum of 1 requests a minute of consumer wallboard\\."
                        + " Retry the request in \\[\\d+] seconds");
        assertThat(Long.parseLong(header(refused, "Retry-After"))).isBetween(1L, 60L);

        declare(plain);
        applied();
        assertThat(get(QUEUES, token).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNotOnItsListIsForbiddenAndCostsNoCall() throws Exception {
        declare(entry("wallboard", "allow: [\"GET /api/v2/routing/**\"]"), entry("bot"));
        applied();
        String wallboard = token("wallboard");
        String bot = token("bot");

        assertThat(get(QUEUES, wallboard).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = get("/api/v2/users", wallboard);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("message").asText())
                .isEqualTo("Consumer wallboard is not allowed GET /api/v2/users");
        assertThat(gateway.genesys.calls().count("/api/v2/users")).isZero();

        assertThat(get("/api/v2/users", bot).statusCode()).isEqualTo(200);
        assertThat(gateway.send("DELETE", "/api/v2/routing/queues/q", "Authorization", "Bearer " + bot)
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("/api/v2/tokens/me", wallboard).statusCode()).isEqualTo(200);
    }

    @Test
    void whatAConsumerMakesOfTheCacheIsItsOwn() throws Exception {
        declare(entry("wallboard"), entry("refreshing", "cache: refresh"), entry("bypassing", "cache: bypass"));
        applied();
        String wallboard = token("wallboard");
        String refreshing = token("refreshing");
        String bypassing = token("bypassing");

        get(QUEUES, wallboard);
        assertThat(header(get(QUEUES, wallboard), "Cache-Status")).startsWith("gcx; hit");
        int calls = gateway.genesys.calls().count("/api/v2/routing/queues");
        assertThat(header(get(QUEUES, refreshing), "Cache-Status")).startsWith("gcx; fwd=");
        assertThat(header(get(QUEUES, refreshing), "Cache-Status")).startsWith("gcx; fwd=");
        assertThat(header(get(QUEUES, bypassing), "Cache-Status")).isEqualTo("gcx; fwd=bypass");

        assertThat(gateway.genesys.calls().count("/api/v2/routing/queues")).isEqualTo(calls + 3);
        assertThat(header(get(QUEUES, wallboard), "Cache-Status")).startsWith("gcx; hit");
    }

    @Test
    void whatAConsumerMakesOfTheCacheAppliesToWhatItIsAnsweredAgainAndAgain() throws Exception {
        String entry = entry("wallboard");
        declare(entry);
        applied();
        String wallboard = token("wallboard");
        for (int i = 0; i < 5; i++) {
            get(QUEUES, wallboard);
        }
        assertThat(gateway.get("/gcx/routes").body()).containsPattern("\"replayed\":[1-9]");

        declare(entry + "  cache: refresh\n");
        applied();

        assertThat(header(get(QUEUES, wallboard), "Cache-Status")).startsWith("gcx; fwd=");
    }

    @Test
    void theTimesOfAnExactConsumerAreTakenAsTheyAreWritten() throws Exception {
        declare(entry("export", "align: exact"));
        applied();
        String interval = "2024-01-01T00:00:00.000Z/2024-01-02T00:00:00.000Z";

        HttpResponse<String> answer = gateway.post(
                "/api/v2/analytics/conversations/aggregates/query",
                "{\"interval\": \"" + interval + "\", \"metrics\": [\"nOffered\"]}",
                "Authorization",
                "Bearer " + token("export"));

        assertThat(header(answer, "Preference-Applied")).isEqualTo("exact");
    }

    @Test
    void aBrokenFileChangesNothingAndIsTold() throws Exception {
        String token = token("wallboard");
        LogCapture log = LogCapture.attach();

        Files.writeString(file, "- {id: wallboard, credential: not-one}\n");
        applied();
        assertThat(get(QUEUES, token).statusCode()).isEqualTo(200);
        Files.delete(file);
        applied();
        applied();

        assertThat(get(QUEUES, token).statusCode()).isEqualTo(200);
        log.close();
        assertThat(log.lines())
                .anySatisfy(
                        line -> assertThat(line).contains("consumers.yaml:1: wallboard: credential is to be sha256:"))
                .filteredOn(line -> line.contains("is gone"))
                .hasSize(1);
        assertThat(log.lines()).noneMatch(line -> line.contains("not-one"));
    }

    @Test
    void theFileIsReadAgainByItself() throws Exception {
        declare(entry("new"));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(logIn("new", secrets.get("new")).statusCode())
                        .isEqualTo(200));
    }

    @Test
    void tokensAndRevocationsOutliveARestart() throws Exception {
        String kept = token("wallboard");
        String revoked = token("wallboard");
        gateway.send("DELETE", "/api/v2/tokens/me", "Authorization", "Bearer " + revoked);

        gateway.close();
        gateway = open();

        assertThat(get(QUEUES, kept).statusCode()).isEqualTo(200);
        assertThat(get(QUEUES, revoked).statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyIsChangedWithoutLoggingAnybodyOut() throws Exception {
        String before = token("wallboard");
        gateway.close();
        Files.move(folder.resolve("tokens.key"), folder.resolve("before.key"));

        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.consumers.file",
                        file.toString(),
                        "gcx.tokens.previous-key-file",
                        folder.resolve("before.key").toString()),
                GenesysSimulator.builder());

        assertThat(get(QUEUES, before).statusCode()).isEqualTo(200);
        assertThat(get(QUEUES, token("wallboard")).statusCode()).isEqualTo(200);
    }

    @Test
    void aFileThatIsWrongAtTheStartStopsIt(@TempDir Path other) throws Exception {
        Path wrong = Files.writeString(other.resolve("c.yaml"), "- {id: a, credential: mine}\n");

        assertThatThrownBy(() -> Gateway.start(other, Map.of("gcx.consumers.file", wrong.toString())))
                .rootCause()
                .hasMessageContaining("c.yaml:1: a: credential is to be sha256:");
    }
}
