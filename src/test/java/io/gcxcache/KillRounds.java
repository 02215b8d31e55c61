package io.gcxcache;

import io.gcxcache.cdn.Receiver;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A distribution that is killed again and again while directories change, and what its webhook is told in the end: of
 * every update that a client saw, or of something newer.
 */
final class KillRounds implements AutoCloseable {
    private static final List<String> DIRECTORIES = List.of("north", "east", "south", "west");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int LONGEST_LIFE_MILLIS = 3_000;
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private final Path work;
    private final Consumer<String> log;
    private final Random random = new Random();
    private final Ledger ledger = new Ledger();
    private final List<String> violations = new ArrayList<>();
    private final ReadWriteLock oneAtATime = new ReentrantReadWriteLock();
    private final ExecutorService clients = Executors.newFixedThreadPool(DIRECTORIES.size());
    private final HttpClient http = HttpClient.newHttpClient();
    private final Receiver receiver = new Receiver();
    private final GenesysSimulator genesys = GenesysSimulator.builder()
            .rateLimit("routing-directories", 1_000_000, Duration.ofSeconds(60))
            .start();
    private Duration longestRecovery = Duration.ZERO;
    private int killedDuringStart;

    /**
     * @param work an empty folder
     * @param log told a line for every round
     */
    KillRounds(Path work, Consumer<String> log) throws IOException {
        this.work = work;
        this.log = log;
        DIRECTORIES.forEach(id -> genesys.directory(id).entries(12));
    }

    /**
     * How it went.
     *
     * @param refreshes how many the audit files tell of
     * @param audit what their verification came to
     * @param violations what must not be; should be empty
     */
    record Summary(
            int rounds,
            int killedDuringStart,
            int updates,
            long refreshes,
            int webhooks,
            int refused,
            int duplicates,
            Duration longestRecovery,
            Duration drained,
            String audit,
            List<String> violations) {
        @Override
        public String toString() {
            return "%d rounds, %d of them killed during the start; %d updates stored, %d of them audited%n"
                            .formatted(rounds, killedDuringStart, updates, refreshes)
                    + "%d webhooks accepted, %d of them duplicates; %d refused%n"
                            .formatted(webhooks, duplicates, refused)
                    + "longest recovery %d ms; outbox empty %d ms after the last start; audit: %s%n"
                            .formatted(longestRecovery.toMillis(), drained.toMillis(), audit)
                    + "violations: " + (violations.isEmpty() ? "0" : String.join("\n", violations));
        }
    }

