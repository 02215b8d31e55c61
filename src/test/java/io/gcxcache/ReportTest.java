package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report, a job and a query as a client asks them, over HTTP. */
class ReportTest {
    private static final String QUERY = """
            {"interval": "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z", "metrics": ["tHandle", "nOffered"]}""";

    @TempDir
    static Path audit;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void aReportIsRunOnceAndThenServedFromTheCache() throws Exception {
        HttpResponse<String> first = gateway.post("/gcx/reports/queue-performance", QUERY);
        HttpResponse<String> second = gateway.post("/gcx/reports/queue-performance", QUERY);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(Gateway.json(first).path("status").asText()).isEqualTo("completed");
        assertThat(second.headers().firstValue("Cache-Status").orElseThrow()).startsWith("gcx; hit; ttl=2");
        assertThat(gateway.genesys.report("queue-performance").runs()).isEqualTo(1);
    }

    @Test
    void aJobsPagesAreOneDocument() throws Exception {
        HttpResponse<String> job = gateway.post("/gcx/queries/conversations-details-job", QUERY);

        assertThat(job.statusCode()).as(job.body()).isEqualTo(200);
        assertThat(Gateway.json(job).path("conversations")).hasSize(2500);
        assertThat(gateway.genesys.jobs().live()).isZero();
    }

    @Test
    void aQueryIsAnsweredAtOnce() throws Exception {
        HttpResponse<String> first = gateway.post("/gcx/queries/conversations-aggregates", QUERY);
        HttpResponse<String> second = gateway.post("/gcx/queries/conversations-aggregates", QUERY);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(gateway.genesys.calls().count("POST", "/api/v2/analytics/conversations/aggregates/query"))
                .isEqualTo(1);
    }
}
