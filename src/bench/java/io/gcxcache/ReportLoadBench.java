package io.gcxcache;

import io.gcxcache.simulator.GenesysSimulator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * 500 clients ask for one cold report whose run takes 3 s; then 1,000 different reports of 5 s are in flight at once while
 * a fresh directory is asked for. Prints calls, latencies and threads.
 */
final class ReportLoadBench {
    private static final int CALLERS = 500;
    private static final int REPORTS = 1_000;
    private static final String RUNS = "/api/v2/analytics/reports/";

    private final Vertx vertx = Vertx.vertx();
    private final GenesysSimulator genesys;
    private final Distribution gcx;
    private final HttpClient crowd;
    private final HttpClient client;

    private ReportLoadBench(GenesysSimulator genesys, Distribution gcx) {
        this.genesys = genesys;
        this.gcx = gcx;
        HttpClientOptions options =
                new HttpClientOptions().setDefaultPort(gcx.port()).setDefaultHost("127.0.0.1");
        this.crowd = vertx.createHttpClient(new HttpClientOptions(options).setMaxPoolSize(REPORTS));
        this.client = vertx.createHttpClient(options);
    }

    public static void main(String[] args) throws Exception {
        Path work = Files.createTempDirectory("gcx-report-bench");
        Duration minute = Duration.ofSeconds(60);
        try (GenesysSimulator genesys = GenesysSimulator.builder()
                        .rateLimit("analytics-run", 100_000, minute)
                        .rateLimit("analytics-fetch", 100_000, minute)
                        .start();
                Distribution gcx = Distribution.start(Distribution.PACKED, work, Distribution.asking(genesys, work))) {
            ReportLoadBench bench = new ReportLoadBench(genesys, gcx);
            bench.warmUp();
            bench.oneReportForMany();
            bench.manyReportsAtOnce();
            bench.vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private void warmUp() throws Exception {
        genesys.report("warm").runTime(Duration.ofMillis(100));
        for (int i = 0; i < 200; i++) {
            done(post(client, "warm", i));
        }
        for (int i = 0; i < 3_000; i++) {
            done(get(client));
        }
    }

    private void oneReportForMany() throws Exception {
        genesys.report("popular").runTime(Duration.ofSeconds(3));
        int polls = polls();
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            answers.add(post(crowd, "popular", 0));
        }
        List<Long> latencies = new ArrayList<>();
        Set<Buffer> bodies = new HashSet<>();
        for (Future<Answer> answer : answers) {
            latencies.add(done(answer).nanos());
            bodies.add(answer.result().body());
        }
        System.out.printf(
                "%d callers of one report of 3 s: %d run, %d polls, %d different answers, p50 %.0f ms, p99 %.0f ms%n",
                CALLERS,
                genesys.report("popular").runs(),
                polls() - polls,
                bodies.size(),
                at(latencies, 0.50),
                at(latencies, 0.99));
    }

    private void manyReportsAtOnce() throws Exception {
        genesys.report("slow").runTime(Duration.ofSeconds(5));
        List<Future<Answer>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < REPORTS; i++) {
            answers.add(post(crowd, "slow", i));
        }
        List<Long> hits = new ArrayList<>();
        int threads = 0;
        while (answers.stream().noneMatch(Future::isComplete)) {
            hits.add(done(get(client)).nanos());
            if (hits.size() % 50 == 0) {
                threads = Math.max(threads, gcx.threads());
            }
        }
        List<Long> latencies = new ArrayList<>();
        for (Future<Answer> answer : answers) {
            latencies.add(done(answer).nanos());
        }
        threads = Math.max(threads, gcx.threads());
        System.out.printf(
                "%d reports of 5 s at once: %d runs, all answered after %.1f s, p99 %.0f ms; at most %d threads%n",
                REPORTS,
                genesys.report("slow").runs(),
                (System.nanoTime() - start) / 1e9,
                at(latencies, 0.99),
                threads);
        System.out.printf(
                "meanwhile %d hits on another key: p50 %.2f ms, p99 %.2f ms%n",
                hits.size(), at(hits, 0.50), at(hits, 0.99));
    }

    private int polls() {
        return genesys.calls()
                .count(call -> call.path().endsWith("/fetch") && call.path().startsWith(RUNS));
    }

    private record Answer(int status, Buffer body, long nanos) {}

    private Future<Answer> get(HttpClient from) {
        return send(from, HttpMethod.GET, "/gcx/directories/emergency_contacts", Buffer.buffer());
    }

    private Future<Answer> post(HttpClient from, String report, int panel) {
        return send(
                from,
                HttpMethod.POST,
                "/gcx/reports/" + report,
                Buffer.buffer("{\"interval\":\"2026-01-05T00:00:00Z/2026-01-06T00:00:00Z\",\"panel\":" + panel + "}"));
    }

    private Future<Answer> send(HttpClient from, HttpMethod method, String path, Buffer body) {
        Promise<Answer> answer = Promise.promise();
        long start = System.nanoTime();
        vertx.runOnContext(here -> from.request(method, path)
                .compose(request ->
                        request.putHeader("Content-Type", "application/json").send(body))
                .compose(response -> response.body()
                        .map(bytes -> new Answer(response.statusCode(), bytes, System.nanoTime() - start)))
                .onComplete(answer));
        return answer.future();
    }

    private static Answer done(Future<Answer> future) throws Exception {
        Answer answer = future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.status() + " " + answer.body());
        }
        return answer;
    }

    private static double at(List<Long> latencies, double share) {
        List<Long> sorted = latencies.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share)) / 1e6;
    }
}
