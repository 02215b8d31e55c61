package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks after an invalidation never gets what was true before it, however many fills are on their way. */
class InvalidationRaceTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 250;

    @TempDir
    Path audit;

    @Test
    void aThousandInvalidationsRacingAThousandFillsNeverBringAnOldAnswerBack() throws Exception {
        try (Gateway gateway = fast()) {
            ExecutorService pool = Executors.newFixedThreadPool(2 * THREADS);
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Integer>> fillers = new ArrayList<>();
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String directory = "raced-" + i;
                gateway.genesys.directory(directory).entries(1);
                fillers.add(pool.submit(() -> fill(gateway, directory, over)));
                writers.add(pool.submit(writer(gateway, directory)));
            }

            int old = 0;
            for (Future<Integer> writer : writers) {
                old += writer.get();
            }
            over.set(true);
            for (Future<Integer> filler : fillers) {
                assertThat(filler.get()).isPositive();
            }
            pool.shutdown();

            assertThat(old).isZero();
            assertThat(gateway.genesys.calls().count("/api/v2/routing/directories/raced-"))
                    .as("fills")
                    .isGreaterThanOrEqualTo(THREADS * ROUNDS);
        }
    }

    @Test
    void aFillThatBeganBeforeAnswersThoseWhoHadAskedAndIsNotKept() throws Exception {
        try (Gateway gateway = fast()) {
            gateway.genesys.directory("slow").entries(1);
            CompletableFuture<Void> release = new CompletableFuture<>();
            gateway.genesys.fault(Fault.held(release).on(Gateway.pagesOf("slow")));
            CompletableFuture<HttpResponse<String>> before = gateway.getAsync("/gcx/directories/slow");
            await().until(() -> gateway.pageCalls("slow") == 1);
            gateway.genesys.directory("slow").change();

            gateway.send("DELETE", "/gcx/entries/gcx:directory:slow");
            HttpResponse<String> after = gateway.get("/gcx/directories/slow");

            assertThat(before).isNotDone();
            release.complete(null);
            assertThat(modified(after))
                    .isEqualTo(gateway.genesys.directory("slow").lastModified().getEpochSecond());
            assertThat(modified(before.join())).isLessThan(modified(after));
            assertThat(header(gateway.get("/gcx/directories/slow"), "ETag")).isEqualTo(header(after, "ETag"));
        }
    }

    @Test
    void aNewFlightTakesThePlaceOfTheInvalidatedOneAndBothAreTold() throws Exception {
        try (Gateway gateway = fast()) {
            gateway.genesys.directory("told").entries(1);
            CompletableFuture<Void> release = new CompletableFuture<>();
            gateway.genesys.fault(Fault.held(release).on(Gateway.pagesOf("told")));
            CompletableFuture<HttpResponse<String>> before = gateway.getAsync("/gcx/directories/told");
            await().until(() -> gateway.pageCalls("told") == 1);
            gateway.post("/gcx/invalidations", "{\"tag\": \"directory\"}");

            CompletableFuture<HttpResponse<String>> after = gateway.getAsync("/gcx/directories/told");
            await().until(() -> gateway.pageCalls("told") == 2);

            assertThat(json(gateway.get("/gcx/runs")).path("runs")).hasSize(2);
            release.complete(null);
            assertThat(before.join().statusCode()).isEqualTo(200);
            assertThat(after.join().statusCode()).isEqualTo(200);
            assertThat(json(gateway.get("/gcx/runs")).path("runs").findValuesAsText("state"))
                    .containsExactly("completed", "completed");
        }
    }

    private static Callable<Integer> writer(Gateway gateway, String directory) {
        return () -> {
            int old = 0;
            for (int round = 0; round < ROUNDS; round++) {
                gateway.genesys.directory(directory).change();
                long changed =
                        gateway.genesys.directory(directory).lastModified().getEpochSecond();
                HttpResponse<String> invalidated = round % 2 == 0
                        ? gateway.send("DELETE", "/gcx/entries/gcx:directory:" + directory)
                        : gateway.post("/gcx/invalidations", "{\"directory_id\": \"" + directory + "\"}");
                assertThat(invalidated.statusCode()).isEqualTo(200);
                HttpResponse<String> answer = gateway.get("/gcx/directories/" + directory);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                old += modified(answer) < changed ? 1 : 0;
            }
            return old;
        };
    }

    /** Keeps fills on their way: what it has got, it drops. */
    private static int fill(Gateway gateway, String directory, AtomicBoolean over) throws Exception {
        int fills = 0;
        while (!over.get()) {
            HttpResponse<String> answer = gateway.get("/gcx/directories/" + directory);
            fills += header(answer, "Cache-Status").equals("gcx; fwd=uri-miss; stored") ? 1 : 0;
            gateway.send("DELETE", "/gcx/entries/gcx:directory:" + directory);
        }
        return fills;
    }

    private static long modified(HttpResponse<String> answer) throws Exception {
        return ZonedDateTime.parse(json(answer).path("last_modified").asText(), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toEpochSecond();
    }

    /** Upstream reads when it is asked, and answers a little later. */
    private Gateway fast() throws Exception {
        return Gateway.start(
                audit,
                Map.of("gcx.budget.limit", "1000000"),
                GenesysSimulator.builder()
                        .latency(Duration.ofMillis(5))
                        .rateLimit("routing-directories", 1_000_000, Duration.ofSeconds(60)));
    }
}
