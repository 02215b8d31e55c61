package io.gcxcache;

import io.gcxcache.SteadyTraffic.Taken;
import io.gcxcache.Things.Invalidation;
import io.gcxcache.Things.Thing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Replicas that act as one: how often Genesys is called, whether an answer is older than it may be, and what is noticed while Redis or
 * the way to it fails. Every figure is a line.
 */
final class ClusterRounds implements AutoCloseable {
    private static final int MOST_CHANGING = 100;
    private static final int READERS = 2;
    private static final int WRITERS = 2;
    private static final Duration LATE = Duration.ofMillis(30);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Named by a cluster that cannot know its members yet, whatever they have confirmed. */
    private static final List<String> UNKNOWN = List.of("unknown");

    private final Things things = new Things();
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final Replicas replicas;
    private final List<Thing> changing;
    private final int keys;
    private final Duration calm;
    private final Consumer<String> log;

    /** Another one from when all have joined until something happens, and null then: within it no member is unknown to the others. */
    private volatile Object joined;

    /** Something that happens, and is over at the end. */
    interface Fault {
        void strike() throws IOException, InterruptedException;
    }

    /** How invalidations were acknowledged. */
    private static final class Acknowledgements {
        private final Latencies latencies = new Latencies();
        private final Map<String, Integer> pending = new TreeMap<>();

        synchronized void add(Invalidation invalidation) {
            latencies.add(200, invalidation.nanos());
            invalidation.pending().forEach(name -> pending.merge(name, 1, Integer::sum));
        }

        @Override
        public synchronized String toString() {
            return "%,d invalidations, p50 %.1f ms, p99 %.1f ms, most %.1f ms, pending %s"
                    .formatted(latencies.count(), latencies.at(0.5), latencies.at(0.99), latencies.at(1), pending);
        }
    }

