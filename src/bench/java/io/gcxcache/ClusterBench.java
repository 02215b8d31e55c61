package io.gcxcache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Three replicas over a Redis, and three over one with Sentinels: calls, invalidations, and what is noticed while Redis, or the way to
 * it, fails. Prints figures, and exits with 1 if a question failed, or an answer was older than it may be.
 */
final class ClusterBench {
    private static final Duration FAULT = Duration.ofSeconds(5);
    private static final Duration CALM = Duration.ofSeconds(5);

    private ClusterBench() {}

    /** @param args of how many things each replica is asked, and how many invalidations race; 1,000 each if left out */
    public static void main(String[] args) throws Exception {
        int keys = args.length < 1 ? 1_000 : Integer.parseInt(args[0]);
        int invalidations = args.length < 2 ? 1_000 : Integer.parseInt(args[1]);
        Path work = Files.createTempDirectory("gcx-cluster-bench");
        List<String> violations = new ArrayList<>(overRedis(work, keys, invalidations));
        violations.addAll(overSentinels(work, keys, invalidations));
        System.out.println("violations: " + violations.size());
        violations.stream().limit(50).forEach(System.out::println);
        if (!violations.isEmpty()) {
            System.out.println("What the replicas wrote is below " + work);
        }
        System.exit(violations.isEmpty() ? 0 : 1);
    }

    private static List<String> overRedis(Path work, int keys, int invalidations) throws Exception {
        try (RedisServer redis = RedisServer.start(work.resolve("redis"));
                CutLink link = new CutLink(redis.port());
                ClusterRounds rounds = rounds(
                        work.resolve("replicas"), List.of(at(redis.port()), at(redis.port()), at(link.port())), keys)) {
            rounds.once();
            rounds.awaitAcknowledgement();
            rounds.race(invalidations);
            rounds.fault("Redis paused", false, () -> redis.pause(FAULT));
            rounds.fault("Redis full", false, () -> redis.fill(FAULT));
            rounds.fault("third replica cut off", false, () -> link.hang(FAULT));
            rounds.fault("third replica refused", false, () -> link.refuse(FAULT));
            rounds.fault("Redis killed and restarted", true, redis::restart);
            rounds.fault("Redis killed and restarted empty", true, redis::restartEmpty);
            rounds.fault("FLUSHALL", true, redis::flushAll);
            rounds.restart();
            return rounds.violations();
        }
    }

    private static List<String> overSentinels(Path work, int keys, int invalidations) throws Exception {
        try (Sentinels sentinels = new Sentinels(work.resolve("sentinels"))) {
            Map<String, String> cluster =
                    Map.of("GCX_CLUSTER_URL", sentinels.url(), "GCX_CLUSTER_SENTINEL_MASTER", Sentinels.MASTER);
            try (ClusterRounds rounds =
                    rounds(work.resolve("watched-replicas"), List.of(cluster, cluster, cluster), keys)) {
                rounds.awaitAcknowledgement();
                rounds.race(invalidations);
                rounds.fault(
                        "failed over, with writes lost",
                        true,
                        () -> sentinels.failOverLosingWrites(Duration.ofSeconds(1)));
                rounds.restart();
                return rounds.violations();
            }
        }
    }

    private static ClusterRounds rounds(Path work, List<Map<String, String>> cluster, int keys) throws IOException {
        return new ClusterRounds(Files.createDirectory(work), cluster, keys, CALM, System.out::println);
    }

    private static Map<String, String> at(int port) {
        return Map.of("GCX_CLUSTER_URL", "redis://127.0.0.1:" + port);
    }
}
