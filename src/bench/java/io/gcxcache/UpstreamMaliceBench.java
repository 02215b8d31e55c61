package io.gcxcache;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * A Genesys that trickles on two families and at the login, or answers with far too much, at a gateway of 256 MB; then a flood
 * of questions that all fail. Prints what became of each, and what was left behind.
 */
final class UpstreamMaliceBench {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final RawServer.Answer GOOD =
            RawServer.json("{\"entities\":[{\"id\":\"1\",\"name\":\"one\"}],\"total\":1}");
    private static final int TRICKLING = 60;
    private static final int SECONDS = 10;
    private static final Pattern CACHED = Pattern.compile("\"cache_bytes\":(\\d+)");
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RawServer genesys = new RawServer();
    private final Distribution gcx;
    private final String url;

    private UpstreamMaliceBench(Path work) throws IOException {
        genesys.on(
                "/oauth/token",
                RawServer.json("{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":86400}"));
        genesys.onAnyOther(GOOD);
        Path home = Distribution.copyTo(Files.createDirectories(work.resolve("home")));
        Files.writeString(home.resolve("routes").resolve("malice.resources.yaml"), """
                lists:
                  slow-one: {path: "/api/v2/slow-one/things/{id}"}
                  slow-two: {path: "/api/v2/slow-two/things/{id}"}
                  third: {path: "/api/v2/third/things/{id}"}
                """);
        gcx = Distribution.start(
                home,
                work,
                Map.of(
                        "GCX_GENESYS_API_URL",
                        genesys.url().toString(),
                        "GCX_GENESYS_LOGIN_URL",
                        genesys.url().toString(),
                        "GCX_GENESYS_CLIENT_ID",
                        "id",
                        "GCX_GENESYS_CLIENT_SECRET",
                        "secret",
                        "GCX_GENESYS_RESPONSE_TIMEOUT",
                        Integer.toString(SECONDS),
                        "GCX_AUDIT_DIR",
                        work.resolve("audit").toString(),
                        "GCX_BUDGET_LIMIT",
                        "1000000",
                        "GCX_HTTP_PORT",
                        "0"));
        url = "http://127.0.0.1:" + gcx.port();
    }

    /** @param args how many questions the flood has; 100,000 if left out */
    public static void main(String[] args) throws Exception {
        int flood = args.length == 0 ? 100_000 : Integer.parseInt(args[0]);
        UpstreamMaliceBench bench = new UpstreamMaliceBench(Files.createTempDirectory("gcx-upstream-malice-bench"));
        try (bench.gcx;
                bench.genesys) {
            bench.run(flood);
        }
    }

    private void run(int flood) throws Exception {
        ask("/gcx/lists/third/warm");
        for (int i = 0; i < 2_000; i++) {
            ask("/gcx/lists/third/warm");
        }
        System.out.printf("quiet: hits p99 %.2f ms, %s%n", hits(Duration.ofSeconds(3)), leftBehind());
        trickle();
        tooMuch();
        flood(flood);
        System.out.printf(
                "OutOfMemoryErrors in the log: %d%n",
                gcx.output()
                        .lines()
                        .filter(line -> line.contains("OutOfMemoryError"))
                        .count());
    }

    private void trickle() throws Exception {
        RawServer.Answer trickle = out -> {
            RawServer.write(out, HEAD + "Content-Length: 1000000\r\n\r\n");
            RawServer.trickle(out, " ", Duration.ofSeconds(1));
        };
        for (int i = 0; i < TRICKLING; i++) {
            genesys.on("/api/v2/slow-one/things/" + i, trickle);
            genesys.on("/api/v2/slow-two/things/" + i, trickle);
        }
        long start = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        for (int i = 0; i < TRICKLING; i++) {
            slow.add(askAsync("/gcx/lists/slow-one/" + i));
            slow.add(askAsync("/gcx/lists/slow-two/" + i));
        }
        while (genesys.requests("/api/v2/slow-two/things/0") == 0) {
            Thread.onSpinWait();
        }
        List<Long> misses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long asked = System.nanoTime();
            ask("/gcx/lists/third/while-" + i);
            misses.add(System.nanoTime() - asked);
        }
        double hits = hits(Duration.ofSeconds(3));
        System.out.printf(
                "while %d answers trickle: misses of a third family p99 %.2f ms, hits p99 %.2f ms%n",
                slow.stream().filter(answer -> !answer.isDone()).count(), p99(misses), hits);
        Map<Integer, Integer> ends = new LinkedHashMap<>();
        slow.forEach(answer -> ends.merge(answer.join().statusCode(), 1, Integer::sum));
        System.out.printf(
                "they ended after %.1f s at most: %s; %s%n", (System.nanoTime() - start) / 1e9, ends, leftBehind());
    }

