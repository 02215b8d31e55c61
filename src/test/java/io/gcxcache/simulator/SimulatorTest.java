package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.header;
import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatorTest {
    private static final String QUEUES = "/api/v2/routing/queues";

    @Test
    void listensOnAFreeLoopbackPort() {
        try (GenesysSimulator simulator = GenesysSimulator.builder().start()) {
            assertThat(simulator.url()).hasScheme("http").hasHost("127.0.0.1");
            assertThat(simulator.url().getPort()).isPositive();
        }
    }

    @Test
    void aTakenPortEndsTheStartWithOneLine() {
        try (GenesysSimulator first = GenesysSimulator.builder().start()) {
            int port = first.url().getPort();
            assertThatThrownBy(() -> GenesysSimulator.builder().port(port).start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The Genesys simulator cannot listen on 127.0.0.1:" + port + ": the port is taken");
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        GenesysSimulator.Builder builder = GenesysSimulator.builder();

        assertThatThrownBy(() -> builder.port(70_000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.latency(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        GenesysSimulator.builder().tokenLifetime(Duration.ZERO).start())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GenesysSimulator.builder()
                        .rateLimit("other", 1, Duration.ZERO)
                        .start())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedSimulatorFreesItsPortAndMayBeClosedAgain() {
        GenesysSimulator simulator = GenesysSimulator.builder().start();
        int port = simulator.url().getPort();
        SimulatorClient client = new SimulatorClient(simulator);

        simulator.close();
        simulator.close();

        assertThatThrownBy(() -> client.get(QUEUES)).isInstanceOf(ConnectException.class);
        try (GenesysSimulator next = GenesysSimulator.builder().port(port).start()) {
            assertThat(next.url().getPort()).isEqualTo(port);
        }
    }

    @Test
    void closingDoesNotWaitForSlowAnswers() throws Exception {
        CompletableFuture<HttpResponse<String>> pending;
        try (GenesysSimulator simulator = GenesysSimulator.builder().start()) {
            SimulatorClient client = new SimulatorClient(simulator).login();
            simulator.fault(Fault.slow(Duration.ofMinutes(5)).times(Integer.MAX_VALUE));
            pending = client.getAsync(QUEUES);
        }
        assertThat(pending).failsWithin(Duration.ofSeconds(5));
    }

    @Test
    void unknownPathsAnswer404() throws Exception {
        try (GenesysSimulator simulator = GenesysSimulator.builder().start()) {
            SimulatorClient client = new SimulatorClient(simulator).login();

            HttpResponse<String> api = client.get("/api/v2/unheard/of");
            assertThat(api.statusCode()).isEqualTo(404);
            assertThat(json(api).path("code").asText()).isEqualTo("not.found");
            assertThat(header(api, "x-ratelimit-limit")).isEqualTo("300");
            assertThat(client.get("/favicon.ico").statusCode()).isEqualTo(404);
            assertThat(client.get("/oauth/token").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whatIsNoProperRequestIsAnsweredAndLogged() throws Exception {
        try (GenesysSimulator simulator = GenesysSimulator.builder().start()) {
            SimulatorClient client = new SimulatorClient(simulator).login();

            HttpResponse<String> tooLarge = client.send(
                    client.request("/api/v2/anything").POST(HttpRequest.BodyPublishers.ofString("x".repeat(512_001))));

            assertThat(tooLarge.statusCode()).isEqualTo(413);
            assertThat(json(tooLarge).path("code").asText()).isEqualTo("request.entity.too.large");
            assertThat(simulator.calls().count("/api/v2/anything")).isEqualTo(1);
        }
    }

    @Test
    void everyCallIsLogged() throws Exception {
        SettableClock clock = new SettableClock();
        try (GenesysSimulator simulator =
                GenesysSimulator.builder().clock(clock).start()) {
            SimulatorClient client = new SimulatorClient(simulator).login();
            client.login("nobody", "", "");
            client.get(QUEUES + "?pageSize=5&x=%20", "X-Trace", "one", "X-Trace", "two");
            client.get("/api/v2/nothing");

            CallLog calls = simulator.calls();
            assertThat(calls.count()).isEqualTo(4);
            assertThat(calls.count("/api/v2/")).isEqualTo(2);
            assertThat(calls.count(QUEUES)).isEqualTo(1);
            assertThat(calls.tokens()).isEqualTo(2);
            assertThat(calls.all()).extracting(Call::status).containsExactly(200, 400, 200, 404);
            Call call = calls.all().get(2);
            assertThat(call.at()).isEqualTo(clock.instant());
            assertThat(call.method()).isEqualTo("GET");
            assertThat(call.path()).isEqualTo(QUEUES);
            assertThat(call.query()).isEqualTo("pageSize=5&x=%20");
            assertThat(call.headers())
                    .containsAllEntriesOf(Map.of("x-trace", "one, two"))
                    .containsKey("authorization");
            assertThat(calls.all().get(3).query()).isEmpty();

            calls.clear();
            assertThat(calls.count()).isZero();
        }
    }

    @Test
    void aDirectoryMayChangeWhileItIsRead() throws Exception {
        try (GenesysSimulator simulator = GenesysSimulator.builder().start()) {
            SimulatorClient client = new SimulatorClient(simulator).login();
            CompletableFuture<Void> changing = CompletableFuture.runAsync(() -> IntStream.range(0, 500)
                    .forEach(i -> simulator.directory("emergency_contacts").change()));

            for (int i = 0; i < 100; i++) {
                HttpResponse<String> answer = client.get("/api/v2/routing/directories/emergency_contacts/entries");
                assertThat(json(answer).path("entities")).hasSize(12);
            }
            changing.join();
        }
    }
}
