package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.pagesOf;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in to Genesys: what goes wrong with credentials, scopes and tokens, and what is told of it. */
class CredentialsTest {
    @TempDir
    Path audit;

    @Test
    void wrongCredentialsNameTheirSettingsAndNeverThemselves() throws Exception {
        String secret = "not-the-secret-4711";
        String basic = Base64.getEncoder().encodeToString(("demo-client:" + secret).getBytes(StandardCharsets.UTF_8));
        String told;
        Queue<String> log;
        try (LogCapture capture = LogCapture.attach();
                Gateway gateway = Gateway.start(audit, Map.of("gcx.genesys.client-secret", secret))) {
            HttpResponse<String> refused = gateway.get("/gcx/directories/internal_agents");
            HttpResponse<String> health = gateway.get("/observe/health");
            HttpResponse<String> ready = gateway.get("/observe/health/ready");

            assertThat(problem(refused, 502)).contains("gcx.genesys.client-id", "gcx.genesys.client-secret");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(json(health).path("status").asText()).isEqualTo("DOWN");
            assertThat(genesysCheck(health).path("status").asText()).isEqualTo("DOWN");
            assertThat(genesysCheck(health).path("message").asText()).contains("gcx.genesys.client-id");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(genesysCheck(ready).path("message").asText()).contains("gcx.genesys.client-id");
            assertThat(gateway.get("/observe/health/live").statusCode()).isEqualTo(200);
            assertThat(gateway.genesys.calls().count("/api/")).isZero();
            told = refused.body()
                    + health.body()
                    + gateway.get("/observe/metrics").body();
            log = capture.lines();
        }

        assertThat(log).anySatisfy(line -> assertThat(line).contains("gcx.genesys.client-id"));
        assertThat(told + log + written()).doesNotContain(secret, basic);
    }

    @Test
    void refusedCredentialsAreNotSentAgainByEveryQuestion() throws Exception {
        try (Gateway gateway = Gateway.start(audit, Map.of("gcx.genesys.client-secret", "wrong"))) {
            for (String id : List.of("a", "b", "c", "d")) {
                problem(gateway.get("/gcx/directories/" + id), 502);
            }
            int atFirst = gateway.genesys.calls().tokens();
            gateway.clock.advance(Duration.ofSeconds(6));
            problem(gateway.get("/gcx/directories/e"), 502);

            assertThat(atFirst).isEqualTo(1);
            assertThat(gateway.genesys.calls().tokens()).isEqualTo(2);
        }
    }

    @Test
    void credentialsGoAsFormFieldsIfSoConfigured() throws Exception {
        try (Gateway gateway = Gateway.start(audit, Map.of("gcx.genesys.client-auth", "form"))) {
            assertThat(gateway.get("/gcx/directories/emergency_contacts").statusCode())
                    .isEqualTo(200);

            assertThat(gateway.genesys.calls().all().get(0).path()).isEqualTo("/oauth/token");
            assertThat(gateway.genesys.calls().all().get(0).headers()).doesNotContainKey("authorization");
        }
    }

    @Test
    void aLoginThatFailsForAMomentIsRepeated() throws Exception {
        try (Gateway gateway = Gateway.start(audit, Map.of(), GenesysSimulator.builder())) {
            await().until(() -> gateway.genesys.calls().tokens() == 1);
            gateway.genesys.revokeTokens();
            gateway.genesys.fault(Fault.status(503).on("/oauth/token").times(2));

            HttpResponse<String> answer = gateway.get("/gcx/directories/emergency_contacts");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(gateway.genesys.calls().tokens()).isEqualTo(4);
        }
    }

    @Test
    void aLoginThatKeepsFailingNamesTheTokenEndpoint() throws Exception {
        try (Gateway gateway = Gateway.start(audit)) {
            await().until(() -> gateway.genesys.calls().tokens() == 1);
            gateway.genesys.revokeTokens();
            gateway.genesys.fault(Fault.status(503).on("/oauth/token").times(Integer.MAX_VALUE));

            assertThat(problem(gateway.get("/gcx/directories/emergency_contacts"), 502))
                    .contains(gateway.genesys.url().toString());
        }
    }

    @Test
    void aMissingScopeIsNamed() throws Exception {
        try (Gateway gateway =
                Gateway.start(audit, Map.of(), GenesysSimulator.builder().scopes("routing:queue:view"))) {
            HttpResponse<String> directory = gateway.get("/gcx/directories/internal_agents");
            HttpResponse<String> queues = gateway.get("/gcx/lists/routing-queues");

            assertThat(problem(directory, 502)).contains("routing:directory:read");
            assertThat(queues.statusCode()).isEqualTo(200);
            assertThat(gateway.pageCalls("internal_agents")).isEqualTo(1);
        }
    }

