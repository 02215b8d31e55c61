package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.header;
import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final String QUEUES = "/api/v2/routing/queues";
    private static final String ENTRIES = "/api/v2/routing/directories/emergency_contacts/entries";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock();
    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder()
                .clock(clock)
                .rateLimit("routing-queues", 3, MINUTE)
                .start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void answers429UntilTheWindowEnds() throws Exception {
        useUp();
        clock.advance(Duration.ofMillis(17_900));

        HttpResponse<String> refused = client.get(QUEUES);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "retry-after")).isEqualTo("43");
        JsonNode body = json(refused);
        assertThat(body.path("code").asText()).isEqualTo("too.many.requests.retry.after");
        assertThat(body.path("message").asText())
                .isEqualTo("Rate limit exceeded the maximum. Retry the request in [43] seconds");
        assertThat(body.path("limit").path("value").asInt()).isEqualTo(3);
        assertThat(body.path("contextId").asText()).isEqualTo(header(refused, "inin-correlation-id"));
        clock.advance(Duration.ofMillis(42_099));
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(429);
        clock.advance(Duration.ofMillis(1));
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(200);
    }

    @Test
    void theLastInstantOfAWindowStillAsksForASecond() throws Exception {
        useUp();
        clock.advance(MINUTE.minusMillis(1));

        assertThat(header(client.get(QUEUES), "retry-after")).isEqualTo("1");
    }

    @Test
    void refusedCallsAreNotCounted() throws Exception {
        useUp();
        client.get(QUEUES);
        client.get(QUEUES);

        clock.advance(MINUTE);

        useUp();
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(429);
    }

    @Test
    void familiesDoNotShareALimit() throws Exception {
        useUp();

        assertThat(client.get(QUEUES).statusCode()).isEqualTo(429);
        assertThat(client.get(ENTRIES).statusCode()).isEqualTo(200);
        HttpResponse<String> other = client.get("/api/v2/users/me");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(header(other, "x-ratelimit-remaining")).isEqualTo("299");
    }

    @Test
    void callsWithoutALiveTokenAreNotCounted() throws Exception {
        assertThat(new SimulatorClient(simulator).get(QUEUES).statusCode()).isEqualTo(401);

        assertThat(header(client.get(QUEUES), "x-ratelimit-remaining")).isEqualTo("2");
    }

    @Test
    void aLimitChangesAtRuntimeWithAnEmptyWindow() throws Exception {
        useUp();

        simulator.rateLimit("routing-queues", 1, Duration.ofSeconds(5));

        assertThat(client.get(QUEUES).statusCode()).isEqualTo(200);
        assertThat(header(client.get(QUEUES), "retry-after")).isEqualTo("5");
    }

    @Test
    void aLimitOfZeroRefusesEverything() throws Exception {
        simulator.rateLimit("routing-queues", 0, MINUTE);

        assertThat(client.get(QUEUES).statusCode()).isEqualTo(429);
        clock.advance(MINUTE);
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(429);
    }

    @Test
    void xRateLimitHeadersTellTheEndInUnixSeconds() throws Exception {
        HttpResponse<String> answer = client.get(QUEUES);

        assertThat(header(answer, "x-ratelimit-limit")).isEqualTo("3");
        assertThat(header(answer, "x-ratelimit-remaining")).isEqualTo("2");
        long endRoundedUp = clock.instant().plus(MINUTE).getEpochSecond() + 1;
        assertThat(header(answer, "x-ratelimit-reset")).isEqualTo(Long.toString(endRoundedUp));
    }

    @Test
    void ininHeadersTellTheCountAndTheSecondsLeft() throws Exception {
        simulator.rateLimitHeaders(RateLimitHeaders.ININ);
        client.get(QUEUES);
        clock.advance(Duration.ofSeconds(20));

        HttpResponse<String> answer = client.get(QUEUES);

        assertThat(header(answer, "inin-ratelimit-allowed")).isEqualTo("3");
        assertThat(header(answer, "inin-ratelimit-count")).isEqualTo("2");
        assertThat(header(answer, "inin-ratelimit-reset")).isEqualTo("40");
        assertThat(header(answer, "x-ratelimit-limit")).isEmpty();
    }

    @Test
    void ietfHeadersTellOneItemForOneWindow() throws Exception {
        simulator.rateLimitHeaders(RateLimitHeaders.IETF);

        HttpResponse<String> answer = client.get(QUEUES);

        assertThat(header(answer, "ratelimit")).isEqualTo("\"default\";r=2;t=60");
        assertThat(header(answer, "ratelimit-policy")).isEqualTo("\"default\";q=3;w=60");
    }

    @Test
    void aFamilyMayHaveABurstAndASustainedWindow() throws Exception {
        simulator.rateLimitHeaders(RateLimitHeaders.IETF);
        simulator.rateLimit("routing-queues", 2, Duration.ofSeconds(10), 3, Duration.ofHours(1));

        HttpResponse<String> first = client.get(QUEUES);
        assertThat(header(first, "ratelimit")).isEqualTo("\"burst\";r=1;t=10, \"sustained\";r=2;t=3600");
        assertThat(header(first, "ratelimit-policy")).isEqualTo("\"burst\";q=2;w=10, \"sustained\";q=3;w=3600");
        client.get(QUEUES);
        assertThat(header(client.get(QUEUES), "retry-after")).isEqualTo("10");
        clock.advance(Duration.ofSeconds(10));
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(200);
        assertThat(header(client.get(QUEUES), "retry-after")).isEqualTo("3590");
    }

    @Test
    void ofTwoWindowsTheTighterIsToldWhereOnlyOneFits() throws Exception {
        simulator.rateLimit("routing-queues", 2, Duration.ofSeconds(10), 30, Duration.ofHours(1));

        assertThat(header(client.get(QUEUES), "x-ratelimit-limit")).isEqualTo("2");
    }

    @Test
    void withoutHeadersOnlyThe429Tells() throws Exception {
        simulator.rateLimitHeaders(RateLimitHeaders.NONE);
        HttpResponse<String> answer = client.get(QUEUES);
        useUpRest();

        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.contains("ratelimit"));
        assertThat(header(client.get(QUEUES), "retry-after")).isEqualTo("60");
    }

    @Test
    void callsSideBySideAreCountedExactly() {
        simulator.rateLimit("routing-queues", 20, MINUTE);

        List<CompletableFuture<HttpResponse<String>>> answers =
                IntStream.range(0, 50).mapToObj(i -> client.getAsync(QUEUES)).toList();

        assertThat(answers)
                .extracting(CompletableFuture::join)
                .filteredOn(answer -> answer.statusCode() == 200)
                .hasSize(20);
    }

    @Test
    void anUnknownFamilyIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> simulator.rateLimit("queues", 1, MINUTE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'queues'")
                .hasMessageContaining("routing-queues");
    }

    private void useUp() throws Exception {
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(200);
        useUpRest();
    }

    private void useUpRest() throws Exception {
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(200);
        assertThat(client.get(QUEUES).statusCode()).isEqualTo(200);
    }
}
