package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.header;
import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    private static final String GRANT = "grant_type=client_credentials";
    private static final String QUEUES = "/api/v2/routing/queues";

    private final SettableClock clock = new SettableClock();
    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() {
        simulator = GenesysSimulator.builder()
                .clock(clock)
                .tokenLifetime(Duration.ofMinutes(10))
                .start();
        client = new SimulatorClient(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void basicCredentialsGetATokenThatOpensTheApi() throws Exception {
        HttpResponse<String> answer = client.login("demo-client", "demo-secret", GRANT);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(json(answer).path("token_type").asText()).isEqualTo("bearer");
        assertThat(json(answer).path("expires_in").isInt()).isTrue();
        assertThat(json(answer).path("expires_in").asInt()).isEqualTo(600);
        assertThat(client.login().get(QUEUES).statusCode()).isEqualTo(200);
    }

    @Test
    void formCredentialsAreAcceptedAsWell() throws Exception {
        HttpResponse<String> answer = client.loginByForm(GRANT + "&client_id=demo-client&client_secret=demo%2Dsecret");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("access_token").asText()).isNotEmpty();
    }

    @Test
    void aTokenLivesOneDayByDefault() throws Exception {
        try (GenesysSimulator plain = GenesysSimulator.builder().start()) {
            HttpResponse<String> answer = new SimulatorClient(plain).login("demo-client", "demo-secret", GRANT);
            assertThat(json(answer).path("expires_in").asInt()).isEqualTo(86_400);
        }
    }

    @Test
    void theBuilderNamesTheClient() throws Exception {
        try (GenesysSimulator own =
                GenesysSimulator.builder().clientId("acme").clientSecret("s:3").start()) {
            SimulatorClient user = new SimulatorClient(own);
            assertThat(user.login("acme", "s:3", GRANT).statusCode()).isEqualTo(200);
            assertThat(user.login("demo-client", "demo-secret", GRANT).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void wrongCredentialsAreRefusedInTheFormOfOAuth() throws Exception {
        HttpResponse<String> wrongSecret = client.login("demo-client", "guess", GRANT);
        HttpResponse<String> wrongId = client.login("nobody", "demo-secret", GRANT);
        HttpResponse<String> noCredentials = client.loginByForm(GRANT);

        assertThat(wrongSecret.statusCode()).isEqualTo(400);
        assertThat(json(wrongSecret).path("error").asText()).isEqualTo("unauthorized_client");
        assertThat(json(wrongSecret).path("description").asText()).isNotEmpty();
        assertThat(json(wrongSecret).path("error_description").asText()).isNotEmpty();
        assertThat(wrongId.statusCode()).isEqualTo(400);
        assertThat(json(wrongId).path("error").asText()).isEqualTo("invalid_client");
        assertThat(noCredentials.statusCode()).isEqualTo(400);
    }

    @Test
    void onlyClientCredentialsAreGranted() throws Exception {
        HttpResponse<String> password = client.login("demo-client", "demo-secret", "grant_type=password");
        HttpResponse<String> nothing = client.login("demo-client", "demo-secret", "");

        assertThat(password.statusCode()).isEqualTo(400);
        assertThat(json(password).path("error").asText()).isEqualTo("unsupported_grant_type");
        assertThat(nothing.statusCode()).isEqualTo(400);
        assertThat(json(nothing).path("error").asText()).isEqualTo("invalid_request");
    }

    @Test
    void anUnreadableBasicHeaderIsRefused() throws Exception {
        HttpResponse<String> answer = client.send(client.request("/oauth/token")
                .setHeader("Authorization", "Basic %%%")
                .header("Content-Type", SimulatorClient.FORM)
                .POST(HttpRequest.BodyPublishers.ofString(GRANT)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").asText()).isEqualTo("invalid_client");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer made-up", "Basic ZGVtbzpkZW1v"})
    void withoutALiveTokenTheApiAnswers401(String authorization) throws Exception {
        client.login();
        HttpResponse<String> answer = client.send(client.request(QUEUES).setHeader("Authorization", authorization));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("code").asText()).isEqualTo("authentication.required");
        assertThat(json(answer).path("status").asInt()).isEqualTo(401);
        assertThat(json(answer).path("contextId").asText()).isEqualTo(header(answer, "inin-correlation-id"));
    }

    @Test
    void aTokenExpiresWhenTheClockSaysSo() throws Exception {
        client.login();

        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(200);

        clock.advance(Duration.ofMillis(1));
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(401);
        assertThat(client.login().get(QUEUES).statusCode()).isEqualTo(200);
    }

    @Test
    void revokedTokensAreWorthlessAtOnceAndNewOnesWork() throws Exception {
        SimulatorClient other = new SimulatorClient(simulator).login();
        client.login();

        simulator.revokeTokens();

        assertThat(client.get(QUEUES).statusCode()).isEqualTo(401);
        assertThat(other.get(QUEUES).statusCode()).isEqualTo(401);
        assertThat(client.login().get(QUEUES).statusCode()).isEqualTo(200);
        assertThat(other.get(QUEUES).statusCode()).isEqualTo(401);
    }

    @Test
    void aMissingScopeIsNamed() throws Exception {
        try (GenesysSimulator narrow =
                GenesysSimulator.builder().scopes("routing:queue:view").start()) {
            SimulatorClient user = new SimulatorClient(narrow).login();
            HttpResponse<String> refused = user.get("/api/v2/routing/directories/internal_agents/entries");

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(json(refused).path("code").asText()).isEqualTo("missing.permissions");
            assertThat(json(refused).path("message").asText()).contains("routing:directory:read");
            assertThat(user.get(QUEUES).statusCode()).isEqualTo(200);
        }
    }
}
