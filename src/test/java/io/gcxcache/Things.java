package io.gcxcache;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.wiring.ShippedFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What a stand-in for Genesys has, and what is known of each: its version, and which version was there when an invalidation was
 * acknowledged. Each answer that a gateway gives says its version, so an answer that is older than it may be is found.
 */
final class Things implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RawServer genesys = new RawServer();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** Guarded by this. */
    private final List<Thing> things = new ArrayList<>();

    private final AtomicInteger calls = new AtomicInteger();
    private final LongAdder asked = new LongAdder();
    private final LongAdder acknowledgements = new LongAdder();
    private final LongAdder olderThanTold = new LongAdder();
    private final LongAdder olderThanAcknowledged = new LongAdder();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    private volatile Duration latest = Duration.ZERO;

    Things() throws IOException {
        genesys.on(
                "/oauth/token",
                RawServer.json("{\"access_token\":\"t0ken\",\"token_type\":\"bearer\",\"expires_in\":86400}"));
    }

    /** Something of Genesys. */
    final class Thing {
        private final int number;
        private final AtomicInteger version = new AtomicInteger(1);

        /** Of the last invalidation that everybody has. */
        private final AtomicInteger acknowledged = new AtomicInteger();

        /** Of the last invalidation that a gateway replied to. */
        private final Map<URI, AtomicInteger> told = new ConcurrentHashMap<>();

        private Thing(int number) {
            this.number = number;
            genesys.on("/api/v2/things/" + number, out -> {
                calls.incrementAndGet();
                int read = version.get();
                LockSupport.parkNanos(
                        (long) (latest.toNanos() * ThreadLocalRandom.current().nextDouble()));
                RawServer.json("{\"entities\":[{\"id\":\"a\",\"version\":" + read
                                + "}],\"pageSize\":250,\"pageNumber\":1,\"total\":1,\"pageCount\":1}")
                        .write(out);
            });
        }

        /** Asks a gateway, and looks whether the answer is as new as it has to be. */
        HttpResponse<String> ask(URI gateway) throws IOException, InterruptedException {
            int everywhere = acknowledged.get();
            int here = told(gateway).get();
            HttpResponse<String> reply = send(HttpRequest.newBuilder(gateway.resolve("/gcx/lists/things/" + number)));
            asked.increment();
            if (reply.statusCode() != 200) {
                violations.add(this + ": " + reply.statusCode() + ' ' + reply.body());
                return reply;
            }
            JsonNode entries = Gateway.json(reply).path("entries");
            int said = entries.path(0).path("version").asInt();
            if (said < everywhere) {
                olderThanAcknowledged.increment();
            }
            if (said < here) {
                olderThanTold.increment();
            }
            if (entries.size() != 1 || said < Math.max(here, everywhere) || said > version.get()) {
                violations.add(this + ": version " + said + " of " + gateway + ", which was told of " + here
                        + ", after " + everywhere + " was acknowledged: " + Gateway.header(reply, "Cache-Status"));
            }
            return reply;
        }

        /** Becomes another, and tells a gateway so. */
        Invalidation change(URI gateway) throws IOException, InterruptedException {
            int changed = version.incrementAndGet();
            long start = System.nanoTime();
            HttpResponse<String> reply = send(HttpRequest.newBuilder(gateway.resolve("/gcx/invalidations"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"gcx:things:" + number + "\"}")));
            long taken = System.nanoTime() - start;
            List<String> pending = new ArrayList<>();
            if (reply.statusCode() == 200) {
                Gateway.json(reply).path("pending").forEach(name -> pending.add(name.asText()));
                told(gateway).accumulateAndGet(changed, Math::max);
            } else {
                violations.add(this + ": invalidated with " + reply.statusCode() + ' ' + reply.body());
                pending.add("status " + reply.statusCode());
            }
            Invalidation invalidation = new Invalidation(this, changed, pending, taken);
            if (pending.isEmpty()) {
                invalidation.everybodyHasIt();
            }
            return invalidation;
        }

        private void acknowledge(int everywhere) {
            acknowledged.accumulateAndGet(everywhere, Math::max);
            acknowledgements.increment();
        }

        private AtomicInteger told(URI gateway) {
            return told.computeIfAbsent(gateway, first -> new AtomicInteger());
        }

        @Override
        public String toString() {
            return "thing " + number;
        }
    }

    /**
     * An invalidation that was replied to.
     *
     * @param version that was there before it
     * @param pending who may still serve an older one
     */
    record Invalidation(Thing thing, int version, List<String> pending, long nanos) {
        /** Nobody may answer with anything older from now on. */
        void everybodyHasIt() {
            thing.acknowledge(version);
        }
    }

    /** More of them, which nobody has asked for. */
    synchronized List<Thing> more(int count) {
        int first = things.size();
        for (int i = 0; i < count; i++) {
            things.add(new Thing(things.size()));
        }
        return List.copyOf(things.subList(first, first + count));
    }

    /** A gateway has ended, and with it what it was told; its port may be another's soon. */
    synchronized void gone(URI gateway) {
        things.forEach(thing -> thing.told.remove(gateway));
    }

    /** What a gateway needs to ask for them: a folder that it is started in, and another of routes. */
    Map<String, String> environment(Path work, Path routes) {
        return new HashMap<>(Map.of(
                "GCX_GENESYS_API_URL",
                genesys.url().toString(),
                "GCX_GENESYS_LOGIN_URL",
                genesys.url().toString(),
                "GCX_GENESYS_CLIENT_ID",
                "client",
                "GCX_GENESYS_CLIENT_SECRET",
                "secret",
                "GCX_AUDIT_DIR",
                work.resolve("audit").toString(),
                "GCX_HTTP_PORT",
                "0",
                "GCX_ROUTES_DIR",
                routes.toString(),
                "GCX_BUDGET_LIMIT",
                "1000000",
                "GCX_BUDGET_CLIENT_LIMIT",
                "1000000"));
    }

    /** Writes a folder of routes in which they are declared. */
    static Path declare(Path routes) throws IOException {
        Files.createDirectory(routes);
        ShippedFiles.copyTo(routes);
        Files.writeString(
                routes.resolve("things.resources.yaml"),
                "lists:\n  things: {path: \"/api/v2/things/{id}\", ttl: 3600}\n");
        return routes;
    }

    /** Has an answer of Genesys come so much later than it was made, at most: meanwhile it may become too old. */
    void answerLate(Duration most) {
        latest = most;
    }

    /** How often Genesys was asked for any of them. */
    int calls() {
        return calls.get();
    }

    /** How many answers there were. */
    long asked() {
        return asked.sum();
    }

    /** How many invalidations everybody has. */
    long acknowledged() {
        return acknowledgements.sum();
    }

    /** How many answers were older than an invalidation that the same gateway had replied to. */
    long olderThanTold() {
        return olderThanTold.sum();
    }

    /** How many answers were older than an acknowledged invalidation. */
    long olderThanAcknowledged() {
        return olderThanAcknowledged.sum();
    }

    /** What must not be, to which others add what they find. */
    Queue<String> violations() {
        return violations;
    }

    /** Sends a request. */
    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        genesys.close();
    }
}
