package io.gcxcache.cluster;

import io.gcxcache.CutLink;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.cache.Backing;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheBounds;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Freshness;
import io.gcxcache.cache.Tags;
import io.gcxcache.context.Pools;
import io.gcxcache.context.Services;
import io.gcxcache.context.SteadyClock;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/** A replica without routes: a store, and what it has in common with others, over a way to Redis that can be cut. */
final class Replica implements AutoCloseable {
    static final String DECLARED = "declared";
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ExecutorService work = Executors.newFixedThreadPool(4);
    private final InstantSource steady = new SteadyClock();
    private final CutLink way;
    private final EntryStore store;
    final Cluster cluster;

    private Replica(ClusterSettings settings, InstantSource clock, CutLink way) {
        this.way = way;
        Services services = new Services(
                clock,
                steady,
                () -> 0,
                new Meters(new SimpleMeterRegistry()),
                new AuditTrail(),
                new Pools(work, work, null, null));
        this.cluster = new Cluster(settings, services);
        this.store =
                new EntryStore(new CacheBounds(1_000, 1 << 20), steady, (key, reason) -> {}, replaced -> {}, cluster);
    }

    static Replica of(String node, int redis) throws IOException {
        return of(node, redis, InstantSource.system());
    }

    static Replica of(String node, int redis, InstantSource clock) throws IOException {
        CutLink way = new CutLink(redis);
        Replica replica = of(settings(node, way.port(), "owner", Duration.ofSeconds(60)), clock, way);
        replica.awaitUp();
        return replica;
    }

    static Replica of(ClusterSettings settings, InstantSource clock, CutLink way) {
        Replica replica = new Replica(settings, clock, way);
        try {
            replica.cluster.begin(replica.store, replica.store::heard);
        } catch (IllegalStateException e) {
            replica.work.shutdownNow();
            throw e;
        }
        return replica;
    }

    /** One that finds no way to Redis at first. */
    static Replica cutOff(String node, int redis) throws IOException {
        CutLink way = new CutLink(redis);
        way.cut();
        return of(settings(node, way.port(), "owner", Duration.ofSeconds(60)), InstantSource.system(), way);
    }

    static ClusterSettings settings(String node, int port, String owner, Duration maxLost) {
        return new ClusterSettings(
                List.of("127.0.0.1:" + port), false, null, null, null, null, "test", owner, node, maxLost);
    }

    void awaitUp() {
        Awaitility.await().atMost(PATIENCE).until(() -> !cluster.isLost());
    }

    void awaitLost() {
        Awaitility.await().atMost(PATIENCE).until(cluster::isLost);
    }

    /** Ends its connections, and lets it connect no more. */
    void cut() throws IOException {
        way.cut();
        awaitLost();
    }

    /** Nothing passes from now on, but its connections do not end. */
    void hang() {
        way.hang();
    }

    void mend() {
        way.mend();
        awaitUp();
    }

    void awaitApplied(Replica other) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> cluster.state().position().seq()
                                >= other.cluster.state().seq()
                        && cluster.state().lag() == 0);
    }

    /** What begins now, in Redis too, began later than what did before. */
    void awaitNextMilliseconds() {
        long now = steady.millis();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE)
                .until(() -> steady.millis() > now + 2);
    }

    /** What it answers out of its cache; null if it would have to look further. */
    String held(String key) {
        CacheEntry entry = store.lookUp(key);
        return entry == null ? null : text(entry);
    }

    boolean holdsFresh(String key) {
        CacheEntry entry = store.lookUp(key);
        return entry != null && Freshness.of(entry, steady.millis()) == Freshness.FRESH;
    }

    EntryStore store() {
        return store;
    }

    /** A fill that has looked beyond its process, and not asked Genesys yet. */
    Fill begin(String key, String... tags) {
        return new Fill(key, Tags.of(List.of(tags)));
    }

    /** What it answers, with what Genesys says now if that is to be asked. */
    String ask(String key, String genesys, String... tags) {
        if (held(key) != null) {
            return held(key);
        }
        Fill fill = begin(key, tags);
        if (fill.found() == null) {
            fill.end(genesys);
            return genesys;
        }
        fill.keep();
        return fill.found();
    }

    /** Invalidates a key; answers who has not confirmed it. */
    List<String> invalidate(String key) {
        store.invalidateKey(key);
        return cluster.pending().toCompletableFuture().join();
    }

    List<String> invalidateTag(String tag) {
        store.invalidateTag(tag);
        return cluster.pending().toCompletableFuture().join();
    }

    /** The process is killed: it says nothing. */
    void kill() throws IOException {
        way.cut();
        close();
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        work.shutdownNow();
        way.close();
    }

    private static String text(CacheEntry entry) {
        return new String(entry.body().joined(), StandardCharsets.UTF_8);
    }

    final class Fill {
        private final String key;
        private final Tags tags;
        private final Instant started = steady.instant();
        private final long generation = store.generation();
        private final Backing.Boarding boarding;

        private Fill(String key, Tags tags) {
            this.key = key;
            this.tags = tags;
            this.boarding = cluster.board(key, DECLARED, generation)
                    .toCompletableFuture()
                    .join();
        }

        String found() {
            return boarding.found() == null ? null : text(boarding.found());
        }

        /** Keeps what was found. */
        void keep() {
            store.put(boarding.found());
        }

        /** Genesys has answered; answers whether it is kept. */
        boolean end(String answer) {
            return end(answer, false);
        }

        /** Genesys has answered, but not to the end. */
        boolean tear(String answer) {
            return end(answer, true);
        }

        private boolean end(String answer, boolean torn) {
            CacheEntry entry = new CacheEntry(
                    key,
                    Body.asItCame(answer.getBytes(StandardCharsets.UTF_8)),
                    started,
                    steady.instant(),
                    Instant.now(),
                    Duration.ofMinutes(5),
                    Duration.ofHours(1),
                    null,
                    null,
                    null,
                    tags,
                    Directive.FRESH,
                    false,
                    generation,
                    false,
                    torn,
                    CacheEntry.OK,
                    DECLARED,
                    false);
            return cluster.land(boarding, entry).toCompletableFuture().join()
                    && store.put(entry) == EntryStore.Put.KEPT;
        }
    }
}
