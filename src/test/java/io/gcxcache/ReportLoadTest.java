package io.gcxcache;

import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crowd that asks for one report at once. */
class ReportLoadTest {
    private static final int CROWD = 500;
    private static final Duration RUN_TIME = Duration.ofMinutes(2);

    @TempDir
    Path audit;

    @Test
    void fiveHundredClientsOfAColdReportCostOneRun() throws Exception {
        try (Gateway gateway = Gateway.start(audit)) {
            gateway.genesys.report("wallboard").runTime(RUN_TIME);

            List<CompletableFuture<HttpResponse<String>>> crowd = IntStream.range(0, CROWD)
                    .mapToObj(i -> gateway.postAsync("/gcx/reports/wallboard", "{\"dateTo\": \"now\"}"))
                    .toList();
            await().until(() -> json(gateway.get("/gcx/metrics")).path("misses").asInt(), misses -> misses == CROWD);
            await().until(() -> gateway.genesys.report("wallboard").runs() == 1);
            gateway.clock.advance(RUN_TIME);
            List<HttpResponse<String>> replies =
                    crowd.stream().map(CompletableFuture::join).toList();

            assertThat(replies).extracting(HttpResponse::statusCode).containsOnly(200);
            assertThat(replies.stream().map(HttpResponse::body).distinct()).hasSize(1);
            assertThat(gateway.genesys.report("wallboard").runs()).isEqualTo(1);
            assertThat(gateway.genesys.calls().count("POST", "/api/")).isEqualTo(1);
            assertThat(gateway.genesys.calls().count("/api/v2/analytics/reports/run-"))
                    .as("polls, not one for each who asks")
                    .isBetween(1, CROWD / 10);
            assertThat(gateway.genesys.calls().tokens()).isEqualTo(1);
        }
    }
}
