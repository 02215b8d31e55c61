package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.simulator.Fault;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a report's answer is good for, and how much longer it may be served. Every test has a report of its own. */
class ReportTtlTest {
    private static final String REAL_TIME = "{\"dateFrom\": \"2024-01-01\", \"dateTo\": \"now\"}";
    private static final String ONE_DAY = "{\"dateFrom\": \"2024-01-01\", \"dateTo\": \"2024-01-01\"}";

    @TempDir
    static Path audit;

    private static Gateway gateway;
    private static int reports;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
        gateway.clock.stop();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @AfterEach
    void heal() {
        gateway.genesys.clearFaults();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30    | {\"dateFrom\": \"2024-01-01\", \"dateTo\": \"now\"}",
                "30    | {\"dateFrom\": \"2024-01-01\"}",
                "30    | {\"dateFrom\": \"2024-01-01\", \"dateTo\": \"tomorrow\"}",
                "30    | {\"interval\": \"PT1H/now\", \"view\": {\"type\": \"interval\"}, \"metrics\": [\"tHandle\"]}",
                "10    | {\"interval\": \"PT1H/now\", \"view\": {\"type\": \"interval\"}, \"metrics\": [\"x\", \"realTime\"]}",
                "86400 | {\"dateFrom\": \"2024-01-01\", \"dateTo\": \"2024-01-31\"}",
                "86400 | {\"interval\": \"2024-01-01T00:00:00Z/2024-01-31T00:00:01Z\"}",
                "3600  | {\"interval\": \"2024-01-01T00:00:00Z/2024-01-31T00:00:00Z\"}",
                "3600  | {\"dateFrom\": \"2024-01-01\", \"dateTo\": \"2024-01-02\"}",
                "3600  | {\"interval\": \"2024-01-01/P2D\", \"view\": {\"type\": \"interval\"}, \"metrics\": [\"realTime\"]}",
                "300   | {\"dateFrom\": \"2024-01-01\", \"dateTo\": \"2024-01-01\"}",
                "300   | {\"interval\": \"2024-01-01T00:00:00Z/PT1H\"}",
                "60    | {\"dateTo\": \"2024-01-01\"}",
                "60    | {\"metrics\": [\"realTime\"], \"view\": {\"type\": \"interval\"}}"
            })
    void theTimeToLiveFollowsFromWhatIsAsked(int ttl, String query) throws Exception {
        String report = report();

        HttpResponse<String> first = gateway.post(report, query);
        HttpResponse<String> second = gateway.post(report, query);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(ttl(second)).isEqualTo(ttl);
        assertThat(header(second, "Cache-Control")).isEqualTo("private, max-age=" + ttl);
    }

    @Test
    void anEndOfFewMinutesAgoIsStillRealTime() throws Exception {
        String recent = "{\"interval\": \"2024-01-01T00:00:00Z/" + ago(Duration.ofMinutes(4)) + "\"}";
        String past = "{\"interval\": \"2024-01-01T00:00:00Z/" + ago(Duration.ofMinutes(6)) + "\"}";
        String report = report();

        gateway.post(report, recent);
        gateway.post(report, past);

        assertThat(ttl(gateway.post(report, recent))).isEqualTo(30);
        assertThat(ttl(gateway.post(report, past))).isEqualTo(86_400);
    }

    @Test
    void realTimeIsServedStaleWhileItIsRefreshed() throws Exception {
        String report = report();
        HttpResponse<String> first = gateway.post(report, REAL_TIME);

        gateway.clock.advance(Duration.ofSeconds(40));
        HttpResponse<String> stale = gateway.post(report, REAL_TIME);

        assertThat(stale.body()).isEqualTo(first.body());
        assertThat(ttl(stale)).isEqualTo(-10);
        assertThat(header(stale, "GCX-Refreshing")).isEqualTo("true");
        assertThat(header(stale, "Age")).isEqualTo("40");
        await().untilAsserted(
                        () -> assertThat(ttl(gateway.post(report, REAL_TIME))).isEqualTo(30));
        assertThat(gateway.post(report, REAL_TIME).body()).isNotEqualTo(first.body());
        assertThat(runs(report)).isEqualTo(2);
    }

    @Test
    void realTimeIsNeverServedOlderThanAMinuteEvenIfGenesysIsDown() throws Exception {
        String report = report();
        gateway.post(report, REAL_TIME);
        gateway.genesys.fault(Fault.status(503).on(path(report)).times(Integer.MAX_VALUE));

        gateway.clock.advance(Duration.ofSeconds(55));
        HttpResponse<String> stale = gateway.post(report, REAL_TIME);
        gateway.clock.advance(Duration.ofSeconds(6));
        HttpResponse<String> tooOld = gateway.post(report, REAL_TIME);

        assertThat(header(stale, "Cache-Status")).startsWith("gcx; hit; ttl=-");
        problem(tooOld, 502);
    }