    private void tooMuch() throws Exception {
        byte[] bomb = gzip(500_000_000);
        Map<String, RawServer.Answer> answers = new LinkedHashMap<>();
        answers.put("a header of 100 MB", out -> {
            RawServer.write(out, HEAD + "X-Long: ");
            repeat(out, "x".repeat(100_000), 1_000);
        });
        answers.put("10^6 header lines", out -> {
            RawServer.write(out, HEAD);
            repeat(out, "X-Line: 1\r\n", 1_000_000);
        });
        answers.put("a body of 100 MB", out -> {
            RawServer.write(out, HEAD + "Content-Length: 100000000\r\n\r\n");
            repeat(out, " ".repeat(100_000), 1_000);
        });
        answers.put("500 MB out of gzip", out -> {
            RawServer.write(out, HEAD + "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n");
            out.write(bomb);
        });
        answers.put("endless chunks", out -> {
            RawServer.write(out, HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            repeat(out, "2710\r\n" + " ".repeat(10_000) + "\r\n", Integer.MAX_VALUE);
        });
        int number = 0;
        for (Map.Entry<String, RawServer.Answer> answer : answers.entrySet()) {
            number++;
            genesys.on("/api/v2/third/things/much-" + number, answer.getValue());
            long start = System.nanoTime();
            HttpResponse<String> reply = ask("/gcx/lists/third/much-" + number);
            double seconds = (System.nanoTime() - start) / 1e9;
            int next = ask("/gcx/lists/third/after-" + number).statusCode();
            System.out.printf(
                    "%s: %d after %.1f s (%s), the next miss %d%n",
                    answer.getKey(), reply.statusCode(), seconds, detail(reply), next);
        }
        byte[] large = ("{\"total\":15000,\"entities\":["
                        + IntStream.range(0, 15_000)
                                .mapToObj(i -> "{\"id\":\"" + i + "\",\"note\":\"" + "x".repeat(970) + "\"}")
                                .collect(Collectors.joining(","))
                        + "]}")
                .getBytes(StandardCharsets.US_ASCII);
        List<CompletableFuture<HttpResponse<String>>> together = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            genesys.on("/api/v2/third/things/large-" + i, out -> {
                RawServer.write(out, HEAD + "Content-Length: " + large.length + "\r\n\r\n");
                out.write(large);
            });
            together.add(askAsync("/gcx/lists/third/large-" + i));
        }
        Map<Integer, Integer> ends = new LinkedHashMap<>();
        together.forEach(answer -> ends.merge(answer.join().statusCode(), 1, Integer::sum));
        System.out.printf(
                "40 answers of %d MB at once: %s, the next miss %d; %s%n",
                large.length >> 20, ends, ask("/gcx/lists/third/after-large").statusCode(), leftBehind());
    }

    private void flood(int questions) throws Exception {
        genesys.onAnyOther(out -> RawServer.write(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
        String before = leftBehind();
        long lines = gcx.output().lines().count();
        Semaphore atOnce = new Semaphore(64);
        long start = System.nanoTime();
        for (int i = 0; i < questions; i++) {
            atOnce.acquire();
            askAsync("/gcx/lists/third/flood-" + i).whenComplete((reply, failure) -> atOnce.release());
        }
        atOnce.acquire(64);
        System.out.printf(
                "%,d failing questions in %.0f s: before %s; after %s; %d log lines%n",
                questions,
                (System.nanoTime() - start) / 1e9,
                before,
                leftBehind(),
                gcx.output().lines().count() - lines);
    }

    /** The p99 of hits, one after the other, in milliseconds. */
    private double hits(Duration time) throws Exception {
        List<Long> latencies = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            ask("/gcx/lists/third/warm");
            latencies.add(System.nanoTime() - start);
        }
        return p99(latencies);
    }

    private static double p99(List<Long> latencies) {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) (sorted.length * 0.99)] / 1e6;
    }

    /** Heap after a collection, threads, permits, flights, and bytes that are being read. */
    private String leftBehind() throws Exception {
        jcmd("GC.run");
        Matcher used = USED.matcher(jcmd("GC.heap_info"));
        String heap = used.find() ? Long.parseLong(used.group(1)) / 1024 + " MiB" : "?";
        String metrics = ask("/observe/metrics").body();
        Matcher cached = CACHED.matcher(ask("/gcx/metrics").body());
        String kept = cached.find() ? Long.parseLong(cached.group(1)) / 1024 / 1024 + " MiB" : "?";
        return "heap " + heap + " (cached " + kept + "), " + gcx.threads() + " threads, permits "
                + gauge(metrics, "gcx_upstream_permits") + ", flights " + gauge(metrics, "gcx_flights") + ", reading "
                + gauge(metrics, "gcx_upstream_reading_bytes") + " bytes";
    }

    private static long gauge(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + ' '))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(-1);
    }

    private String jcmd(String command) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(gcx.pid()), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(30, TimeUnit.SECONDS);
        return output;
    }

    private static String detail(HttpResponse<String> reply) {
        Matcher detail = Pattern.compile("\"detail\":\"([^\"]*)\"").matcher(reply.body());
        return detail.find() ? detail.group(1) : reply.body();
    }

    private static void repeat(OutputStream out, String text, int times) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < times; i++) {
            out.write(bytes);
        }
    }

    private static byte[] gzip(int length) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] blanks = " ".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            for (int i = 0; i < length; i += blanks.length) {
                out.write(blanks);
            }
        }
        return packed.toByteArray();
    }

    private HttpResponse<String> ask(String path) throws Exception {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> askAsync(String path) {
        return client.sendAsync(request(path), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(120))
                .build();
    }
}
