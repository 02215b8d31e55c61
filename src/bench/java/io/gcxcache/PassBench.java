package io.gcxcache;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What passes through: how much later than if Genesys is asked directly; many downloads that are read slowly, with what the
 * gateway holds meanwhile; and many writes, each of another user, half of whom are kept:
 * whether each came to Genesys once. Hits are asked for
 * beside, one after the other. All on the loopback address.
 */
final class PassBench implements AutoCloseable {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int WARM_UP = 20_000;
    private static final long LATENCY_NANOS = 15 * SECOND;

    private static final int DOWNLOADS = 100;
    private static final int DOWNLOAD = 50_000_000;
    private static final int BYTES_A_SECOND = 100_000;
    private static final int READS_A_SECOND = 10;
    private static final long READING_NANOS = 60 * SECOND;

    private static final int WRITES_A_SECOND = 1_000;
    private static final int WRITING_SECONDS = 10;
    private static final int WRITES_AT_ONCE = 10;
    private static final int KEPT = 5_000;

    private static final Pattern DROPS = Pattern.compile("\"write_drops\":(\\{[^}]*})");

    private final Vertx vertx = Vertx.vertx();
    private final Genesys genesys;
    private final Distribution gcx;
    private final String token;

    private PassBench(Path work) throws Exception {
        genesys = new Genesys(vertx);
        Map<String, String> environment = new HashMap<>(Map.of(
                "GCX_GENESYS_API_URL",
                genesys.url,
                "GCX_GENESYS_LOGIN_URL",
                genesys.url,
                "GCX_GENESYS_CLIENT_ID",
                "id",
                "GCX_GENESYS_CLIENT_SECRET",
                "secret",
                "GCX_AUDIT_DIR",
                work.resolve("audit").toString(),
                "GCX_BUDGET_LIMIT",
                "1000000",
                "GCX_BUDGET_CLIENT_LIMIT",
                "1000000",
                "GCX_DIRECTORY_TTL_EMERGENCY_CONTACTS",
                "3600",
                "GCX_HTTP_PORT",
                "0"));
        environment.put("GCX_TOKENS_KEY_FILE", work.resolve("tokens.key").toString());
        gcx = Distribution.start(Distribution.PACKED, work, environment);
        token = logIn();
    }

    public static void main(String[] args) throws Exception {
        try (PassBench bench = new PassBench(Files.createTempDirectory("gcx-pass-bench"));
                MaliceBench.Hits hits = new MaliceBench.Hits(bench.gcx.port());
                MaliceBench.Insight insight = new MaliceBench.Insight(bench.gcx.pid())) {
            bench.latency();
            hits.ask(WARM_UP);
            bench.download(hits, insight);
            bench.write(hits, insight);
        }
    }

    private String logIn() throws Exception {
        String body = client(1)
                .request(new RequestOptions().setMethod(HttpMethod.POST).setURI("/oauth/token"))
                .compose(request -> request.putHeader("Content-Type", "application/x-www-form-urlencoded")
                        .send("grant_type=client_credentials&client_id=bench&client_secret=any"))
                .compose(reply -> reply.body())
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .toString();
        return body.replaceFirst("(?s).*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    private HttpClient client(int connections) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(gcx.port())
                .setMaxPoolSize(connections));
    }

    /** Each way in turn, so that what else the machine does meets both. */
    private void latency() throws IOException {
        String get = "GET /api/v2/bench/things HTTP/1.1\r\n";
        String body = "{\"name\":\"" + "x".repeat(290) + "\"}";
        String post = "POST /api/v2/bench/things HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n";
        try (Asker direct = new Asker(genesys.port, "");
                Asker through = new Asker(gcx.port(), "Authorization: Bearer " + token + "\r\n")) {
            for (int i = 0; i < WARM_UP / 4; i++) {
                direct.ask(get, "");
                through.ask(get, "");
                direct.ask(post, body);
                through.ask(post, body);
            }
            List<List<Long>> taken =
                    List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            long end = System.nanoTime() + LATENCY_NANOS;
            while (System.nanoTime() < end) {
                taken.get(0).add(direct.ask(get, ""));
                taken.get(1).add(through.ask(get, ""));
                taken.get(2).add(direct.ask(post, body));
                taken.get(3).add(through.ask(post, body));
            }
            tellAdded("GET", taken.get(0), taken.get(1));
            tellAdded("POST", taken.get(2), taken.get(3));
        }
    }