    @Test
    void aTokenRevokedBetweenTwoPagesIsRenewedOnceAndTheListIsWhole() throws Exception {
        try (Gateway gateway = Gateway.start(audit)) {
            gateway.genesys.fault(
                    Fault.revokeToken().on(pagesOf("internal_agents")).page(3));

            HttpResponse<String> directory = gateway.get("/gcx/directories/internal_agents");

            assertThat(json(directory).path("entries")).hasSize(1180);
            assertThat(gateway.genesys.calls().tokens()).isEqualTo(2);
            assertThat(gateway.pageCalls("internal_agents")).isEqualTo(6);
        }
    }

    @Test
    void aTokenRevokedUnderPagesSideBySideIsRenewedOnce() throws Exception {
        try (Gateway gateway =
                Gateway.start(audit, Map.of(), GenesysSimulator.builder().latency(Duration.ofMillis(50)))) {
            gateway.genesys.queues(950);
            gateway.genesys.fault(Fault.revokeToken().page(5));

            HttpResponse<String> queues = gateway.get("/gcx/lists/routing-queues");

            assertThat(json(queues).path("entries")).hasSize(950);
            assertThat(gateway.genesys.calls().tokens()).isEqualTo(2);
        }
    }

    @Test
    void aTokenThatIsRefusedAgainAndAgainEndsInAProblem() throws Exception {
        try (Gateway gateway = Gateway.start(audit)) {
            gateway.genesys.fault(Fault.revokeToken().times(Integer.MAX_VALUE));

            assertThat(problem(gateway.get("/gcx/directories/emergency_contacts"), 502))
                    .contains("401");
            assertThat(gateway.pageCalls("emergency_contacts")).isEqualTo(2);
            assertThat(gateway.genesys.calls().tokens()).isEqualTo(2);
        }
    }

    @Test
    void anExpiredTokenIsRenewedBeforeItIsRefused() throws Exception {
        try (Gateway gateway =
                Gateway.start(audit, Map.of(), GenesysSimulator.builder().tokenLifetime(Duration.ofHours(1)))) {
            gateway.get("/gcx/directories/emergency_contacts");
            gateway.clock.advance(Duration.ofSeconds(3541));

            HttpResponse<String> later = gateway.get("/gcx/directories/external_vendors");

            assertThat(later.statusCode()).isEqualTo(200);
            assertThat(gateway.genesys.calls().tokens()).isEqualTo(2);
            assertThat(gateway.genesys.calls().all()).noneMatch(call -> call.status() == 401);
        }
    }

    @Test
    void aShortLivedTokenIsUsedAndRenewed() throws Exception {
        try (Gateway gateway =
                Gateway.start(audit, Map.of(), GenesysSimulator.builder().tokenLifetime(Duration.ofSeconds(30)))) {
            HttpResponse<String> first = gateway.get("/gcx/directories/emergency_contacts");
            HttpResponse<String> atOnce = gateway.get("/gcx/directories/external_vendors");
            int tokensAtOnce = gateway.genesys.calls().tokens();
            gateway.clock.advance(Duration.ofSeconds(31));
            HttpResponse<String> later = gateway.get("/gcx/directories/internal_agents");

            assertThat(List.of(first.statusCode(), atOnce.statusCode(), later.statusCode()))
                    .containsOnly(200);
            assertThat(tokensAtOnce).isEqualTo(1);
            assertThat(gateway.genesys.calls().tokens()).isEqualTo(2);
            assertThat(gateway.genesys.calls().all()).noneMatch(call -> call.status() == 401);
        }
    }

    @Test
    void healthStaysUpWhileThereIsSomethingToServe() throws Exception {
        try (Gateway gateway = Gateway.start(audit)) {
            gateway.get("/gcx/directories/emergency_contacts");
            gateway.genesys.revokeTokens();
            gateway.genesys.fault(Fault.status(400).on("/oauth/token").times(Integer.MAX_VALUE));
            gateway.get("/gcx/directories/external_vendors");

            HttpResponse<String> health = gateway.get("/observe/health");

            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(genesysCheck(health).path("message").asText()).contains("gcx.genesys.client-id");
            assertThat(header(gateway.get("/gcx/directories/emergency_contacts"), "Cache-Status"))
                    .startsWith("gcx; hit");
        }
    }

    private static JsonNode genesysCheck(HttpResponse<String> health) throws IOException {
        for (JsonNode check : json(health).path("checks")) {
            if (check.path("name").asText().contains("genesys")) {
                return check;
            }
        }
        throw new AssertionError("no check of Genesys in " + health.body());
    }

    /** All that the audit folder holds. */
    private String written() throws IOException {
        try (Stream<Path> files = Files.walk(audit)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .collect(Collectors.joining());
        }
    }
}
