package io.gcxcache;

import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A webhook that nobody answers, and as many invalidations that wait for it. Prints how long the gateway takes to start with
 * them and without, and how much of a core it uses while it has nothing else to do.
 */
final class LettersBench {
    private static final int AT_ONCE = 200;
    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();

    private LettersBench() {}

    /** @param args how many letters; 50,000 if left out */
    public static void main(String[] args) throws Exception {
        new LettersBench().run(args.length == 0 ? 50_000 : Integer.parseInt(args[0]));
        System.exit(0);
    }

    private void run(int letters) throws Exception {
        Path work = Files.createTempDirectory("gcx-letters-bench");
        try (GenesysSimulator genesys = GenesysSimulator.builder().start()) {
            Map<String, String> environment = Distribution.asking(genesys, work);
            environment.put("GCX_CDN_WEBHOOK_URL", "http://127.0.0.1:" + closedPort() + "/");
            environment.put("GCX_CDN_WEBHOOK_SECRET", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
            environment.put("GCX_CDN_OUTBOX", work.resolve("outbox.journal").toString());
            environment.put("GCX_CDN_MAX_WAITING", Integer.toString(2 * letters));
            start(work, environment, "without letters").close();
            try (Distribution gcx = start(work, environment, "without letters again")) {
                write(gcx.port(), letters);
                gcx.terminate();
                gcx.exitCode();
            }
            System.out.printf(
                    "%,d letters: outbox of %.1f MiB%n",
                    letters, Files.size(work.resolve("outbox.journal")) / 1048576.0);
            try (Distribution gcx = start(work, environment, "with them")) {
                Thread.sleep(SETTLING.toMillis());
                Duration before = cpu(gcx);
                Thread.sleep(IDLE.toMillis());
                System.out.printf(
                        "idle: %.1f %% of a core%n",
                        100.0 * cpu(gcx).minus(before).toMillis() / IDLE.toMillis());
            }
        }
    }

    private static Distribution start(Path work, Map<String, String> environment, String what) throws Exception {
        long start = System.nanoTime();
        Distribution gcx = Distribution.start(Distribution.PACKED, work, environment);
        gcx.port();
        System.out.printf(
                "start %s: %.1f s, %.1f s of CPU%n",
                what, (System.nanoTime() - start) / 1e9, cpu(gcx).toMillis() / 1e3);
        return gcx;
    }

    private void write(int port, int letters) throws IOException {
        List<CompletableFuture<HttpResponse<Void>>> asked = new ArrayList<>();
        for (int i = 0; i < letters; i++) {
            asked.add(client.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/gcx/invalidations"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"tag\": \"letter-" + i + "\"}"))
                            .build(),
                    BodyHandlers.discarding()));
            if (asked.size() == AT_ONCE || i == letters - 1) {
                for (CompletableFuture<HttpResponse<Void>> one : asked) {
                    if (one.join().statusCode() >= 300) {
                        throw new IOException(
                                "An invalidation was answered " + one.join().statusCode());
                    }
                }
                asked.clear();
            }
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket nobody = new ServerSocket(0)) {
            return nobody.getLocalPort();
        }
    }

    private static Duration cpu(Distribution gcx) {
        return CpuTime.ofTree(ProcessHandle.of(gcx.pid()).orElseThrow());
    }
}
