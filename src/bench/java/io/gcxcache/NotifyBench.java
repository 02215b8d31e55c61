package io.gcxcache;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.cdn.Receiver;
import io.gcxcache.simulator.GenesysSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Updates while one target answers in 10 s, one always 500 and one at once: what the reply costs with and without them, how
 * soon the fast one is told, and when the failing one is tried.
 */
public final class NotifyBench {
    private static final int UPDATES = 300;
    private static final int WARM_UP = 100;
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final ObjectMapper JSON = new ObjectMapper();

    private NotifyBench() {}

    public static void main(String[] args) throws Exception {
        print("reply without targets", replies(Map.of(), null));
        try (Receiver fast = new Receiver();
                Receiver slow = new Receiver().answeringAfter(Duration.ofSeconds(10));
                Receiver failing = new Receiver().answering(500)) {
            Map<String, String> targets = new HashMap<>(Map.of(
                    "gcx.cdn.webhook.url",
                    fast.url().toString(),
                    "gcx.cdn.webhook.secret",
                    SECRET,
                    "gcx.cdn.fastly.service",
                    "slow",
                    "gcx.cdn.fastly.token",
                    "t",
                    "gcx.cdn.fastly.url",
                    slow.url().toString(),
                    "gcx.cdn.cloudflare.zone",
                    "failing",
                    "gcx.cdn.cloudflare.token",
                    "t",
                    "gcx.cdn.cloudflare.url",
                    failing.url().toString()));
            print("reply with a fast, a slow and a failing target", replies(targets, fast));
        }
        retries();
        System.exit(0);
    }

    /** How long each miss took, in milliseconds; with a target, prints too how soon after the reply that was told. */
    private static List<Double> replies(Map<String, String> targets, Receiver fast) throws Exception {
        Path folder = Files.createTempDirectory("gcx-notify-bench");
        Map<String, String> settings = new HashMap<>(targets);
        settings.put("gcx.budget.limit", "1000000");
        settings.put("gcx.cdn.outbox", folder.resolve("outbox.journal").toString());
        Map<String, Long> repliedAt = new HashMap<>();
        List<Double> millis = new ArrayList<>();
        try (Gateway gateway = Gateway.start(
                folder,
                settings,
                GenesysSimulator.builder().rateLimit("routing-directories", 1_000_000, Duration.ofSeconds(60)))) {
            for (int i = 0; i < WARM_UP + UPDATES; i++) {
                String directory = "bench-" + i % 10;
                gateway.genesys.directory(directory).entries(5).change();
                gateway.send("DELETE", "/gcx/entries/gcx:directory:" + directory);
                long asked = System.nanoTime();
                String etag = Gateway.header(gateway.get("/gcx/directories/" + directory), "ETag");
                long replied = System.nanoTime();
                if (i >= WARM_UP) {
                    millis.add((replied - asked) / 1e6);
                    repliedAt.put(etag, replied);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            if (fast != null) {
                List<Double> told = new ArrayList<>();
                Awaitility.await().untilAsserted(() -> {
                    told.clear();
                    for (Receiver.Received webhook : fast.received()) {
                        Long replied = repliedAt.get(
                                JSON.readTree(webhook.body()).at("/data/etag").asText());
                        if (replied != null) {
                            told.add((webhook.nanos() - replied) / 1e6);
                        }
                    }
                    if (told.size() < UPDATES) {
                        throw new AssertionError(told.size() + " of " + UPDATES + " were told");
                    }
                });
                print("fast target told after the reply", told);
            }
        }
        return millis;
    }

    private static void retries() throws Exception {
        Path folder = Files.createTempDirectory("gcx-notify-bench");
        try (Receiver failing = new Receiver().answering(500);
                Gateway gateway = Gateway.start(
                        folder,
                        Map.of(
                                "gcx.cdn.webhook.url", failing.url().toString(),
                                "gcx.cdn.webhook.secret", SECRET,
                                "gcx.cdn.outbox",
                                        folder.resolve("outbox.journal").toString()))) {
            gateway.get("/gcx/directories/emergency_contacts");
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> failing.received().size() == 6);
            List<Receiver.Received> tries = failing.received();
            System.out.println("failing target tried after "
                    + IntStream.range(1, tries.size())
                            .mapToObj(i -> String.format(
                                    Locale.ROOT,
                                    "%.1f s",
                                    (tries.get(i).nanos() - tries.get(i - 1).nanos()) / 1e9))
                            .toList());
        }
    }

    private static void print(String what, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%s: %d times, p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
                what,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 99 / 100),
                sorted.get(sorted.size() - 1));
    }
}
