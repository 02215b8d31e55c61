package io.gcxcache.cluster;

import io.gcxcache.cache.Backing.Boarding;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryFormat;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What replicas fetched, as all of them find it in Redis. Thread-safe. */
final class SharedEntries {
    private static final int MOST_OFFERED = 10_000;
    private static final int LARGEST = 16 << 20;

    private final Cluster cluster;
    private final Keys keys;
    private final InstantSource steady;
    private final Meters meters;
    private final Executor work;

    /** What was filled while the link was lost, by key, and where history was when its fill began. Of the event loop. */
    private final Map<String, Offer> offers = new LinkedHashMap<>();

    /** It keeps no entry alive. */
    private record Offer(Instant fillStarted, Boarding boarding) {
        static Offer of(CacheEntry entry, Boarding boarding) {
            return new Offer(entry.fillStarted(), boarding);
        }
    }

    SharedEntries(Cluster cluster, Keys keys, Services services) {
        this.cluster = cluster;
        this.keys = keys;
        this.steady = services.steady();
        this.meters = services.meters();
        this.work = services.pools().work();
    }

    /** See {@link io.gcxcache.cache.Backing#board}. */
    CompletionStage<Boarding> board(String key, String fingerprint, long generation) {
        LinkState seen = cluster.state();
        if (!seen.up()) {
            return CompletableFuture.completedFuture(alone(seen));
        }
        CompletableFuture<Found> found = new CompletableFuture<>();
        cluster.onLoop(
                () -> {
                    Found alone = Found.nothing(new Boarding(
                            null, cluster.position().epoch(), cluster.position().seq()));
                    if (!cluster.state().up()) {
                        found.complete(alone);
                        return;
                    }
                    Link asked = cluster.link();
                    Instant sent = steady.instant();
                    asked.run(
                                    Script.BOARD,
                                    List.of(keys.meta(), keys.entry(key)),
                                    cluster.position().epoch(),
                                    key,
                                    fingerprint)
                            .onFailure(failure -> found.complete(alone))
                            .onSuccess(reply -> found.complete(
                                    asked != cluster.link() || cluster.isOver(reply)
                                            ? alone
                                            : Found.of(reply, alone.boarding().epoch(), sent)));
                },
                () -> found.complete(Found.nothing(alone(seen))));
        return found.thenApplyAsync(raw -> raw.boarding(read(raw, key, fingerprint, generation)), work);
    }

    /** What Redis answered who boards. */
    private record Found(Boarding boarding, byte[] body, long now, Instant sent) {
        static Found nothing(Boarding boarding) {
            return new Found(boarding, null, 0, null);
        }

        static Found of(Response reply, String epoch, Instant sent) {
            Boarding boarding = new Boarding(null, epoch, reply.get(1).toLong());
            return reply.size() < 4
                    ? new Found(boarding, null, 0, sent)
                    : new Found(boarding, reply.get(3).toBytes(), reply.get(2).toLong(), sent);
        }

        Boarding boarding(CacheEntry entry) {
            return new Boarding(entry, boarding.epoch(), boarding.seq());
        }
    }

    /** Null if there is none. */
    private CacheEntry read(Found found, String key, String fingerprint, long generation) {
        if (found.body() == null) {
            meters.shared("missing");
            return null;
        }
        try {
            CacheEntry entry =
                    EntryFormat.read(found.body(), Instant.ofEpochMilli(found.now()), found.sent(), generation);
            if (!entry.key().equals(key) || !entry.fingerprint().equals(fingerprint)) {
                throw new IOException("it is another one");
            }
            meters.shared("found");
            return entry;
        } catch (IOException e) {
            meters.shared("unreadable");
            Cluster.LOG.warn("What is in Redis under {} is not used: {}", keys.entry(key), e.getMessage());
            return null;
        }
    }

    private static Boarding alone(LinkState seen) {
        return new Boarding(null, seen.position().epoch(), seen.position().seq());
    }

    /** See {@link io.gcxcache.cache.Backing#land}. */
    CompletionStage<Boolean> land(Boarding boarding, CacheEntry entry) {
        if (entry.torn()) {
            return CompletableFuture.completedFuture(true);
        }
        if (!cluster.state().up()) {
            cluster.onLoop(() -> remember(entry, boarding), () -> {});
            return CompletableFuture.completedFuture(true);
        }
        byte[] body = written(entry);
        if (body.length > LARGEST) {
            meters.shared("too_large");
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> landed = new CompletableFuture<>();
        cluster.onLoop(
                () -> {
                    if (cluster.state().up()) {
                        land(boarding, entry, body).onSuccess(landed::complete).onFailure(failure -> {
                            remember(entry, boarding);
                            landed.complete(true);
                        });
                    } else {
                        remember(entry, boarding);
                        landed.complete(true);
                    }
                },
                () -> landed.complete(true));
        return cluster.onWork(landed);
    }

    private byte[] written(CacheEntry entry) {
        return EntryFormat.write(
                entry,
                Instant.ofEpochMilli(
                        cluster.state().redisMillis(entry.fillEnded().toEpochMilli())));
    }

    /** Whether it may be kept here. */
    private Future<Boolean> land(Boarding boarding, CacheEntry entry, byte[] body) {
        long start = cluster.state().redisMillis(entry.fillStarted().toEpochMilli());
        Link asked = cluster.link();
        return asked.run(
                        Script.LAND,
                        List.of(keys.meta(), keys.log(), keys.entry(entry.key())),
                        cluster.position().epoch(),
                        cluster.unique(),
                        cluster.node(),
                        Cluster.LONGEST_LOG,
                        entry.key(),
                        boarding.epoch(),
                        boarding.seq(),
                        entry.fingerprint(),
                        start,
                        start + entry.hardAgeLimit().toMillis(),
                        String.join(" ", entry.tags().names()),
                        body)
                .map(reply -> {
                    if (asked == cluster.link()) {
                        cluster.isOver(reply);
                    }
                    String result = reply.get(0).toString();
                    meters.shared(result.toLowerCase(Locale.ROOT));
                    return result.equals("OK") || result.equals("HISTORY");
                });
    }

    private void remember(CacheEntry entry, Boarding boarding) {
        if (offers.size() < MOST_OFFERED || offers.containsKey(entry.key())) {
            offers.put(entry.key(), Offer.of(entry, boarding));
        }
    }

    /**
     * What was filled alone is for everybody, unless they know better; then it is not for this one either. One after the other: all at
     * once would keep Redis from answering a beat.
     */
    void offer() {
        Iterator<Map.Entry<String, Offer>> waiting = offers.entrySet().iterator();
        while (cluster.state().up() && waiting.hasNext()) {
            Map.Entry<String, Offer> next = waiting.next();
            waiting.remove();
            Boarding boarding = next.getValue().boarding();
            CacheEntry entry = cluster.store().lookUp(next.getKey());
            if (entry == null
                    || !entry.fillStarted().equals(next.getValue().fillStarted())
                    || !boarding.epoch().equals(cluster.position().epoch())) {
                // What was filled in another history is for nobody else, and counts as stale here.
                continue;
            }
            byte[] body = written(entry);
            if (body.length <= LARGEST) {
                // What fails is not offered again: it might be why the link ends.
                land(boarding, entry, body).onSuccess(kept -> {
                    if (!kept && cluster.store().lookUp(entry.key()) == entry) {
                        cluster.store().drop(entry.key());
                    }
                    offer();
                });
                return;
            }
        }
    }
}