    /** Kills it so many times, starts it once more, and waits until everything has been told. */
    Summary run(int rounds) throws Exception {
        for (int round = 1; round <= rounds; round++) {
            boolean slow = random.nextInt(4) == 0;
            receiver.answering(request -> answer(request, random.nextInt(4) == 0 ? 500 : 200))
                    .answeringAfter(Duration.ofMillis(slow ? random.nextInt(1_000) : 0));
            try (Distribution gcx = start()) {
                round(round, gcx);
            } catch (AssertionError e) {
                violations.add("Round " + round + ": " + e.getMessage());
            }
        }
        receiver.answering(request -> answer(request, 200)).answeringAfter(Duration.ZERO);
        long began = System.nanoTime();
        try (Distribution gcx = start()) {
            recovered(began, gcx);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> gcx.get("/gcx/notifications").body().equals("{\"notifications\":[]}"));
        }
        Duration drained = Duration.ofNanos(System.nanoTime() - began);
        violations.addAll(ledger.violations());
        String audit = verifyAudit();
        return new Summary(
                rounds,
                killedDuringStart,
                ledger.updates(),
                refreshes(),
                ledger.accepted(),
                ledger.refused(),
                ledger.duplicates(),
                longestRecovery,
                drained,
                audit,
                List.copyOf(violations));
    }

    @Override
    public void close() {
        clients.shutdownNow();
        receiver.close();
        genesys.close();
    }

    private int answer(Receiver.Received request, int status) {
        ledger.told(request, status == 200);
        return status;
    }

    private Distribution start() throws IOException {
        Map<String, String> environment = new HashMap<>(Distribution.asking(genesys, work));
        environment.put("GCX_CDN_WEBHOOK_URL", receiver.url().toString());
        environment.put("GCX_CDN_WEBHOOK_SECRET", SECRET);
        environment.put("GCX_CDN_OUTBOX", work.resolve("outbox.journal").toString());
        environment.put("GCX_BUDGET_LIMIT", "1000000");
        environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        return Distribution.start(Distribution.PACKED, work, environment);
    }

    /** Leaves the killing to whoever closes it. */
    private void round(int round, Distribution gcx) throws Exception {
        long began = System.nanoTime();
        Duration life = Duration.ofMillis(200 + random.nextInt(LONGEST_LIFE_MILLIS - 200));
        if (round > 1 && random.nextInt(5) == 0) {
            killedDuringStart++;
            expectToLive(gcx, life);
            log.accept("round %d: killed %d ms after its start".formatted(round, life.toMillis()));
            return;
        }
        recovered(began, gcx);
        int before = ledger.updates();
        CountDownLatch over = new CountDownLatch(1);
        URI url = URI.create("http://127.0.0.1:" + gcx.port());
        List<Future<?>> traffic = new ArrayList<>();
        for (String directory : DIRECTORIES) {
            traffic.add(clients.submit(() -> changeAndAsk(url, directory, over)));
        }
        expectToLive(gcx, life);
        // However short the lives, something is to be told.
        Awaitility.await().atMost(PATIENCE).until(() -> ledger.updates() > 0);
        gcx.kill();
        over.countDown();
        for (Future<?> client : traffic) {
            client.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        log.accept("round %d: killed %d ms after it listened, %d updates"
                .formatted(round, life.toMillis(), ledger.updates() - before));
    }

    private void recovered(long began, Distribution gcx) {
        gcx.port();
        Duration recovery = Duration.ofNanos(System.nanoTime() - began);
        longestRecovery = recovery.compareTo(longestRecovery) > 0 ? recovery : longestRecovery;
    }

    private static void expectToLive(Distribution gcx, Duration life) throws InterruptedException {
        if (gcx.endsWithin(life)) {
            throw new AssertionError("Ended by itself: " + gcx.output());
        }
    }

    /** One client of one directory, until the gateway is gone. */
    private Void changeAndAsk(URI url, String directory, CountDownLatch over) throws InterruptedException {
        Random chance = new Random();
        String path = "/gcx/directories/" + directory;
        String key = "gcx:directory:" + directory;
        try {
            while (!over.await(chance.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
                int kind = chance.nextInt(10);
                if (kind == 0) {
                    invalidateAll(url);
                }
                oneAtATime.readLock().lock();
                try {
                    genesys.directory(directory).change();
                    if (kind < 6) {
                        send(url, "DELETE", "/gcx/entries/" + key, "");
                    } else {
                        send(url, "POST", path + "/verification", "");
                    }
                    HttpResponse<String> answer = send(url, "GET", path, "");
                    if (answer.statusCode() == 200) {
                        ledger.got(key, Gateway.header(answer, "ETag"), System.currentTimeMillis());
                    }
                } finally {
                    oneAtATime.readLock().unlock();
                }
            }
        } catch (IOException e) {
            // Killed, as it was to be.
            return null;
        }
        return null;
    }

    private void invalidateAll(URI url) throws IOException, InterruptedException {
        oneAtATime.writeLock().lock();
        try {
            send(url, "POST", "/gcx/invalidations", "{\"tag\": \"directory\"}");
        } finally {
            oneAtATime.writeLock().unlock();
        }
    }

    private HttpResponse<String> send(URI url, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private long refreshes() throws IOException {
        long refreshes = 0;
        try (Stream<Path> files = Files.list(work.resolve("audit"))) {
            for (Path file :
                    files.filter(any -> any.toString().endsWith(".jsonl")).toList()) {
                // A line may have been cut within a character.
                try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                    refreshes += lines.filter(line -> line.contains("\"event\":\"refresh\""))
                            .count();
                }
            }
        }
        return refreshes;
    }

    /** Answers the last line of the verification. */
    private String verifyAudit() throws Exception {
        String audit = work.resolve("audit").toString();
        try (Distribution verifier = Distribution.start(Distribution.PACKED, work, Map.of(), "--verify-audit", audit)) {
            if (verifier.exitCode() != 0) {
                violations.add("The audit files are not intact: " + verifier.output());
            }
            return verifier.output().lines().reduce("", (before, line) -> line);
        }
    }
}