    private static void tellAdded(String method, List<Long> direct, List<Long> through) {
        System.out.printf(
                "%s of 1 KB, %d times: direct p50 %.2f ms, p99 %.2f ms; through p50 %.2f ms, p99 %.2f ms;"
                        + " added p50 %.2f ms, p99 %.2f ms%n",
                method,
                direct.size(),
                at(direct, 0.5),
                at(direct, 0.99),
                at(through, 0.5),
                at(through, 0.99),
                at(through, 0.5) - at(direct, 0.5),
                at(through, 0.99) - at(direct, 0.99));
    }

    private static double at(List<Long> latencies, double part) {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) (sorted.length * part)] / 1e6;
    }

    private void download(MaliceBench.Hits hits, MaliceBench.Insight insight) throws Exception {
        System.out.println("quiet: hits p99 " + windows(hits) + "; " + insight + ", " + held(insight));
        try (Readers readers = new Readers(gcx.port(), token)) {
            Thread reading = new Thread(readers, "readers");
            reading.start();
            List<String> p99s = new ArrayList<>();
            List<String> states = new ArrayList<>();
            while (readers.isReading()) {
                double p99 = hits.p99();
                if (readers.isReading()) {
                    p99s.add("%.2f".formatted(p99));
                    states.add(insight + ", " + held(insight));
                }
            }
            reading.join();
            System.out.printf(
                    "%d downloads of %d MB, read for %d s: %.1f KB/s each, %d broke; Genesys sent %.1f MB, of which"
                            + " %.1f MB were read%n",
                    DOWNLOADS,
                    DOWNLOAD / 1_000_000,
                    READING_NANOS / SECOND,
                    readers.read / (READING_NANOS / 1e9) / DOWNLOADS / 1e3,
                    readers.broken,
                    genesys.sent.get() / 1e6,
                    readers.read / 1e6);
            System.out.println("during: hits p99 " + String.join(", ", p99s) + " ms");
            states.forEach(state -> System.out.println("during: " + state));
        }
        LockSupport.parkNanos(2 * SECOND);
        System.out.println("after: hits p99 " + windows(hits) + "; " + insight + ", " + held(insight));
    }

    /** One p99 says little of a machine that does other things too. */
    private static String windows(MaliceBench.Hits hits) throws IOException {
        return "%.2f, %.2f, %.2f ms".formatted(hits.p99(), hits.p99(), hits.p99());
    }

    private void write(MaliceBench.Hits hits, MaliceBench.Insight insight) throws Exception {
        HttpClient client = client(200);
        fill(client);
        double quiet = hits.p99();
        String before = insight.toString();
        Map<String, Integer> statuses = new ConcurrentHashMap<>();
        List<Long> latencies = new ArrayList<>();
        AtomicInteger open = new AtomicInteger();
        long cpu = insight.cpuNanos();
        long start = System.nanoTime();
        Thread writing = new Thread(() -> {
            for (int i = 0; i < WRITES_A_SECOND * WRITING_SECONDS; i++) {
                if (i % WRITES_AT_ONCE == 0) {
                    LockSupport.parkNanos(start + i * (SECOND / WRITES_A_SECOND) - System.nanoTime());
                }
                open.incrementAndGet();
                long begun = System.nanoTime();
                send(client, HttpMethod.PUT, i).onComplete(reply -> {
                    String outcome = reply.succeeded()
                            ? reply.result().toString()
                            : reply.cause().getClass().getSimpleName();
                    statuses.merge(outcome, 1, Integer::sum);
                    synchronized (latencies) {
                        latencies.add(System.nanoTime() - begun);
                    }
                    open.decrementAndGet();
                });
            }
        });
        writing.start();
        double during = hits.p99();
        String after = insight.toString();
        writing.join();
        while (open.get() > 0) {
            LockSupport.parkNanos(SECOND / 1_000);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<Integer, Integer> times = new TreeMap<>();
        genesys.writes.values().forEach(count -> times.merge(count.get(), 1, Integer::sum));
        synchronized (latencies) {
            System.out.printf(
                    "%,d writes in %.1f s: replies %s, p50 %.2f ms, p99 %.2f ms; at Genesys %s; %.1f s of CPU time%n",
                    latencies.size(),
                    seconds,
                    new TreeMap<>(statuses),
                    at(latencies, 0.5),
                    at(latencies, 0.99),
                    times.entrySet().stream()
                            .map(entry -> "%,d came %d times".formatted(entry.getValue(), entry.getKey()))
                            .collect(Collectors.joining(", ")),
                    (insight.cpuNanos() - cpu) / 1e9);
        }
        System.out.printf("hits p99 quiet %.2f ms, during %.2f ms; ", quiet, during);
        System.out.printf("%,d users were kept, dropped: %s%n", KEPT, dropped());
        System.out.println("before: " + before);
        System.out.println("at the end: " + after);
    }

    /** Has the users kept that the writes are to. */
    private void fill(HttpClient client) throws Exception {
        Semaphore atOnce = new Semaphore(50);
        for (int i = 0; i < KEPT; i++) {
            atOnce.acquire();
            send(client, HttpMethod.GET, i).onComplete(reply -> atOnce.release());
        }
        atOnce.acquire(50);
    }

    private Future<Integer> send(HttpClient client, HttpMethod method, int number) {
        return client.request(new RequestOptions().setMethod(method).setURI("/api/v2/users/u-" + number))
                .compose(request -> request.putHeader("Authorization", "Bearer " + token)
                        .putHeader("Content-Type", "application/json")
                        .send(method == HttpMethod.GET ? "" : "{\"name\":\"n\"}"))
                .compose(reply -> reply.body().map(body -> reply.statusCode()));
    }

    private String dropped() {
        Matcher drops = DROPS.matcher(gcx.get("/gcx/metrics").body());
        return drops.find() ? drops.group(1) : "?";
    }

    /** Permits, and threads for calls that are at work. */
    private String held(MaliceBench.Insight insight) {
        String permits = gcx.get("/observe/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("gcx_upstream_permits "))
                .findFirst()
                .orElse("? ?")
                .split(" ")[1];
        return permits + " permits held, " + insight.busyThreads("gcx-calls") + " threads for calls at work";
    }

    @Override
    public void close() throws IOException {
        gcx.close();
        vertx.close();
    }

    /** What is asked: a token, a directory, small things, and long downloads, sent as fast as they are taken. */
    private static final class Genesys {
        private static final Buffer PIECE = Buffer.buffer(new byte[65_536]);
        private static final String THING = "{\"id\":\"1\",\"name\":\"n\",\"note\":\"" + "x".repeat(1_000) + "\"}";

        private final int port;
        private final String url;
        private final AtomicLong sent = new AtomicLong();
        private final Map<String, AtomicInteger> writes = new ConcurrentHashMap<>();

        Genesys(Vertx vertx) throws Exception {
            port = vertx.createHttpServer(
                            new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                    .requestHandler(this::answer)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get()
                    .actualPort();
            url = "http://127.0.0.1:" + port;
        }

        private void answer(HttpServerRequest request) {
            HttpServerResponse response = request.response().putHeader("Content-Type", "application/json");
            if (request.path().equals("/oauth/token")) {
                response.end("{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":86400}");
            } else if (request.path().contains("/downloads/")) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(DOWNLOAD));
                send(response, new AtomicInteger(DOWNLOAD));
            } else if (request.path().contains("/directories/")) {
                response.end("{\"total\":1,\"pageCount\":1,\"entities\":[" + THING + "]}");
            } else {
                if (request.method() == HttpMethod.PUT) {
                    writes.computeIfAbsent(request.path(), first -> new AtomicInteger())
                            .incrementAndGet();
                }
                request.end().onComplete(whole -> response.end(THING));
            }
        }

        private void send(HttpServerResponse response, AtomicInteger left) {
            while (left.get() > 0 && !response.closed()) {
                Buffer piece = left.get() < PIECE.length() ? PIECE.slice(0, left.get()) : PIECE;
                response.write(piece);
                left.addAndGet(-piece.length());
                sent.addAndGet(piece.length());
                if (response.writeQueueFull()) {
                    response.drainHandler(drained -> send(response, left));
                    return;
                }
            }
            if (!response.closed()) {
                response.end();
            }
        }
    }

    /** Asks on one connection, and waits for the whole answer. */
    private static final class Asker implements AutoCloseable {
        private final Socket socket;
        private final String headers;
        private final byte[] reply = new byte[65_536];

        Asker(int port, String headers) throws IOException {
            this.socket = new Socket("127.0.0.1", port);
            this.headers = "Host: localhost\r\n" + headers + "\r\n";
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
        }

        /** @return in nanoseconds */
        long ask(String line, String body) throws IOException {
            byte[] request = (line + headers + body).getBytes(StandardCharsets.ISO_8859_1);
            long start = System.nanoTime();
            socket.getOutputStream().write(request);
            int read = 0;
            do {
                int some = socket.getInputStream().read(reply, read, reply.length - read);
                if (some < 0) {
                    throw new IOException("An answer was cut");
                }
                read += some;
            } while (reply[read - 2] != '"' || reply[read - 1] != '}');
            long taken = System.nanoTime() - start;
            String head = new String(reply, 0, 15, StandardCharsets.ISO_8859_1);
            if (!head.startsWith("HTTP/1.1 200 ")) {
                throw new IllegalStateException(new String(reply, 0, read, StandardCharsets.ISO_8859_1));
            }
            return taken;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Clients of downloads, each of which reads some bytes a second. */
    private static final class Readers implements Runnable, AutoCloseable {
        private final List<SocketChannel> channels = new ArrayList<>();
        private final long end = System.nanoTime() + READING_NANOS;
        private volatile boolean reading = true;
        private volatile long read;
        private volatile int broken;

        Readers(int port, String token) throws IOException {
            for (int i = 0; i < DOWNLOADS; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.setOption(StandardSocketOptions.SO_RCVBUF, 65_536);
                channel.connect(new InetSocketAddress("127.0.0.1", port));
                channel.configureBlocking(false);
                channel.write(ByteBuffer.wrap(("GET /api/v2/downloads/" + i
                                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1)));
                channels.add(channel);
            }
        }

        boolean isReading() {
            return reading;
        }

        @Override
        public void run() {
            ByteBuffer piece = ByteBuffer.allocate(BYTES_A_SECOND / READS_A_SECOND);
            boolean[] gone = new boolean[channels.size()];
            long next = System.nanoTime();
            while (next < end) {
                LockSupport.parkNanos(next - System.nanoTime());
                next += SECOND / READS_A_SECOND;
                for (int i = 0; i < gone.length; i++) {
                    piece.clear();
                    int some = gone[i] ? 0 : read(channels.get(i), piece);
                    gone[i] |= some < 0;
                    read += Math.max(0, some);
                }
            }
            for (boolean one : gone) {
                broken += one ? 1 : 0;
            }
            reading = false;
        }

        private static int read(SocketChannel channel, ByteBuffer piece) {
            try {
                return channel.read(piece);
            } catch (IOException e) {
                return -1;
            }
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }
}
