package io.gcxcache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@link ReplayRounds} of a million requests, or as many as told, in rounds of 50,000 with gateways of their own, each fourth of them
 * over TLS. Ends with 1 if anything was not the same.
 */
final class ReplayBench {
    private static final int LONGEST_ROUND = 50_000;
    private static final int ROUNDS_PER_TLS = 4;

    private ReplayBench() {}

    public static void main(String[] args) throws Exception {
        long most = args.length == 0 ? 1_000_000 : Long.parseLong(args[0]);
        long seed = args.length < 2 ? System.nanoTime() : Long.parseLong(args[1]);
        System.out.println("seed " + seed);
        long requests = 0;
        long replayed = 0;
        int differences = 0;
        Map<String, Long> counts = new TreeMap<>();
        for (int round = 1; requests < most; round++) {
            Path folder = Files.createTempDirectory("gcx-replay-bench");
            boolean tls = round % ROUNDS_PER_TLS == 0;
            int asked = (int) Math.min(LONGEST_ROUND, most - requests);
            ReplayRounds.Outcome outcome = ReplayRounds.play(folder, asked, seed + round, tls);
            delete(folder);
            requests += outcome.requests();
            replayed += outcome.replayed();
            differences += outcome.differences().size();
            outcome.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
            System.out.printf(
                    "round %d%s, seed %d: %,d requests, %,d replayed, %d differences%n",
                    round,
                    tls ? " over TLS" : "",
                    seed + round,
                    outcome.requests(),
                    outcome.replayed(),
                    outcome.differences().size());
            outcome.differences().forEach(System.out::println);
        }
        System.out.printf(
                "%,d requests to each, %,d replayed (%.1f %%), differences: %d%n%s%n",
                requests, replayed, 100.0 * replayed / requests, differences, counts);
        System.exit(differences == 0 ? 0 : 1);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
