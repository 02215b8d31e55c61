package io.gcxcache;

import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ten consumers, one of which asks as fast as it can for what nobody has asked for, in a family whose rate limit it
 * exhausts; nine ask quietly, mostly for what is cached. How long these wait, quiet and during. All on the loopback
 * address.
 */
final class OneFloodBench {
    private static final String FLOODING = "flooding";
    private static final int QUIET = 9;
    private static final int CONNECTIONS = 64;

    /** Of the family that is flooded; others have more than they need. */
    private static final int LIMIT = 30;

    private static final Duration WINDOW = Duration.ofSeconds(5);

    private static final String HIT = "/gcx/directories/emergency_contacts";
    private static final String OTHER = "/api/v2/organizations/me?asked=";
    private static final long BETWEEN_HITS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long BETWEEN_OTHERS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Of all nine a third of what the limit allows. */
    private static final long BETWEEN_FLOODED = TimeUnit.MILLISECONDS.toNanos(4_500);

    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(10);

    private final Distribution gcx;
    private final List<String> tokens = new ArrayList<>();
    private final String flooding;
    private final String flooded;

    private OneFloodBench(Distribution gcx, GenesysSimulator genesys, DeclaredConsumers consumers) throws Exception {
        this.gcx = gcx;
        flooding = consumers.token(gcx.port(), FLOODING);
        for (String id : ids()) {
            tokens.add(consumers.token(gcx.port(), id));
        }
        flooded = "/api/v2/users/" + genesys.organization().userIds().get(0) + "?asked=";
    }

    /** @param args for how many seconds it is flooded, 60 if left out, and as long it is quiet before */
    public static void main(String[] args) throws Exception {
        long nanos = TimeUnit.SECONDS.toNanos(args.length == 0 ? 60 : Long.parseLong(args[0]));
        Path work = Files.createTempDirectory("gcx-one-flood-bench");
        Path file = work.resolve("consumers.yaml");
        DeclaredConsumers consumers = DeclaredConsumers.in(
                file, Stream.concat(Stream.of(FLOODING), ids().stream()).toList());
        try (GenesysSimulator genesys = GenesysSimulator.builder()
                        .rateLimit("users", LIMIT, WINDOW)
                        .rateLimit("organizations", 100_000, Duration.ofMinutes(1))
                        .start();
                Distribution gcx = Distribution.start(Distribution.PACKED, work, environment(genesys, work, file))) {
            new OneFloodBench(gcx, genesys, consumers).run(nanos);
        }
    }

    private void run(long nanos) throws Exception {
        try (MaliceBench.Insight insight = new MaliceBench.Insight(gcx.pid())) {
            Flood first = flood("warm-up");
            Quiet.measure(this, "first", WARM_UP);
            first.end();
            // The family's next window, in which nothing was counted.
            TimeUnit.NANOSECONDS.sleep(WINDOW.toNanos());
            System.out.println("before: " + insight);
            Quiet quiet = Quiet.measure(this, "quiet", nanos);
            Flood flood = flood("flood");
            Quiet during = Quiet.measure(this, "during", nanos);
            flood.end();
            System.out.println("after:  " + insight);
            System.out.println("flood: " + flood);
            tell("hits", quiet.hits, during.hits);
            tell("misses of another family", quiet.others, during.others);
            tell("misses of the flooded family", quiet.flooded, during.flooded);
        }
    }

    private Flood flood(String round) throws IOException {
        return Flood.unpaced(
                gcx.port(), CONNECTIONS, number -> DeclaredConsumers.get(flooded + round + '-' + number, flooding));
    }

    private static void tell(String what, Latencies quiet, Latencies during) {
        System.out.println(what + ", quiet:  " + quiet);
        System.out.println(what + ", during: " + during);
        System.out.printf("%s: p99 %.2f times as long%n", what, during.at(0.99) / quiet.at(0.99));
    }

    /** What the nine that ask quietly wait for. */
    private record Quiet(Latencies hits, Latencies others, Latencies flooded) {
        static Quiet measure(OneFloodBench bench, String round, long nanos) throws InterruptedException {
            Quiet measured = new Quiet(new Latencies(), new Latencies(), new Latencies());
            List<SteadyClient> clients = new ArrayList<>();
            for (int i = 0; i < QUIET; i++) {
                String token = bench.tokens.get(i);
                String asked = round + '-' + i + '-';
                byte[] hit = DeclaredConsumers.get(HIT, token);
                clients.add(bench.client(BETWEEN_HITS, number -> hit, measured.hits));
                clients.add(bench.client(
                        BETWEEN_OTHERS,
                        number -> DeclaredConsumers.get(OTHER + asked + number, token),
                        measured.others));
                clients.add(bench.client(
                        BETWEEN_FLOODED,
                        number -> DeclaredConsumers.get(bench.flooded + asked + number, token),
                        measured.flooded));
            }
            SteadyClient.ask(clients, nanos);
            return measured;
        }
    }

    private SteadyClient client(long between, IntFunction<byte[]> requests, Latencies latencies) {
        return new SteadyClient("127.0.0.1", gcx.port(), between, false, requests, latencies);
    }

    private static List<String> ids() {
        return IntStream.rangeClosed(1, QUIET).mapToObj(i -> "quiet-" + i).toList();
    }

    private static Map<String, String> environment(GenesysSimulator genesys, Path work, Path file) {
        Map<String, String> environment = Distribution.asking(genesys, work);
        environment.put("GCX_CONSUMERS_FILE", file.toString());
        environment.put("GCX_TOKENS_KEY_FILE", work.resolve("tokens.key").toString());
        environment.put("GCX_DIRECTORY_TTL_EMERGENCY_CONTACTS", "3600");
        environment.put("GCX_BUDGET_CLIENT_LIMIT", "1000000");
        return environment;
    }
}
