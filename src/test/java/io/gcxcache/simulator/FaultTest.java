package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.header;
import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultTest {
    private static final String QUEUES = "/api/v2/routing/queues";
    private static final String DIRECTORIES = "/api/v2/routing/directories/";
    private static final String ENTRIES = DIRECTORIES + "internal_agents/entries?pageSize=250&pageNumber=";
    private static final String GRANT = "grant_type=client_credentials";

    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aStatusIsAnsweredInThePlatformsFormAsOftenAsScripted() throws Exception {
        simulator.fault(Fault.status(503).times(2));

        HttpResponse<String> first = client.get(QUEUES);

        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(json(first).path("code").asText()).isEqualTo("service.unavailable");
        assertThat(json(first).path("contextId").asText()).isEqualTo(header(first, "inin-correlation-id"));
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(503);
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(200);
    }

    @Test
    void aFaultMeetsOnlyItsPathAndPage() throws Exception {
        simulator.fault(Fault.status(500).on(DIRECTORIES).page(3));

        assertThat(client.get(QUEUES + "?pageNumber=3").statusCode()).isEqualTo(200);
        assertThat(client.get(ENTRIES + 2).statusCode()).isEqualTo(200);
        assertThat(client.get(ENTRIES + 3).statusCode()).isEqualTo(500);
        assertThat(client.get(ENTRIES + 3).statusCode()).isEqualTo(200);
    }

    @Test
    void aFaultKnowsThePageThatACursorDenotes() throws Exception {
        simulator.directory("internal_agents").paging(PagingStyle.AFTER);
        simulator.fault(Fault.status(502).page(2));
        String after = json(client.get(ENTRIES + 1)).path("after").asText();

        assertThat(client.get(DIRECTORIES + "internal_agents/entries?after=" + after)
                        .statusCode())
                .isEqualTo(502);
    }

    @Test
    void faultsComeInTheOrderOfTheirScriptUntilTheyAreCleared() throws Exception {
        simulator.fault(Fault.status(500));
        simulator.fault(Fault.status(502).times(Integer.MAX_VALUE));

        assertThat(client.get(QUEUES).statusCode()).isEqualTo(500);
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(502);
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(502);
        simulator.clearFaults();
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(200);
    }

    @Test
    void theTokenEndpointFailsOnlyWhenItIsNamedAndInTheFormOfOAuth() throws Exception {
        simulator.fault(Fault.status(500));
        assertThat(client.login("demo-client", "demo-secret", GRANT).statusCode())
                .isEqualTo(200);

        simulator.fault(Fault.status(503).on("/oauth/token"));
        HttpResponse<String> refused = client.login("demo-client", "demo-secret", GRANT);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(json(refused).path("error").asText()).isNotEmpty();
        assertThat(json(refused).path("error_description").asText()).isNotEmpty();
    }

    @Test
    void tooManyRequestsTellsWhenToComeBack() throws Exception {
        simulator.fault(Fault.tooManyRequests(Duration.ofSeconds(42)));

        HttpResponse<String> refused = client.get(QUEUES);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "retry-after")).isEqualTo("42");
        assertThat(json(refused).path("message").asText()).contains("[42] seconds");
    }

    @Test
    void aSlowAnswerIsLateAndTellsWhatWasTrueWhenItWasAskedFor() throws Exception {
        String path = DIRECTORIES + "emergency_contacts/entries";
        JsonNode before = json(client.get(path));
        simulator.fault(Fault.slow(Duration.ofMillis(400)));

        long start = System.nanoTime();
        CompletableFuture<HttpResponse<String>> slow = client.getAsync(path);
        await().until(() -> simulator.calls().count(path) == 2);
        simulator.directory("emergency_contacts").change();

        assertThat(json(slow.join())).isEqualTo(before);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(395));
        assertThat(json(client.get(path))).isNotEqualTo(before);
    }

    @Test
    void aHeldAnswerIsSentWhenItIsReleasedAndTellsWhatWasTrueWhenItWasAskedFor() throws Exception {
        String path = DIRECTORIES + "emergency_contacts/entries";
        JsonNode before = json(client.get(path));
        CompletableFuture<Void> release = new CompletableFuture<>();
        simulator.fault(Fault.held(release));

        CompletableFuture<HttpResponse<String>> held = client.getAsync(path);
        await().until(() -> simulator.calls().count(path) == 2);
        simulator.directory("emergency_contacts").change();
        JsonNode meanwhile = json(client.get(path));
        assertThat(held).isNotDone();
        release.complete(null);

        assertThat(json(held.join())).isEqualTo(before);
        assertThat(meanwhile).isNotEqualTo(before);
    }

    @Test
    void anAnswerThatWasReleasedBeforeIsNotHeld() throws Exception {
        simulator.fault(Fault.held(CompletableFuture.completedFuture(null)));

        assertThat(client.get(QUEUES).statusCode()).isEqualTo(200);
    }

    @Test
    void latencyDelaysEveryAnswer() throws Exception {
        try (GenesysSimulator far =
                GenesysSimulator.builder().latency(Duration.ofMillis(80)).start()) {
            SimulatorClient user = new SimulatorClient(far).login();
            long start = System.nanoTime();
            user.get(QUEUES);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(75));
        }
    }

    @Test
    void aTruncatedAnswerAnnouncesMoreThanItSends() throws Exception {
        simulator.fault(Fault.truncated().times(2));

        assertThatThrownBy(() -> client.get(ENTRIES + 1)).isInstanceOf(IOException.class);

        String raw = raw(ENTRIES + 1);
        int announced = Integer.parseInt(raw.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
        assertThat(raw).startsWith("HTTP/1.1 200");
        int sent = raw.substring(raw.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8).length;
        assertThat(sent).isBetween(announced / 2 - 3, announced / 2 + 3);
        assertThat(client.get(ENTRIES + 1).statusCode()).isEqualTo(200);
    }

    @Test
    void aCutConnectionCarriesNoAnswer() throws Exception {
        simulator.fault(Fault.cut());

        assertThat(raw(QUEUES)).isEmpty();
        assertThat(raw(QUEUES)).startsWith("HTTP/1.1 200");
        assertThat(simulator.calls().all()).extracting(Call::status).containsExactly(200, 0, 200);
    }

    @Test
    void answersThatAreNotWhatTheySeem() throws Exception {
        simulator.fault(Fault.notJson());
        simulator.fault(Fault.wrongJson());
        simulator.fault(Fault.wrongJson("[1, 2]"));

        HttpResponse<String> html = client.get(QUEUES);
        HttpResponse<String> otherObject = client.get(QUEUES);
        HttpResponse<String> array = client.get(QUEUES);

        assertThat(html.statusCode()).isEqualTo(200);
        assertThat(header(html, "content-type")).startsWith("text/html");
        assertThat(header(otherObject, "content-type")).isEqualTo("application/json");
        assertThat(json(otherObject).isObject()).isTrue();
        assertThat(json(otherObject).has("entities")).isFalse();
        assertThat(json(array).isArray()).isTrue();
    }

    @Test
    void anEntryLacksAFieldInOneAnswerOnly() throws Exception {
        simulator.fault(Fault.entryWithout("id", 3).page(2));

        JsonNode entities = json(client.get(ENTRIES + 2)).path("entities");

        assertThat(entities.path(3).has("id")).isFalse();
        assertThat(entities.path(3).has("name")).isTrue();
        assertThat(entities).filteredOn(entry -> entry.has("id")).hasSize(249);
        assertThat(json(client.get(ENTRIES + 2)).path("entities").path(3).has("id"))
                .isTrue();
    }

    @Test
    void aTornPageBringsAnotherLastModified() throws Exception {
        simulator.fault(Fault.tornPage().on(DIRECTORIES).page(2));

        String first = header(client.get(ENTRIES + 1), "last-modified");
        String second = header(client.get(ENTRIES + 2), "last-modified");

        assertThat(second).isNotEqualTo(first);
        assertThat(header(client.get(ENTRIES + 3), "last-modified")).isEqualTo(second);
    }

    @Test
    void aLoopingPageNamesItself() throws Exception {
        simulator.fault(Fault.pageLoop().page(2).times(Integer.MAX_VALUE));

        assertThat(json(client.get(ENTRIES + 1)).at("/nextPage/pageNumber").asInt())
                .isEqualTo(2);
        assertThat(json(client.get(ENTRIES + 2)).at("/nextPage/pageNumber").asInt())
                .isEqualTo(2);
        JsonNode queues = json(client.get(QUEUES + "?pageNumber=2"));
        assertThat(queues.path("nextUri")).isEqualTo(queues.path("selfUri"));
    }

    @Test
    void aMissingScopeIsNamed() throws Exception {
        simulator.fault(Fault.missingScope("routing:directory:read"));

        HttpResponse<String> refused = client.get(ENTRIES + 1);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("code").asText()).isEqualTo("missing.permissions");
        assertThat(json(refused).path("message").asText()).contains("routing:directory:read");
    }

    @Test
    void aRevokedTokenIsRefusedAndANewOneWorks() throws Exception {
        simulator.fault(Fault.revokeToken().page(2));

        assertThat(client.get(ENTRIES + 1).statusCode()).isEqualTo(200);
        assertThat(client.get(ENTRIES + 2).statusCode()).isEqualTo(401);
        assertThat(client.get(ENTRIES + 2).statusCode()).isEqualTo(401);
        assertThat(client.login().get(ENTRIES + 2).statusCode()).isEqualTo(200);
    }

    @Test
    void aFaultThatNobodyCouldSeeWaitsForTheNextCall() throws Exception {
        simulator.fault(Fault.status(503));
        simulator.fault(Fault.entryWithout("id", 20));

        assertThat(new SimulatorClient(simulator).get(QUEUES).statusCode()).isEqualTo(401);
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(503);
        assertThat(json(client.get(DIRECTORIES + "emergency_contacts/entries")).path("entities"))
                .hasSize(12);
        assertThat(json(client.get(QUEUES)).path("entities").path(20).has("id")).isFalse();
    }

    @Test
    void impossibleFaultsAreRefused() {
        assertThatThrownBy(() -> Fault.status(200)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.cut().times(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.cut().page(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.wrongJson("{")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.entryWithout("id", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.slow(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    /** What the socket carries; the JDK's client would repeat a call whose connection was cut. */
    private String raw(String path) throws IOException {
        String authorization = client.request(path)
                .build()
                .headers()
                .firstValue("Authorization")
                .orElseThrow();
        try (Socket socket = new Socket("127.0.0.1", simulator.url().getPort())) {
            String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
                    + authorization + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
