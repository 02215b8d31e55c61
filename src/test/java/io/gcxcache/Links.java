package io.gcxcache;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.gcxcache.Replicas.Link;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Looks again and again what replicas say of their links. */
final class Links implements AutoCloseable {
    private static final int PAUSE_MILLIS = 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<List<Seen>> seen = new ArrayList<>();

    /** @param at when it was asked for, in nanoseconds */
    record Seen(long at, Link link) {}

    Links(Replicas replicas) {
        for (URI gateway : replicas.gateways()) {
            List<Seen> own = Collections.synchronizedList(new ArrayList<>());
            seen.add(own);
            threads.execute(() -> watch(replicas, gateway, own));
        }
    }

    private static void watch(Replicas replicas, URI gateway, List<Seen> seen) {
        try {
            while (true) {
                long now = System.nanoTime();
                seen.add(new Seen(now, link(replicas, gateway)));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Link link(Replicas replicas, URI gateway) throws InterruptedException {
        try {
            return replicas.link(gateway);
        } catch (IOException e) {
            // It does not even say so.
            return new Link(false, "", MissingNode.getInstance());
        }
    }

    /** Whether all of them were up when they were last asked, after a moment, and of one epoch that is as told. */
    boolean areUp(long after, Predicate<String> epoch) {
        List<Link> last = new ArrayList<>();
        for (List<Seen> own : seen) {
            if (own.isEmpty() || own.get(own.size() - 1).at() - after < 0) {
                return false;
            }
            last.add(own.get(own.size() - 1).link());
        }
        return last.stream().allMatch(link -> link.up() && epoch.test(link.epoch()))
                && last.stream().map(Link::epoch).distinct().count() == 1;
    }

    /** When a replica first said, after a moment, that its link was lost; {@code otherwise} if it did not. */
    long lost(int replica, long after, long otherwise) {
        synchronized (seen.get(replica)) {
            return seen.get(replica).stream()
                    .filter(one -> one.at() - after >= 0 && !one.link().up())
                    .map(Seen::at)
                    .findFirst()
                    .orElse(otherwise);
        }
    }

    /** How often links were lost. */
    int losses() {
        int losses = 0;
        for (List<Seen> own : seen) {
            List<Seen> all = List.copyOf(own);
            for (int i = 1; i < all.size(); i++) {
                if (all.get(i - 1).link().up() && !all.get(i).link().up()) {
                    losses++;
                }
            }
        }
        return losses;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
