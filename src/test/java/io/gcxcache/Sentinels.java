package io.gcxcache;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A Redis with a replica, and three Sentinels that make the replica the master soon after the master is gone. */
final class Sentinels implements AutoCloseable {
    static final String MASTER = "gcx";

    private static final int COUNT = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOST_WRITE = "lost-write";

    /** Where nobody listens. */
    private static final String NO_PORT = "1";

    private final List<RedisServer> started = new ArrayList<>();
    private final RedisServer master;
    private final RedisServer replica;

    /** @param folder an empty one */
    Sentinels(Path folder) throws IOException {
        try {
            master = started(RedisServer.start(folder.resolve("master")));
            replica = started(RedisServer.start(folder.resolve("replica"), "replicaof 127.0.0.1 " + master.port()));
            for (int i = 0; i < COUNT; i++) {
                started(RedisServer.sentinel(
                        folder.resolve("sentinel-" + i),
                        "sentinel monitor " + MASTER + " 127.0.0.1 " + master.port() + " 2",
                        "sentinel down-after-milliseconds " + MASTER + " 500",
                        "sentinel failover-timeout " + MASTER + " 3000"));
            }
            Awaitility.await().atMost(PATIENCE).until(this::areReady);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private RedisServer started(RedisServer server) {
        started.add(server);
        return server;
    }

    private List<RedisServer> sentinels() {
        return started.subList(started.size() - COUNT, started.size());
    }

    private boolean areReady() throws IOException {
        for (RedisServer sentinel : sentinels()) {
            if (!sentinel.command("INFO", "sentinel")
                    .contains("status=ok,address=127.0.0.1:" + master.port() + ",slaves=1,sentinels=" + COUNT)) {
                return false;
            }
        }
        return replica.command("INFO", "replication").contains("master_link_status:up");
    }

    /** All Sentinels. */
    String url() {
        return sentinels().stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .collect(Collectors.joining(",", "redis://", ""));
    }

    /** Cuts the replica off from the master, and kills the master when it has taken writes for a while that nobody else has. */
    void failOverLosingWrites(Duration writes) throws IOException {
        replica.command("REPLICAOF", "127.0.0.1", NO_PORT);
        master.command("SET", LOST_WRITE, "1");
        Lapse.of(writes);
        if (!replica.command("EXISTS", LOST_WRITE).equals("0")) {
            throw new IllegalStateException("The replica has what it should have lost");
        }
        master.kill();
    }

    @Override
    public void close() {
        started.forEach(RedisServer::close);
    }
}
