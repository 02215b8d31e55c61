package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.pagesOf;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the machine's clock by an hour: nothing is served longer or shorter, and nothing is blocked longer. */
class ClockStepTest {
    private static final String CONTACTS = "/gcx/directories/emergency_contacts";
    private static final String PAGES = pagesOf("emergency_contacts");
    private static final String REAL_TIME = "{\"dateFrom\": \"2024-01-01\", \"dateTo\": \"now\"}";
    private static final int TTL = 60;
    private static final int STALE = 3_600;

    @TempDir
    Path audit;

    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(
                audit,
                Map.of("gcx.budget.max-wait", "0"),
                GenesysSimulator.builder()
                        .tokenLifetime(Duration.ofHours(2))
                        .rateLimit("routing-queues", 8, Duration.ofSeconds(60)));
        gateway.clock.stop();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aFreshEntryIsFreshForItsTtl(int hours) throws Exception {
        gateway.get(CONTACTS);
        advance(10);

        step(hours);

        assertHit(CONTACTS, 10);
        advance(TTL - 11);
        assertHit(CONTACTS, TTL - 1);
        breakGenesys(PAGES);
        advance(2);
        assertHit(CONTACTS, TTL + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aStaleEntryIsServedForItsWindow(int hours) throws Exception {
        gateway.get(CONTACTS);
        breakGenesys(PAGES);
        advance(TTL + 10);

        step(hours);

        assertHit(CONTACTS, TTL + 10);
        advance(STALE - 11);
        assertHit(CONTACTS, TTL + STALE - 1);
        advance(2);
        problem(gateway.get(CONTACTS), 502);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void realTimeIsServedForAMinute(int hours) throws Exception {
        String report = "/gcx/reports/stepped";
        gateway.genesys.report("stepped").runTime(Duration.ZERO);
        HttpResponse<String> first = gateway.post(report, REAL_TIME);
        breakGenesys("/api/v2/analytics/reports/stepped/");
        advance(40);

        step(hours);

        advance(19);
        HttpResponse<String> old = gateway.post(report, REAL_TIME);
        advance(2);
        HttpResponse<String> tooOld = gateway.post(report, REAL_TIME);
        assertThat(old.body()).isEqualTo(first.body());
        assertThat(header(old, "Age")).isEqualTo("59");
        problem(tooOld, 502);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aFailureIsRememberedForFiveSeconds(int hours) throws Exception {
        gateway.genesys.fault(Fault.status(404).on(PAGES).times(1));
        problem(gateway.get(CONTACTS), 404);

        step(hours);

        advance(4);
        problem(gateway.get(CONTACTS), 404);
        assertThat(gateway.pageCalls("emergency_contacts")).isEqualTo(1);
        advance(2);
        assertThat(gateway.get(CONTACTS).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aTokenIsUsedUntilItIsToBeRenewed(int hours) throws Exception {
        gateway.get(CONTACTS);
        int logins = logins();

        step(hours);

        advance(7_000);
        gateway.get("/gcx/directories/internal_agents");
        assertThat(logins()).isEqualTo(logins);
        advance(200);
        gateway.get("/gcx/directories/vendors");
        assertThat(logins()).isEqualTo(logins + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aFamilyIsBlockedForAsLongAsItWasTold(int hours) throws Exception {
        gateway.genesys.fault(
                Fault.tooManyRequests(Duration.ofSeconds(100)).on(PAGES).times(1));
        assertRefusedFor(100, CONTACTS);
        advance(10);

        step(hours);

        assertRefusedFor(90, CONTACTS);
        advance(89);
        assertRefusedFor(1, CONTACTS);
        advance(1);
        assertThat(gateway.get(CONTACTS).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aRateLimitIsSpentUntilTheResetThatWasToldBeforeTheStep(int hours) throws Exception {
        spendQueues();
        advance(20);

        step(hours);

        assertQueuesAreSpentFor(40);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aRateLimitIsSpentUntilTheResetThatIsToldAfterTheStep(int hours) throws Exception {
        step(hours);

        spendQueues();

        advance(20);
        assertQueuesAreSpentFor(40);
    }

    /** What the reply of Genesys says last is that nothing is left until its reset, an instant in Unix seconds. */
    private void spendQueues() throws Exception {
        while (remaining("routing-queues") != 0) {
            gateway.send("DELETE", "/gcx/entries/gcx:list:routing-queues");
            gateway.get("/gcx/lists/routing-queues");
        }
        gateway.send("DELETE", "/gcx/entries/gcx:list:routing-queues");
    }

    private void assertQueuesAreSpentFor(int seconds) throws Exception {
        int calls = gateway.genesys.calls().count("/api/v2/routing/queues");
        HttpResponse<String> refused = gateway.get("/gcx/lists/routing-queues");
        problem(refused, 503);
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(seconds - 1, seconds + 1);
        advance(seconds - 2);
        problem(gateway.get("/gcx/lists/routing-queues"), 503);
        assertThat(gateway.genesys.calls().count("/api/v2/routing/queues")).isEqualTo(calls);
        advance(4);
        assertThat(gateway.get("/gcx/lists/routing-queues").statusCode()).isEqualTo(200);
    }

    private long remaining(String family) throws Exception {
        for (JsonNode line : json(gateway.get("/gcx/budget")).path("families")) {
            if (line.path("family").asText().equals(family)) {
                return line.path("remaining").asLong();
            }
        }
        return -1;
    }

    private void assertRefusedFor(int seconds, String path) throws Exception {
        HttpResponse<String> refused = gateway.get(path);
        problem(refused, 503);
        assertThat(header(refused, "Retry-After")).isEqualTo("" + seconds);
    }

    private void assertHit(String path, int age) throws Exception {
        HttpResponse<String> hit = gateway.get(path);
        assertThat(header(hit, "Cache-Status")).isEqualTo("gcx; hit; ttl=" + (TTL - age));
        assertThat(header(hit, "Age")).isEqualTo("" + age);
    }

    private int logins() {
        return gateway.genesys.calls().count("/oauth/token");
    }

    private void step(int hours) {
        gateway.stepWall(Duration.ofHours(hours));
    }

    private void advance(int seconds) {
        gateway.clock.advance(Duration.ofSeconds(seconds));
    }

    private void breakGenesys(String path) {
        gateway.genesys.fault(Fault.status(503).on(path).times(Integer.MAX_VALUE));
    }
}
