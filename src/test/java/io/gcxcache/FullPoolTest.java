package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.simulator.Fault;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool whose threads are all taken and whose queue has no place left: who needs it is told to come back. */
class FullPoolTest {
    private static final String CONTACTS = "/gcx/directories/emergency_contacts";
    private static final String VENDORS = "/gcx/directories/external_vendors";
    private static final String EVERYTHING_WAITS = "waiting in the gateway";

    private static final Map<String, Integer> THREADS =
            Map.of("gcx-work", 32, "gcx-calls", 96, "gcx-timers", 2, "gcx-events", 2);

    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    @TempDir
    Path audit;

    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(audit);
        gateway.get(CONTACTS);
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcx-work", "gcx-calls", "gcx-timers"})
    void hitsGoOnAndAMissIsToldToComeBack(String pool) throws Exception {
        fill(pool);

        HttpResponse<String> hit = gateway.get(CONTACTS);
        HttpResponse<String> miss = gateway.get(VENDORS);

        assertThat(header(hit, "Cache-Status")).startsWith("gcx; hit");
        assertThat(problem(miss, 503)).contains(EVERYTHING_WAITS);
        assertThat(header(miss, "Retry-After")).isEqualTo("1");

        release.countDown();

        await().untilAsserted(
                        () -> assertThat(gateway.get(VENDORS).statusCode()).isEqualTo(200));
        await().untilAsserted(() -> assertThat(flights()).isZero());
    }

    @Test
    void whatTakesItsTimeIsToldToComeBackToo() throws Exception {
        fill("gcx-events");

        HttpResponse<String> runs = gateway.get("/gcx/runs");

        assertThat(problem(runs, 503)).contains(EVERYTHING_WAITS);
        assertThat(header(runs, "Retry-After")).isEqualTo("1");
        assertThat(gateway.get(VENDORS).statusCode()).isEqualTo(200);

        release.countDown();

        await().untilAsserted(() ->
                assertThat(json(gateway.get("/gcx/runs")).path("runs")).isNotEmpty());
    }

    @Test
    void whoDoesNotWaitLongerThanPreferredIsToldToComeBackWhenNothingCanTellTheTime() throws Exception {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        gateway.genesys.fault(Fault.held(answer).on(Gateway.pagesOf("external_vendors")));
        CompletableFuture<HttpResponse<String>> patient = gateway.getAsync(VENDORS);
        await().until(() -> gateway.pageCalls("external_vendors") == 1);
        fill("gcx-timers");

        HttpResponse<String> impatient = gateway.get(VENDORS, "Prefer", "wait=5");
        release.countDown();
        answer.complete(null);

        assertThat(problem(impatient, 503)).contains(EVERYTHING_WAITS);
        assertThat(patient.join().statusCode()).isEqualTo(200);
    }

    /** Or its client would send it once more, and others read what was there before it. */
    @Test
    void aWriteThatGenesysHasDoneIsAnsweredAndWhatItTouchesIsDropped() throws Exception {
        String queues = "/api/v2/routing/queues";
        String[] login = {"Authorization", "Bearer " + gateway.logIn()};
        gateway.get(queues, login);
        fill("gcx-work");

        HttpResponse<String> written = gateway.post(queues, "{\"name\":\"Night\"}", login);

        assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
        assertThat(gateway.genesys.calls().count("POST", queues)).isEqualTo(1);
        assertThat(header(gateway.get(queues, login), "Cache-Status")).doesNotContain("hit");
    }

    private int flights() throws Exception {
        return (int) gateway.get("/observe/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("gcx_flights"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Fills the queue, and once more when every thread is taken: one may have taken its task out of the full queue. */
    private void fill(String pool) {
        ExecutorService executor = gateway.camel.getRegistry().lookupByNameAndType(pool, ExecutorService.class);
        fillQueue(executor);
        await().until(() -> waiting.get() == THREADS.get(pool));
        fillQueue(executor);
    }

    private void fillQueue(ExecutorService executor) {
        try {
            while (true) {
                executor.execute(this::waitForRelease);
            }
        } catch (RejectedExecutionException e) {
            // now it is full
        }
    }

    private void waitForRelease() {
        waiting.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
