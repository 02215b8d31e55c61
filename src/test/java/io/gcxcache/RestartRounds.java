package io.gcxcache;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A distribution with a file for its cache, which is killed again and again while things change, are invalidated and asked for. Each
 * answer says which version of its thing it is, so an answer that is older than an acknowledged invalidation is found.
 */
final class RestartRounds implements AutoCloseable {
    private static final int THINGS = 300;

    /** The first of them change all the time, the others seldom. */
    private static final int RESTLESS = 100;

    private static final int SELDOM = 50;
    private static final int CLIENTS = 3;
    private static final int SHORTEST_LIFE_MILLIS = 2_500;
    private static final int LONGEST_LIFE_MILLIS = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path work;
    private final Path routes;
    private final Consumer<String> log;
    private final Random random;
    private final Things things = new Things();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS + 1);
    private final List<Kept> kept = new ArrayList<>();
    private int there;

    /** What was cached before has to survive: an invalidation that was acknowledged was asked for then. */
    private volatile long writtenUpTo = System.nanoTime();

    /** A thing, and whether its answer has to survive. */
    private final class Kept {
        private final Things.Thing thing;

        /** How many invalidations have begun, and how many have ended. Guarded by this. */
        private int turns;

        /** Since when it is cached, by the clock of this machine; 0 if that is not known. Guarded by this. */
        private long cachedSince;

        Kept(Things.Thing thing) {
            this.thing = thing;
        }

        HttpResponse<String> ask(URI gateway) throws IOException, InterruptedException {
            int before = turns();
            HttpResponse<String> reply = thing.ask(gateway);
            if (reply.statusCode() == 200) {
                cached(before);
            }
            return reply;
        }

        private synchronized int turns() {
            return turns;
        }

        /** Unless an invalidation was under way when it was asked for, or has begun since. */
        private synchronized void cached(int before) {
            if (cachedSince == 0 && before == turns && turns % 2 == 0) {
                cachedSince = System.nanoTime();
            }
        }

        private synchronized void turn() {
            turns++;
            cachedSince = 0;
        }

        void change(URI gateway) throws IOException, InterruptedException {
            turn();
            long asked = System.nanoTime();
            if (thing.change(gateway).pending().isEmpty()) {
                writtenUpTo = asked;
            }
            turn();
        }

        /** Nothing is known of it, and nobody asks. */
        synchronized void forget() {
            turns += turns % 2;
            cachedSince = 0;
        }

        synchronized boolean hasToBeThere() {
            return cachedSince != 0 && cachedSince - writtenUpTo < 0;
        }
    }

    /**
     * How it went.
     *
     * @param kept how many answers were there after a kill, of those that had to be
     * @param violations what must not be; should be empty
     */
    record Summary(int rounds, long asked, long invalidated, int calls, int kept, List<String> violations) {
        @Override
        public String toString() {
            return "%d kills: %,d questions, %,d invalidations, %,d calls%n"
                            .formatted(rounds, asked, invalidated, calls)
                    + "after the kills %,d answers were still good and there without a call%n".formatted(kept)
                    + "violations: " + (violations.isEmpty() ? "0" : String.join("\n", violations));
        }
    }

    /**
     * @param work an empty folder
     * @param log told a line for every round
     */
    RestartRounds(Path work, long seed, Consumer<String> log) throws IOException {
        this.work = work;
        this.random = new Random(seed);
        this.log = log;
        routes = Things.declare(work.resolve("routes"));
        things.more(THINGS).forEach(thing -> kept.add(new Kept(thing)));
    }

    Summary run(int rounds) throws Exception {
        for (int round = 1; round <= rounds; round++) {
            try (Distribution gcx = start()) {
                round(round, gcx);
            }
        }
        try (Distribution gcx = start()) {
            look(URI.create("http://127.0.0.1:" + gcx.port()));
        }
        return new Summary(
                rounds, things.asked(), things.acknowledged(), things.calls(), there, List.copyOf(things.violations()));
    }

    private void round(int round, Distribution gcx) throws Exception {
        URI gateway = URI.create("http://127.0.0.1:" + gcx.port());
        int before = there;
        if (round > 1) {
            look(gateway);
        }
        AtomicBoolean over = new AtomicBoolean();
        List<Future<Void>> traffic = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random own = new Random(random.nextLong());
            traffic.add(clients.submit(
                    () -> until(over, () -> kept.get(own.nextInt(THINGS)).ask(gateway))));
        }
        Random own = new Random(random.nextLong());
        traffic.add(clients.submit(() -> until(over, () -> {
            kept.get(own.nextInt(own.nextInt(SELDOM) == 0 ? THINGS : RESTLESS)).change(gateway);
            return null;
        })));
        int life = SHORTEST_LIFE_MILLIS + random.nextInt(LONGEST_LIFE_MILLIS - SHORTEST_LIFE_MILLIS);
        if (gcx.endsWithin(Duration.ofMillis(life))) {
            things.violations().add("Ended by itself: " + gcx.output());
        }
        gcx.kill();
        over.set(true);
        for (Future<Void> client : traffic) {
            client.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        things.gone(gateway);
        log.accept("round %d: %d answers were there, killed after %d ms".formatted(round, there - before, life));
    }

    /** Asks for everything that has to be there. */
    private void look(URI gateway) throws IOException, InterruptedException {
        for (Kept one : kept) {
            if (!one.hasToBeThere()) {
                one.forget();
                continue;
            }
            String status = Gateway.header(one.ask(gateway), "Cache-Status");
            if (status.startsWith("gcx; hit")) {
                there++;
            } else {
                things.violations().add(one.thing + " was not kept: " + status);
            }
        }
    }

    /** Until the gateway is killed. */
    private static Void until(AtomicBoolean over, Callable<?> step) throws Exception {
        while (!over.get()) {
            try {
                step.call();
            } catch (IOException e) {
                return null;
            }
        }
        return null;
    }

    private Distribution start() throws IOException {
        Map<String, String> environment = things.environment(work, routes);
        environment.put("GCX_CACHE_FILE", work.resolve("cache.journal").toString());
        return Distribution.start(Distribution.PACKED, work, environment);
    }

    @Override
    public void close() throws IOException {
        clients.shutdownNow();
        things.close();
    }
}
