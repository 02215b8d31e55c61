package io.gcxcache;

import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * 2,000 clients wait for one fill of 5 s; meanwhile another, fresh directory is asked for, one question after the other.
 * Prints how long those took, how many threads the gateway's process had, and what Genesys was asked.
 */
final class SlowFillBench {
    private static final int CLIENTS = 2_000;
    private static final Duration SLOW = Duration.ofSeconds(5);

    private SlowFillBench() {}

    public static void main(String[] args) throws Exception {
        Path work = Files.createTempDirectory("gcx-slow-fill-bench");
        Vertx vertx = Vertx.vertx();
        try (GenesysSimulator genesys = GenesysSimulator.builder().start();
                Distribution gcx = Distribution.start(Distribution.PACKED, work, Distribution.asking(genesys, work))) {
            HttpClientOptions options =
                    new HttpClientOptions().setDefaultPort(gcx.port()).setDefaultHost("127.0.0.1");
            HttpClient crowd = vertx.createHttpClient(new HttpClientOptions(options).setMaxPoolSize(CLIENTS));
            HttpClient client = vertx.createHttpClient(options);
            for (int i = 0; i < 3_000; i++) {
                ask(vertx, client, "emergency_contacts");
            }
            int calls = genesys.calls().count("/api/");
            genesys.fault(Fault.slow(SLOW)
                    .on("/api/v2/routing/directories/external_vendors")
                    .page(2));
            List<Future<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                waiting.add(send(vertx, crowd, "external_vendors"));
            }
            ask(vertx, client, "emergency_contacts");
            long end = System.nanoTime() + SLOW.toNanos() - TimeUnit.SECONDS.toNanos(2);
            List<Long> latencies = new ArrayList<>();
            int threads = 0;
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                ask(vertx, client, "emergency_contacts");
                latencies.add(System.nanoTime() - start);
                if (latencies.size() % 100 == 0) {
                    threads = Math.max(threads, gcx.threads());
                }
            }
            long stillWaiting =
                    waiting.stream().filter(answer -> !answer.isComplete()).count();
            for (Future<Integer> answer : waiting) {
                if (answer.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS) != 200) {
                    throw new IllegalStateException("A waiting client was not answered");
                }
            }
            long[] sorted =
                    latencies.stream().mapToLong(Long::longValue).sorted().toArray();
            System.out.printf(
                    "%d hits while %d clients waited: p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                    sorted.length, stillWaiting, at(sorted, 0.50), at(sorted, 0.99), at(sorted, 1));
            System.out.printf(
                    "threads of the process: %d at most; calls to Genesys for the %d clients: %d%n",
                    threads, CLIENTS, genesys.calls().count("/api/") - calls);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    private static void ask(Vertx vertx, HttpClient client, String directory) throws Exception {
        send(vertx, client, directory).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Asks on an event loop: from another thread a response might be over before somebody reads its body. */
    private static Future<Integer> send(Vertx vertx, HttpClient client, String directory) {
        Promise<Integer> answer = Promise.promise();
        vertx.runOnContext(here -> client.request(HttpMethod.GET, "/gcx/directories/" + directory)
                .compose(HttpClientRequest::send)
                .compose(response -> response.body().map(body -> response.statusCode()))
                .onComplete(answer));
        return answer.future();
    }
}