    @Test
    void realTimeIsAsOldAsTheBeginningOfItsRun() throws Exception {
        String report = report();
        gateway.genesys.report(name(report)).runTime(Duration.ofSeconds(40));
        CompletableFuture<HttpResponse<String>> asked = gateway.postAsync(report, REAL_TIME);
        await().until(() -> runs(report) == 1);
        gateway.clock.advance(Duration.ofSeconds(40));
        assertThat(asked.join().statusCode()).isEqualTo(200);
        gateway.genesys.fault(Fault.status(503).on(path(report)).times(Integer.MAX_VALUE));

        gateway.clock.advance(Duration.ofSeconds(21));
        HttpResponse<String> tooOld = gateway.post(report, REAL_TIME);

        problem(tooOld, 502);
    }

    @Test
    void aQuestionWithoutDatesIsNeverServedOlderThanAMinute() throws Exception {
        String report = report();
        gateway.post(report, "{}");
        gateway.genesys.fault(Fault.status(503).on(path(report)).times(Integer.MAX_VALUE));

        gateway.clock.advance(Duration.ofSeconds(61));

        problem(gateway.post(report, "{}"), 502);
    }

    @Test
    void historyIsServedStaleForADayWhileGenesysIsDown() throws Exception {
        String report = report();
        HttpResponse<String> first = gateway.post(report, ONE_DAY);
        gateway.genesys.fault(Fault.status(503).on(path(report)).times(Integer.MAX_VALUE));

        gateway.clock.advance(Duration.ofSeconds(310));
        HttpResponse<String> soon = gateway.post(report, ONE_DAY);
        gateway.clock.advance(Duration.ofHours(23));
        HttpResponse<String> late = gateway.post(report, ONE_DAY);
        gateway.clock.advance(Duration.ofHours(1));
        HttpResponse<String> tooLate = gateway.post(report, ONE_DAY);

        assertThat(List.of(soon.body(), late.body())).containsOnly(first.body());
        assertThat(header(soon, "Cache-Status")).startsWith("gcx; hit; ttl=-1");
        assertThat(header(late, "Cache-Status")).startsWith("gcx; hit; ttl=-828");
        problem(tooLate, 502);
    }

    @Test
    void littleBudgetLeftServesStaleWithoutACallUntilTheReset(@TempDir Path otherAudit) throws Exception {
        int limit = 11;
        try (Gateway poor = Gateway.start(otherAudit)) {
            poor.genesys.rateLimit("analytics-run", limit, Duration.ofHours(1));
            poor.genesys.report("poor").runTime(Duration.ZERO);
            poor.genesys.report("others").runTime(Duration.ZERO);
            HttpResponse<String> first = poor.post("/gcx/reports/poor", ONE_DAY);
            IntStream.range(0, limit - 2)
                    .mapToObj(i -> poor.postAsync("/gcx/reports/others", "{\"i\": " + i + "}"))
                    .toList()
                    .forEach(CompletableFuture::join);

            poor.clock.advance(Duration.ofSeconds(310));
            HttpResponse<String> degraded = poor.post("/gcx/reports/poor", ONE_DAY);
            HttpResponse<String> again = poor.post("/gcx/reports/poor", ONE_DAY);
            int runsWhileDegraded = poor.genesys.report("poor").runs();
            poor.clock.advance(Duration.ofHours(1));
            HttpResponse<String> reset = poor.post("/gcx/reports/poor", ONE_DAY);

            assertThat(List.of(degraded.body(), again.body(), reset.body())).containsOnly(first.body());
            assertThat(header(degraded, "Cache-Status")).matches("gcx; hit; ttl=-1\\d; detail=degraded");
            assertThat(header(again, "Cache-Status")).endsWith("detail=degraded");
            assertThat(header(degraded, "GCX-Refreshing")).isEmpty();
            assertThat(runsWhileDegraded).isEqualTo(1);
            assertThat(header(reset, "Cache-Status")).doesNotContain("degraded");
            assertThat(header(reset, "GCX-Refreshing")).isEqualTo("true");
            await().until(() -> poor.genesys.report("poor").runs() == 2);
        }
    }

    private static String ago(Duration time) {
        return gateway.clock.instant().minus(time).toString();
    }

    private static long ttl(HttpResponse<String> answer) {
        String status = header(answer, "Cache-Status");
        assertThat(status).as(answer.body()).matches("gcx; hit; ttl=-?\\d+");
        return Long.parseLong(status.substring("gcx; hit; ttl=".length()));
    }

    private static String report() {
        String name = "timed-" + ++reports + "-";
        gateway.genesys.report(name).runTime(Duration.ZERO);
        return "/gcx/reports/" + name;
    }

    private static String name(String report) {
        return report.substring("/gcx/reports/".length());
    }

    /** How runs of the report are started: the beginning of the path. */
    private static String path(String report) {
        return "/api/v2/analytics/reports/" + name(report) + "/";
    }

    private static int runs(String report) {
        return gateway.genesys.report(name(report)).runs();
    }
}
