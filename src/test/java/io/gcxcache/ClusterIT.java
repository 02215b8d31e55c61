package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas and a real Redis that loses what it has. {@code src/bench/run cluster} does the same for longer, and more of it. */
class ClusterIT {
    private static final int REPLICAS = 3;
    private static final int KEYS = 30;

    @TempDir
    Path work;

    @Test
    void replicasActAsOneAndAnswerNothingOlderThanWhatWasAcknowledgedHoweverMuchRedisLoses() throws Exception {
        Path folder = Files.createDirectory(work.resolve("replicas"));
        try (RedisServer redis = RedisServer.start(work.resolve("redis"));
                ClusterRounds rounds = new ClusterRounds(
                        folder,
                        Collections.nCopies(REPLICAS, Map.of("GCX_CLUSTER_URL", redis.url())),
                        KEYS,
                        Duration.ofSeconds(1),
                        figure -> {})) {
            rounds.once();
            rounds.race(KEYS);
            rounds.fault("restarted empty", true, redis::restartEmpty);
            rounds.fault("FLUSHALL", true, redis::flushAll);
            rounds.restart();

            assertThat(rounds.violations()).as(rounds::output).isEmpty();
            assertThat(rounds.acknowledged()).isPositive();
        }
    }
}
