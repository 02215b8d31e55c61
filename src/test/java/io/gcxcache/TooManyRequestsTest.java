package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.pagesOf;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.simulator.Fault;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a question while Genesys answers 429. */
class TooManyRequestsTest {
    private static final String CONTACTS = "/gcx/directories/emergency_contacts";

    @TempDir
    Path audit;

    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void aShortRetryAfterIsWaitedForWithoutAThread() throws Exception {
        gateway.genesys.fault(Fault.tooManyRequests(Duration.ofSeconds(2)).on(pagesOf("emergency_contacts")));

        long start = System.nanoTime();
        CompletableFuture<HttpResponse<String>> waiting = gateway.getAsync(CONTACTS);
        await().until(() -> gateway.pageCalls("emergency_contacts") == 1);
        await().pollInterval(Duration.ofMillis(10)).until(() -> busyThreads() == 0);
        assertThat(waiting).isNotDone();
        HttpResponse<String> answer = waiting.join();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(1900));
        assertThat(gateway.pageCalls("emergency_contacts")).isEqualTo(2);
    }

    @Test
    void aLongRetryAfterIsToldAtOnceInA503() throws Exception {
        gateway.get("/gcx/lists/routing-queues");
        gateway.genesys.fault(Fault.tooManyRequests(Duration.ofHours(1)).on(pagesOf("emergency_contacts")));

        long start = System.nanoTime();
        HttpResponse<String> refused = gateway.get(CONTACTS);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(problem(refused, 503)).contains("routing-directories");
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(3590, 3600);
        assertThat(took).as("the longest wait").isLessThan(Duration.ofSeconds(10));
        assertThat(gateway.pageCalls("emergency_contacts")).isEqualTo(1);
    }

    @Test
    void aBlockedFamilyIsNotAskedAndHoldsNoThreads() throws Exception {
        gateway.genesys.fault(Fault.tooManyRequests(Duration.ofHours(1)).on(pagesOf("emergency_contacts")));
        gateway.get(CONTACTS);
        int calls = gateway.genesys.calls().count("/api/");

        List<CompletableFuture<HttpResponse<String>>> asked = IntStream.range(0, 50)
                .mapToObj(i -> gateway.getAsync("/gcx/directories/other-" + i))
                .toList();

        assertThat(asked)
                .allSatisfy(reply -> assertThat(reply.join().statusCode()).isEqualTo(503));
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(calls);
        await().until(() -> busyThreads() == 0);
        assertThat(gateway.get("/gcx/lists/routing-queues").statusCode())
                .as("another family")
                .isEqualTo(200);
    }

    @Test
    void staleIsServedWhileTheFamilyIsBlocked() throws Exception {
        HttpResponse<String> before = gateway.get(CONTACTS);
        gateway.clock.advance(Duration.ofSeconds(70));
        gateway.genesys.fault(Fault.tooManyRequests(Duration.ofHours(1)).on(pagesOf("emergency_contacts")));

        HttpResponse<String> refreshing = gateway.get(CONTACTS);
        await().until(() -> gateway.pageCalls("emergency_contacts") == 2);
        await().untilAsserted(() -> assertThat(header(gateway.get(CONTACTS), "Cache-Status"))
                .matches("gcx; hit; ttl=-\\d+; detail=degraded"));
        HttpResponse<String> blocked = gateway.get(CONTACTS);

        assertThat(header(refreshing, "Cache-Status")).matches("gcx; hit; ttl=-\\d+");
        assertThat(blocked.statusCode()).isEqualTo(200);
        assertThat(blocked.body()).isEqualTo(before.body());
        assertThat(header(blocked, "GCX-Refreshing")).isEmpty();
        assertThat(gateway.pageCalls("emergency_contacts")).isEqualTo(2);
    }

    @Test
    void aRefusalByTheBudgetIsNotRemembered() throws Exception {
        gateway.genesys.fault(Fault.tooManyRequests(Duration.ofMinutes(1)).on(pagesOf("emergency_contacts")));
        problem(gateway.get(CONTACTS), 503);

        gateway.clock.advance(Duration.ofSeconds(61));

        assertThat(gateway.get(CONTACTS).statusCode()).isEqualTo(200);
    }

    @Test
    void threeRefusalsInARowAreEnough() throws Exception {
        gateway.genesys.fault(Fault.tooManyRequests(Duration.ZERO)
                .on(pagesOf("emergency_contacts"))
                .times(Integer.MAX_VALUE));

        HttpResponse<String> refused = gateway.get(CONTACTS);

        problem(refused, 503);
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isPositive();
        assertThat(gateway.pageCalls("emergency_contacts")).isEqualTo(3);
    }

    @Test
    void aSpentWindowIsLeftAloneBeforeGenesysSaysSo() throws Exception {
        gateway.genesys.rateLimit("routing-directories", 3, Duration.ofSeconds(60));

        HttpResponse<String> refused = gateway.get("/gcx/directories/internal_agents");

        problem(refused, 503);
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1, 61);
        assertThat(gateway.pageCalls("internal_agents")).isEqualTo(3);
        assertThat(gateway.genesys.calls().all()).noneMatch(call -> call.status() == 429);
    }

    /** How many threads that call Genesys are at work. */
    private int busyThreads() {
        return gateway.camel
                .getRegistry()
                .lookupByNameAndType("gcx-calls", ThreadPoolExecutor.class)
                .getActiveCount();
    }
}