    /**
     * Starts the replicas, and waits until they have joined.
     *
     * @param work an empty folder
     * @param cluster for every replica, the settings by which it finds the others
     * @param keys of how many things a round asks
     * @param calm how long the time before and behind a fault is looked at
     * @param log told every figure
     */
    ClusterRounds(Path work, List<Map<String, String>> cluster, int keys, Duration calm, Consumer<String> log)
            throws IOException {
        this.keys = keys;
        this.calm = calm;
        this.log = log;
        changing = things.more(Math.min(keys, MOST_CHANGING));
        replicas = new Replicas(work, things, cluster);
        try {
            start();
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private void start() throws IOException {
        replicas.start();
        try (Links links = new Links(replicas)) {
            long now = System.nanoTime();
            awaitUp(links, now, epoch -> true);
        }
        joined = new Object();
    }

    private void awaitUp(Links links, long after, Predicate<String> epoch) {
        Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(PATIENCE).until(() -> links.areUp(after, epoch));
    }

    /** Waits until a young cluster takes its members for all there are. */
    void awaitAcknowledgement() {
        Awaitility.await().pollInterval(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> change(any(changing))
                .pending()
                .isEmpty());
    }

    /** All replicas ask the same, one after the other. */
    void once() throws IOException, InterruptedException {
        int before = things.calls();
        askEverywhere(things.more(keys));
        int calls = things.calls() - before;
        figure(
                "%,d keys at %d replicas, one after the other: %,d calls",
                keys, replicas.gateways().size(), calls);
        expect(calls == keys, calls + " calls for " + keys + " keys");
    }

    /** Clients ask all the time while things change; many answers of Genesys are too old when they come. */
    void race(int invalidations) throws Exception {
        Older before = older();
        long asked = things.asked();
        long acknowledged = things.acknowledged();
        Acknowledgements acknowledgements = new Acknowledgements();
        AtomicInteger left = new AtomicInteger(invalidations);
        AtomicBoolean over = new AtomicBoolean();
        things.answerLate(LATE);
        List<Future<?>> readers = new ArrayList<>();
        List<Future<?>> writers = new ArrayList<>();
        for (URI gateway : replicas.gateways()) {
            for (int i = 0; i < READERS; i++) {
                readers.add(clients.submit(until(over, () -> any(changing).ask(gateway))));
            }
        }
        for (int i = 0; i < WRITERS; i++) {
            writers.add(clients.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    Thing thing = any(changing);
                    acknowledgements.add(change(thing));
                    // As soon as can be: whoever is late would be found now, and has it to drop the next time.
                    askEverywhere(List.of(thing));
                }
                return null;
            }));
        }
        await(writers);
        over.set(true);
        await(readers);
        things.answerLate(Duration.ZERO);
        askEverywhere(changing);
        figure("race: %s", acknowledgements);
        figure(
                "race: %,d of them everywhere when they were acknowledged, %,d answers",
                things.acknowledged() - acknowledged, things.asked() - asked);
        figure("race: %s", older().since(before));
    }

    /**
     * Something happens beside steady questions to every replica.
     *
     * @param raises whether a new epoch has to begin
     */
    void fault(String name, boolean raises, Fault fault) throws Exception {
        Older before = older();
        long asked = things.asked();
        String epoch = replicas.link(replicas.gateways().get(0)).epoch();
        Acknowledgements acknowledgements = new Acknowledgements();
        try (SteadyTraffic traffic = new SteadyTraffic(things, replicas.gateways());
                Links links = new Links(replicas)) {
            traffic.start(changing, () -> {
                acknowledgements.add(change(any(changing)));
                return null;
            });
            Lapse.of(calm);
            joined = null;
            long begin = System.nanoTime();
            fault.strike();
            long end = System.nanoTime();
            boolean back = isBack(name, links, end, now -> !raises || !now.equals(epoch));
            long again = System.nanoTime();
            joined = back ? new Object() : null;
            Lapse.of(calm);
            traffic.end();
            figure(
                    "%s: hits p99 %.1f ms before, %.1f ms during, %.1f ms behind it; %,d of %,d were none",
                    name,
                    p99(traffic.hits(), begin - calm.toNanos(), begin),
                    p99(traffic.hits(), begin, again),
                    p99(traffic.hits(), again, Long.MAX_VALUE),
                    traffic.hits().stream().filter(taken -> !taken.hit()).count(),
                    traffic.hits().size());
            Latencies waiting = new Latencies();
            Latencies alone = new Latencies();
            Latencies together = new Latencies();
            for (Taken miss : traffic.misses()) {
                if (miss.at() - begin >= 0) {
                    boolean isLost = miss.at() - links.lost(miss.gateway(), begin, again) >= 0;
                    Latencies part = miss.at() - again >= 0 ? together : isLost ? alone : waiting;
                    part.add(200, miss.nanos());
                }
            }
            figure(
                    "%s: slowest miss %.0f ms until the link was lost (of %,d), %.0f ms from then on (of %,d), %.0f ms when it was back (of %,d)",
                    name, waiting.at(1), waiting.count(), alone.at(1), alone.count(), together.at(1), together.count());
            figure("%s: links lost %d times, all up %.2f s after its end", name, links.losses(), (again - end) / 1e9);
            figure("%s: %d questions failed", name, traffic.failures());
        }
        askEverywhere(changing);
        figure("%s: %s", name, acknowledgements);
        figure("%s: %,d answers, %s", name, things.asked() - asked, older().since(before));
    }

    private boolean isBack(String name, Links links, long end, Predicate<String> epoch) throws Exception {
        try {
            awaitUp(links, end, epoch);
            return true;
        } catch (ConditionTimeoutException e) {
            StringBuilder said = new StringBuilder(name + ": not all links are up:");
            for (URI gateway : replicas.gateways()) {
                said.append("\n  ").append(replicas.link(gateway).said());
            }
            things.violations().add(said.toString());
            return false;
        }
    }

    /** All replicas are killed, and started again. */
    void restart() throws IOException, InterruptedException {
        List<Thing> good = things.more(keys);
        askEverywhere(good);
        joined = null;
        replicas.kill();
        long killed = System.nanoTime();
        start();
        long again = System.nanoTime();
        int before = things.calls();
        askEverywhere(good);
        int calls = things.calls() - before;
        askEverywhere(changing);
        figure(
                "all replicas restarted, up after %.1f s: %,d keys at each of them, %,d calls",
                (again - killed) / 1e9, keys, calls);
        expect(calls == 0, calls + " calls for what was good when all replicas were restarted");
    }

    private Invalidation change(Thing thing) throws IOException, InterruptedException {
        Object before = joined;
        Invalidation invalidation = thing.change(any(replicas.gateways()));
        if (invalidation.pending().equals(UNKNOWN) && before != null && before == joined) {
            invalidation.everybodyHasIt();
        }
        return invalidation;
    }

    private void askEverywhere(List<Thing> asked) throws InterruptedException {
        List<URI> gateways = new ArrayList<>(replicas.gateways());
        Collections.shuffle(gateways);
        for (URI gateway : gateways) {
            for (Thing thing : asked) {
                try {
                    thing.ask(gateway);
                } catch (IOException e) {
                    things.violations().add(thing + " is not answered by " + gateway + ": " + e);
                }
            }
        }
    }

    /** Answers that were older than they may be. */
    private record Older(long thanTold, long thanAcknowledged) {
        Older since(Older before) {
            return new Older(thanTold - before.thanTold, thanAcknowledged - before.thanAcknowledged);
        }

        @Override
        public String toString() {
            return "%,d of them older than the replica itself was told of, %,d older than what was acknowledged"
                    .formatted(thanTold, thanAcknowledged);
        }
    }

    private Older older() {
        return new Older(things.olderThanTold(), things.olderThanAcknowledged());
    }

    private static double p99(List<Taken> all, long from, long to) {
        Latencies latencies = new Latencies();
        all.stream()
                .filter(taken -> taken.at() >= from && taken.at() < to)
                .forEach(taken -> latencies.add(200, taken.nanos()));
        return latencies.at(0.99);
    }

    private static <T> T any(List<T> all) {
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    private static Callable<Void> until(AtomicBoolean over, Callable<?> step) {
        return () -> {
            while (!over.get()) {
                step.call();
            }
            return null;
        };
    }

    private static void await(List<Future<?>> all) throws Exception {
        for (Future<?> one : all) {
            one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void figure(String line, Object... values) {
        log.accept(line.formatted(values));
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            things.violations().add(otherwise);
        }
    }

    /** How many invalidations everybody had when they were acknowledged. */
    long acknowledged() {
        return things.acknowledged();
    }

    /** What must not be; should be empty. */
    List<String> violations() {
        return List.copyOf(things.violations());
    }

    /** What the replicas wrote since they were started. */
    String output() {
        return replicas.output();
    }

    @Override
    public void close() throws IOException {
        clients.shutdownNow();
        replicas.close();
        things.close();
    }
}
