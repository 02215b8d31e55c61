package io.gcxcache;

import io.gcxcache.Things.Thing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What goes on at every gateway while something happens: at fixed times questions for what is there and for what nobody has asked for
 * yet, whether or not an answer before came late, and beside them questions for what changes.
 */
final class SteadyTraffic implements AutoCloseable {
    private static final int TICK_MILLIS = 20;
    private static final int TICKS_PER_MISS = 5;
    private static final int PAUSE_MILLIS = 10;
    private static final int HOT = 20;
    private static final long PATIENCE_SECONDS = 60;

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final Things things;
    private final List<URI> gateways;
    private final List<Thing> hot;
    private final Queue<Taken> hits = new ConcurrentLinkedQueue<>();
    private final Queue<Taken> misses = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean over;

    /**
     * How long an answer took.
     *
     * @param at when it was asked for, in nanoseconds
     * @param hit whether it was there
     */
    record Taken(int gateway, long at, long nanos, boolean hit) {}

    SteadyTraffic(Things things, List<URI> gateways) throws IOException, InterruptedException {
        this.things = things;
        this.gateways = gateways;
        hot = things.more(HOT);
        for (URI gateway : gateways) {
            for (Thing thing : hot) {
                thing.ask(gateway);
            }
        }
    }

    /**
     * Begins.
     *
     * @param changing what is asked for and changes
     * @param change done again and again
     */
    void start(List<Thing> changing, Callable<?> change) {
        AtomicInteger ticks = new AtomicInteger();
        clock.scheduleAtFixedRate(() -> tick(ticks.getAndIncrement()), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        for (URI gateway : gateways) {
            clients.execute(
                    () -> again(() -> changing.get(ThreadLocalRandom.current().nextInt(changing.size()))
                            .ask(gateway)));
        }
        clients.execute(() -> again(change));
    }

    private void tick(int number) {
        for (int i = 0; i < gateways.size(); i++) {
            int gateway = i;
            Thing there = hot.get(number % HOT);
            clients.execute(() -> ask(gateway, there, hits));
            if (number % TICKS_PER_MISS == 0) {
                Thing unknown = things.more(1).get(0);
                clients.execute(() -> ask(gateway, unknown, misses));
            }
        }
    }

    private void ask(int gateway, Thing thing, Queue<Taken> taken) {
        attempt(() -> {
            long start = System.nanoTime();
            HttpResponse<String> reply = thing.ask(gateways.get(gateway));
            long nanos = System.nanoTime() - start;
            if (reply.statusCode() == 200) {
                boolean hit = Gateway.header(reply, "Cache-Status").startsWith("gcx; hit");
                taken.add(new Taken(gateway, start, nanos, hit));
            } else {
                failures.incrementAndGet();
            }
            return null;
        });
    }

    private void again(Callable<?> step) {
        while (!over) {
            attempt(step);
            attempt(() -> {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                return null;
            });
        }
    }

    private void attempt(Callable<?> step) {
        try {
            step.call();
        } catch (Exception e) {
            failures.incrementAndGet();
            things.violations().add("Not answered: " + e);
        }
    }

    /** Ends it, and waits for the last answers. */
    void end() throws InterruptedException {
        over = true;
        clock.shutdown();
        if (!clock.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Questions are still being asked");
        }
        clients.shutdown();
        if (!clients.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Answers are still missing");
        }
    }

    /** Of what was there before it was asked for. */
    List<Taken> hits() {
        return List.copyOf(hits);
    }

    /** Of what nobody had asked for. */
    List<Taken> misses() {
        return List.copyOf(misses);
    }

    /** How many questions were not answered as they should. */
    int failures() {
        return failures.get();
    }

    @Override
    public void close() {
        over = true;
        clock.shutdownNow();
        clients.shutdownNow();
    }
}
