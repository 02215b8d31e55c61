package io.gcxcache;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.wiring.ShippedFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A distribution with a file for its cache, which is killed again and again while things change, are invalidated and asked for. Each
 * answer says which version of its thing it is, so an answer that is older than an acknowledged invalidation is found.
 */
final class RestartRounds implements AutoCloseable {
    private static final int THINGS = 300;

    /** The first of them change all the time, the others seldom. */
    private static final int RESTLESS = 100;

    private static final int SELDOM = 50;
    private static final int CLIENTS = 3;
    private static final int SHORTEST_LIFE_MILLIS = 2_500;
    private static final int LONGEST_LIFE_MILLIS = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path work;
    private final Path routes;
    private final Consumer<String> log;
    private final Random random;
    private final RawServer genesys = new RawServer();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS + 1);
    private final List<Thing> things = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong invalidated = new AtomicLong();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private int kept;

    /** What was cached before has to survive: an invalidation that was acknowledged was asked for then. */
    private volatile long writtenUpTo = System.nanoTime();

    /** Something of Genesys, and what is known of it. */
    private final class Thing {
        private final int number;
        private final AtomicInteger version = new AtomicInteger(1);

        /** Of the last invalidation that was acknowledged. */
        private final AtomicInteger acknowledged = new AtomicInteger();

        /** How many invalidations have begun, and how many have ended. Guarded by this. */
        private int turns;

        /** Since when it is cached, by the clock of this machine; 0 if that is not known. Guarded by this. */
        private long cachedSince;

        Thing(int number) {
            this.number = number;
            genesys.on("/api/v2/things/" + number, out -> {
                calls.incrementAndGet();
                RawServer.json("{\"entities\":[{\"id\":\"a\",\"version\":" + version.get()
                                + "}],\"pageSize\":250,\"pageNumber\":1,\"total\":1,\"pageCount\":1}")
                        .write(out);
            });
        }

        HttpResponse<String> ask(URI gateway) throws IOException, InterruptedException {
            int least = acknowledged.get();
            int before = turns();
            HttpResponse<String> reply = send(gateway, "GET", "/gcx/lists/things/" + number);
            asked.incrementAndGet();
            if (reply.statusCode() != 200) {
                violations.add("thing " + number + ": " + reply.statusCode() + ' ' + reply.body());
                return reply;
            }
            JsonNode entries = Gateway.json(reply).path("entries");
            int said = entries.path(0).path("version").asInt();
            if (entries.size() != 1 || said < least || said > version.get()) {
                violations.add("thing " + number + ": version " + said + " after " + least + " was acknowledged: "
                        + Gateway.header(reply, "Cache-Status"));
            }
            cached(before);
            return reply;
        }

        private synchronized int turns() {
            return turns;
        }

        /** Unless an invalidation was under way when it was asked for, or has begun since. */
        private synchronized void cached(int before) {
            if (cachedSince == 0 && before == turns && turns % 2 == 0) {
                cachedSince = System.nanoTime();
            }
        }

        private synchronized void turn() {
            turns++;
            cachedSince = 0;
        }

        void change(URI gateway) throws IOException, InterruptedException {
            turn();
            long asked = System.nanoTime();
            int changed = version.incrementAndGet();
            HttpResponse<String> reply = send(gateway, "DELETE", "/gcx/entries/gcx:things:" + number);
            if (reply.statusCode() == 200 && !reply.body().contains("pending")) {
                acknowledged.accumulateAndGet(changed, Math::max);
                invalidated.incrementAndGet();
                writtenUpTo = asked;
            }
            turn();
        }

        /** Nothing is known of it, and nobody asks. */
        synchronized void forget() {
            turns += turns % 2;
            cachedSince = 0;
        }

        synchronized boolean hasToBeThere() {
            return cachedSince != 0 && cachedSince - writtenUpTo < 0;
        }
    }

    /**
     * How it went.
     *
     * @param kept how many answers were there after a kill, of those that had to be
     * @param violations what must not be; should be empty
     */
    record Summary(int rounds, long asked, long invalidated, int calls, int kept, List<String> violations) {
        @Override
        public String toString() {
            return "%d kills: %,d questions, %,d invalidations, %,d calls%n"
                            .formatted(rounds, asked, invalidated, calls)
                    + "after the kills %,d answers were still good and there without a call%n".formatted(kept)
                    + "violations: " + (violations.isEmpty() ? "0" : String.join("\n", violations));
        }
    }

    /**
     * @param work an empty folder
     * @param log told a line for every round
     */
    RestartRounds(Path work, long seed, Consumer<String> log) throws IOException {
        this.work = work;
        this.random = new Random(seed);
        this.log = log;
        genesys.on(
                "/oauth/token",
                RawServer.json("{\"access_token\":\"t0ken\",\"token_type\":\"bearer\",\"expires_in\":86400}"));
        routes = Files.createDirectory(work.resolve("routes"));
        ShippedFiles.copyTo(routes);
        Files.writeString(
                routes.resolve("things.resources.yaml"),
                "lists:\n  things: {path: \"/api/v2/things/{id}\", ttl: 3600}\n");
        for (int i = 0; i < THINGS; i++) {
            things.add(new Thing(i));
        }
    }

    Summary run(int rounds) throws Exception {
        for (int round = 1; round <= rounds; round++) {
            try (Distribution gcx = start()) {
                round(round, gcx);
            }
        }
        try (Distribution gcx = start()) {
            look(URI.create("http://127.0.0.1:" + gcx.port()));
        }
        return new Summary(rounds, asked.get(), invalidated.get(), calls.get(), kept, List.copyOf(violations));
    }

    private void round(int round, Distribution gcx) throws Exception {
        URI gateway = URI.create("http://127.0.0.1:" + gcx.port());
        int before = kept;
        if (round > 1) {
            look(gateway);
        }
        AtomicBoolean over = new AtomicBoolean();
        List<Future<Void>> traffic = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random own = new Random(random.nextLong());
            traffic.add(clients.submit(
                    () -> until(over, () -> things.get(own.nextInt(THINGS)).ask(gateway))));
        }
        Random own = new Random(random.nextLong());
        traffic.add(clients.submit(() -> until(over, () -> {
            things.get(own.nextInt(own.nextInt(SELDOM) == 0 ? THINGS : RESTLESS))
                    .change(gateway);
            return null;
        })));
        int life = SHORTEST_LIFE_MILLIS + random.nextInt(LONGEST_LIFE_MILLIS - SHORTEST_LIFE_MILLIS);
        if (gcx.endsWithin(Duration.ofMillis(life))) {
            violations.add("Ended by itself: " + gcx.output());
        }
        gcx.kill();
        over.set(true);
        for (Future<Void> client : traffic) {
            client.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        log.accept("round %d: %d answers were there, killed after %d ms".formatted(round, kept - before, life));
    }

    /** Asks for everything that has to be there. */
    private void look(URI gateway) throws IOException, InterruptedException {
        for (Thing thing : things) {
            if (!thing.hasToBeThere()) {
                thing.forget();
                continue;
            }
            String status = Gateway.header(thing.ask(gateway), "Cache-Status");
            if (status.startsWith("gcx; hit")) {
                kept++;
            } else {
                violations.add("thing " + thing.number + " was not kept: " + status);
            }
        }
    }

    /** Until the gateway is killed. */
    private static Void until(AtomicBoolean over, Callable<?> step) throws Exception {
        while (!over.get()) {
            try {
                step.call();
            } catch (IOException e) {
                return null;
            }
        }
        return null;
    }

    private Distribution start() throws IOException {
        return Distribution.start(
                Distribution.PACKED,
                work,
                Map.of(
                        "GCX_GENESYS_API_URL",
                        genesys.url().toString(),
                        "GCX_GENESYS_LOGIN_URL",
                        genesys.url().toString(),
                        "GCX_GENESYS_CLIENT_ID",
                        "client",
                        "GCX_GENESYS_CLIENT_SECRET",
                        "secret",
                        "GCX_AUDIT_DIR",
                        work.resolve("audit").toString(),
                        "GCX_HTTP_PORT",
                        "0",
                        "GCX_ROUTES_DIR",
                        routes.toString(),
                        "GCX_CACHE_FILE",
                        work.resolve("cache.journal").toString(),
                        "GCX_BUDGET_LIMIT",
                        "1000000",
                        "GCX_BUDGET_CLIENT_LIMIT",
                        "1000000"));
    }

    private HttpResponse<String> send(URI gateway, String method, String path)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        clients.shutdownNow();
        genesys.close();
    }
}
