package io.gcxcache;

import io.gcxcache.simulator.Fault;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Hits of every size, one after the other: while nothing else happens, and while 80 clients wait for Genesys, which takes 8 s
 * for every call of two families. Prints the p99 of either.
 */
final class HangingCallsBench {
    private static final int CLIENTS = 80;

    /** What the gateway lets hang of a family is 32. */
    private static final int AT_ONCE = 64;

    private static final Duration SLOW = Duration.ofSeconds(8);
    private static final int WARM_UP = 2_000;
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String QUERY = "/gcx/queries/conversations-aggregates";

    private HangingCallsBench() {}

    /** @param body what is posted, or null */
    private record Asked(String path, String body) {}

    public static void main(String[] args) throws Exception {
        Map<String, Asked> hits = new LinkedHashMap<>();
        hits.put("GET 3 KB", new Asked("/gcx/directories/emergency_contacts", null));
        hits.put("GET 96 KB", new Asked("/gcx/directories/external_vendors", null));
        hits.put("GET 328 KB", new Asked("/gcx/directories/internal_agents", null));
        hits.put("POST 300 B", new Asked(QUERY, query(5)));
        hits.put("POST 44 KB", new Asked(QUERY, query(1_000)));
        Path work = Files.createTempDirectory("gcx-hanging-calls-bench");
        Vertx vertx = Vertx.vertx();
        try (GenesysSimulator genesys = GenesysSimulator.builder()
                        .rateLimit("routing-directories", 3_000, Duration.ofSeconds(60))
                        .rateLimit("analytics-query", 3_000, Duration.ofSeconds(60))
                        .start();
                Distribution gcx = Distribution.start(Distribution.PACKED, work, environment(genesys, work))) {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setDefaultPort(gcx.port())
                    .setDefaultHost("127.0.0.1")
                    .setMaxPoolSize(CLIENTS + 1));
            for (Asked hit : hits.values()) {
                for (int i = 0; i < WARM_UP; i++) {
                    ask(vertx, client, hit);
                }
            }
            Map<String, Double> idle = new LinkedHashMap<>();
            hits.forEach((name, hit) -> idle.put(name, p99(vertx, client, hit)));
            genesys.fault(Fault.slow(SLOW).times(Integer.MAX_VALUE));
            int before = genesys.calls().count("/api/");
            List<Future<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < CLIENTS / 2; i++) {
                waiting.add(send(vertx, client, new Asked("/gcx/directories/hanging-" + i, null)));
                waiting.add(send(vertx, client, new Asked(QUERY, query(6 + i))));
            }
            while (genesys.calls().count("/api/") < before + AT_ONCE) {
                Thread.onSpinWait();
            }
            Map<String, Double> hung = new LinkedHashMap<>();
            hits.forEach((name, hit) -> hung.put(name, p99(vertx, client, hit)));
            long still = waiting.stream().filter(answer -> !answer.isComplete()).count();
            int hanging = genesys.calls().count("/api/") - before;
            System.out.printf("to the end %d clients waited for %d hanging calls%n", still, hanging);
            hits.keySet()
                    .forEach(name -> System.out.printf(
                            "%-10s p99 idle %.2f ms, hanging %.2f ms%n", name, idle.get(name), hung.get(name)));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static Map<String, String> environment(GenesysSimulator genesys, Path work) {
        Map<String, String> environment = Distribution.asking(genesys, work);
        environment.put("GCX_BUDGET_LIMIT", "3000");
        return environment;
    }

    private static String query(int queues) {
        String predicates = IntStream.range(0, queues)
                .mapToObj("{\"dimension\":\"queueId\",\"value\":\"queue-%04d\"}"::formatted)
                .collect(Collectors.joining(","));
        return "{\"interval\":\"2026-01-01T00:00:00Z/2026-01-02T00:00:00Z\",\"metrics\":[\"tHandle\"],"
                + "\"filter\":{\"type\":\"or\",\"predicates\":[" + predicates + "]}}";
    }

    /** In milliseconds. */
    private static double p99(Vertx vertx, HttpClient client, Asked hit) {
        List<Long> latencies = new ArrayList<>();
        long end = System.nanoTime() + MEASURED_NANOS;
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            ask(vertx, client, hit);
            latencies.add(System.nanoTime() - start);
        }
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) (sorted.length * 0.99)] / 1e6;
    }

    private static void ask(Vertx vertx, HttpClient client, Asked asked) {
        int status = send(vertx, client, asked)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        if (status != 200) {
            throw new IllegalStateException(asked.path() + " was answered " + status);
        }
    }

    /** Asks on an event loop: from another thread a response might be over before somebody reads its body. */
    private static Future<Integer> send(Vertx vertx, HttpClient client, Asked asked) {
        Promise<Integer> answer = Promise.promise();
        HttpMethod method = asked.body() == null ? HttpMethod.GET : HttpMethod.POST;
        vertx.runOnContext(here -> client.request(method, asked.path())
                .compose(request -> asked.body() == null
                        ? request.send()
                        : request.putHeader("Content-Type", "application/json").send(Buffer.buffer(asked.body())))
                .compose(response -> response.body().map(body -> response.statusCode()))
                .onComplete(answer));
        return answer.future();
    }
}
