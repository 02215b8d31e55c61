package io.gcxcache.ask;

import io.gcxcache.cache.Backing;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is kept beyond the process, as a test says. */
final class Beyond implements Backing {
    final List<CacheEntry> landed = new ArrayList<>();
    final List<Mark> marked = new ArrayList<>();
    private CompletionStage<Boarding> boarding = found(null);
    private boolean keeps = true;
    private boolean lost;
    private List<String> pending = List.of();

    private static CompletionStage<Boarding> found(CacheEntry entry) {
        return CompletableFuture.completedFuture(new Boarding(entry, "epoch", 7));
    }

    void has(CacheEntry entry) {
        boarding = found(entry);
    }

    /** It answers later. */
    void has(CompletionStage<CacheEntry> entry) {
        boarding = entry.thenApply(found -> new Boarding(found, "epoch", 7));
    }

    /** Something newer is there, or it was marked. */
    void keepsNothing() {
        keeps = false;
    }

    void isLost(boolean now) {
        lost = now;
    }

    void isPending(String... names) {
        pending = List.of(names);
    }

    @Override
    public CompletionStage<Boarding> board(String key, String fingerprint, long generation) {
        return boarding;
    }

    @Override
    public CompletionStage<Boolean> land(Boarding boarded, CacheEntry entry) {
        landed.add(entry);
        return CompletableFuture.completedFuture(keeps);
    }

    @Override
    public void marked(Mark mark) {
        marked.add(mark);
    }

    @Override
    public CompletionStage<List<String>> pending() {
        return CompletableFuture.completedFuture(pending);
    }

    @Override
    public boolean isLost() {
        return lost;
    }
}
