package io.gcxcache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Floods of questions that nobody has asked before, at a gateway of 256 MB: other ids, other locales, other keys that all
 * fail, other things that a CDN refuses to be told of. Prints what each leaves behind, beside what lies there once
 * everything that is bounded is at its bound, and when the time has passed for which runs are remembered.
 */
final class FloodBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CLIENTS = 64;
    private static final List<IntFunction<byte[]>> KINDS =
            List.of(FloodBench::id, FloodBench::locale, FloodBench::missing, FloodBench::shared);

    /** Three times what of anything is kept. */
    private static final int TO_THE_BOUNDS = 30_000;

    /** A change is committed before it happens, which takes its time. */
    private static final int CHANGES_SHARE = 20;

    private static final Duration UNTIL_RUNS_ARE_FORGOTTEN = Duration.ofMinutes(11);
    private static final String QUERY = "{}";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer genesys;
    private final Distribution gcx;
    private final Path work;

    private FloodBench(Path work) throws Exception {
        this.work = work;
        genesys = vertx.createHttpServer()
                .requestHandler(FloodBench::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        Path home = Distribution.copyTo(Files.createDirectories(work.resolve("home")));
        Files.writeString(home.resolve("routes").resolve("flood.resources.yaml"), """
                lists:
                  things: {path: "/api/v2/things/{id}"}
                  missing: {path: "/api/v2/missing/{id}"}
                  shared: {path: "/api/v2/shared/{id}", shareable: true}
                queries:
                  localized: {path: /api/v2/localized, localized: true}
                """);
        String url = "http://127.0.0.1:" + genesys.actualPort();
        Map<String, String> environment = new HashMap<>();
        environment.put("GCX_GENESYS_API_URL", url);
        environment.put("GCX_GENESYS_LOGIN_URL", url);
        environment.put("GCX_GENESYS_CLIENT_ID", "id");
        environment.put("GCX_GENESYS_CLIENT_SECRET", "secret");
        environment.put("GCX_AUDIT_DIR", work.resolve("audit").toString());
        environment.put("GCX_BUDGET_LIMIT", "1000000");
        environment.put("GCX_CDN_VARNISH_URL", url + "/purge");
        environment.put("GCX_HTTP_PORT", "0");
        gcx = Distribution.start(home, work, environment);
    }

    /** @param args how many questions each flood has; 1,000,000 if left out */
    public static void main(String[] args) throws Exception {
        int questions = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        FloodBench bench = new FloodBench(Files.createTempDirectory("gcx-flood-bench"));
        try (bench.gcx) {
            bench.run(questions);
        } finally {
            bench.vertx.close();
        }
    }

    private void run(int questions) throws Exception {
        ask(1, FloodBench::id);
        System.out.println("after the start: " + left());
        for (IntFunction<byte[]> kind : KINDS) {
            ask(TO_THE_BOUNDS, number -> kind.apply(-1 - number));
        }
        System.out.println("at the bounds: " + left());
        flood("ids", questions, FloodBench::id);
        flood("locales", questions, FloodBench::locale);
        flood("failing keys", questions, FloodBench::missing);
        flood("changes", questions / CHANGES_SHARE, FloodBench::shared);
        TimeUnit.NANOSECONDS.sleep(UNTIL_RUNS_ARE_FORGOTTEN.toNanos());
        ask(TO_THE_BOUNDS / 100, FloodBench::missing);
        System.out.printf("%d min later: %s%n", UNTIL_RUNS_ARE_FORGOTTEN.toMinutes(), left());
        System.out.printf(
                "OutOfMemoryErrors in the log: %d of %d lines%n",
                gcx.output()
                        .lines()
                        .filter(line -> line.contains("OutOfMemoryError"))
                        .count(),
                gcx.output().lines().count());
    }

    private void flood(String of, int questions, IntFunction<byte[]> question) throws Exception {
        long start = System.nanoTime();
        Map<Integer, AtomicInteger> replies = ask(questions, question);
        System.out.printf(
                "%,d %s in %.0f s, replies %s: %s%n",
                questions, of, (System.nanoTime() - start) / 1e9, replies, left());
    }

    private static byte[] id(int number) {
        return get("/gcx/lists/things/flood" + number);
    }

    private static byte[] missing(int number) {
        return get("/gcx/lists/missing/flood" + number);
    }

    private static byte[] shared(int number) {
        return get("/gcx/lists/shared/flood" + number);
    }

    private static byte[] locale(int number) {
        String locale = "en-x-" + Integer.toString(Math.abs(number), 36) + (number < 0 ? "-bound" : "");
        return bytes("POST /gcx/queries/localized?locale=" + locale
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + QUERY.length()
                + "\r\n\r\n" + QUERY);
    }

    private static byte[] get(String path) {
        return bytes("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What the gateway is told by Genesys and by the target. */
    private static void answer(HttpServerRequest request) {
        request.endHandler(end -> {
            request.response().putHeader("Content-Type", "application/json");
            if (request.path().equals("/oauth/token")) {
                request.response().end("{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":86400}");
            } else if (request.path().equals("/purge")) {
                request.response().setStatusCode(503).end();
            } else if (request.path().startsWith("/api/v2/missing/")) {
                request.response().setStatusCode(404).end("{\"message\":\"There is no such thing\"}");
            } else if (request.method() == HttpMethod.GET) {
                request.response().end("{\"entities\":[{\"id\":\"" + request.path() + "\"}],\"total\":1}");
            } else {
                request.response().end("{\"results\":[]}");
            }
        });
    }

    /** Asks so many questions on connections that are kept; answers how many replies of each status came. */
    private Map<Integer, AtomicInteger> ask(int questions, IntFunction<byte[]> question) throws Exception {
        int port = gcx.port();
        AtomicInteger next = new AtomicInteger();
        Map<Integer, AtomicInteger> replies = new ConcurrentSkipListMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(() -> {
                try (Client client = new Client(port)) {
                    for (int number = next.getAndIncrement(); number < questions; number = next.getAndIncrement()) {
                        replies.computeIfAbsent(client.ask(question.apply(number)), first -> new AtomicInteger())
                                .incrementAndGet();
                    }
                }
                return null;
            }));
        }
        for (Future<?> client : clients) {
            client.get();
        }
        threads.shutdown();
        return replies;
    }

    /** What the gateway holds; its heap is collected first. */
    private String left() throws Exception {
        try (MaliceBench.Insight insight = new MaliceBench.Insight(gcx.pid())) {
            List<String> series = gcx.get("/observe/metrics")
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
            return "%s; %d series, permits %s, flights %s, entries %s, runs %d, notifications waiting %s; disk: outbox %d MiB, audit %d MiB"
                    .formatted(
                            insight,
                            series.size(),
                            value(series, "gcx_upstream_permits "),
                            value(series, "gcx_flights "),
                            value(series, "cache_size "),
                            runs(),
                            value(series, "gcx_cdn_notifications{state=\"waiting\"} "),
                            Files.size(work.resolve("home").resolve("data").resolve("outbox.journal")) >> 20,
                            audited() >> 20);
        }
    }

    private static String value(List<String> series, String name) {
        return series.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Long.toString((long) Double.parseDouble(line.substring(name.length()))))
                .findFirst()
                .orElse("?");
    }

    private int runs() throws IOException {
        JsonNode part = JSON.readTree(gcx.get("/gcx/runs?limit=10000").body());
        return part.path("runs").size();
    }

    private long audited() throws IOException {
        try (var files = Files.list(work.resolve("audit"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** A client that waits for each reply before it asks on. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Client(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(120_000);
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** Answers the status of the reply. */
        int ask(byte[] request) throws IOException {
            socket.getOutputStream().write(request);
            int status = Integer.parseInt(line().split(" ")[1]);
            int length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.regionMatches(true, 0, "Content-Length: ", 0, 16)) {
                    length = Integer.parseInt(header.substring(16));
                }
            }
            in.skipNBytes(length);
            return status;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("A reply was cut");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
