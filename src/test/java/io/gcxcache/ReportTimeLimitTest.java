package io.gcxcache;

import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that does not end, with a time limit of one second in the routes. */
class ReportTimeLimitTest {
    private static final String POLLS = "/api/v2/analytics/reports/run-";
    private static final String REPORT = "/gcx/reports/endless";

    @TempDir
    static Path audit;

    @TempDir
    static Path routes;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        for (String file : List.of("fetch.camel.yaml", "cdn.camel.yaml", "gateway.camel.yaml")) {
            Files.copy(Path.of("routes", file), routes.resolve(file));
        }
        Files.writeString(routes.resolve("impatient.resources.yaml"), """
                reports:
                  report:
                    path: /api/v2/analytics/reports/{id}/query
                    poll: /api/v2/analytics/reports/{run}/fetch
                    timeLimit: 1
                """);
        gateway = Gateway.start(audit, Map.of("gcx.routes.dir", routes.toString()));
        gateway.genesys.report("endless").never();
        gateway.genesys.report("given-up").never();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @Test
    void anEndlessRunIsTooSlowForAllAndThenTheKeyIsFree() throws Exception {
        long start = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> crowd = IntStream.range(0, 20)
                .mapToObj(i -> gateway.postAsync(REPORT, "{}"))
                .toList();
        for (CompletableFuture<HttpResponse<String>> reply : crowd) {
            assertThat(problem(reply.join(), 504)).contains("1 s");
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        gateway.clock.advance(Duration.ofMillis(5_100));
        gateway.genesys.report("endless").completes();
        HttpResponse<String> later = gateway.post(REPORT, "{}");

        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(900));
        assertThat(later.statusCode()).as(later.body()).isEqualTo(200);
        assertThat(gateway.genesys.report("endless").runs()).isEqualTo(2);
    }

    @Test
    void aRunThatIsGivenUpIsNotPolledForEver() throws Exception {
        problem(gateway.post("/gcx/reports/given-up", "{}"), 504);
        int atTheLimit = gateway.genesys.calls().count(POLLS);

        await().during(Duration.ofMillis(1_500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> gateway.genesys.calls().count(POLLS) <= atTheLimit + 1);
    }
}
