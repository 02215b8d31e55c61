package io.gcxcache.cache;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What keeps beyond this process what the store keeps in it: nothing, a file for the next one, or other replicas. Thread-safe; nothing
 * here waits, and what is completed later is so on a thread that may take its time.
 */
public interface Backing {
    /** Nothing is kept beyond the process. */
    Backing NONE = new Backing() {};

    /**
     * What a fill that is about to ask Genesys found beyond this process.
     *
     * @param found what is current there; null if nothing is
     * @param epoch in which history, and
     * @param seq how far in it the replica was then; both are told again when the fill {@linkplain #land lands}
     */
    record Boarding(CacheEntry found, String epoch, long seq) {
        static final Boarding ALONE = new Boarding(null, "", 0);
    }

    /**
     * Something else is kept under a key than before, or nothing any more. Told by whoever changes it: when something is there, or while
     * something goes, since nobody may find it gone whom this was not told. It returns at once, and does not ask the store.
     */
    default void changed(String key) {}

    /** When this returns, what is no more kept here does not come back with the next process, unless it is {@link #pending}. */
    default void settle() {}

    /** Told of what was marked here: others are to mark it too. Once they have, it is marked here once more, in the order that all see. */
    default void marked(Mark mark) {}

    /** Who may still hand out what was marked before this was called, once that is known; nobody as a rule. */
    default CompletionStage<List<String>> pending() {
        return CompletableFuture.completedFuture(List.of());
    }

    /**
     * Looks for an answer before Genesys is asked. It never fails.
     *
     * @param fingerprint of what is declared
     * @param generation how many invalidations there had been when the fill began
     */
    default CompletionStage<Boarding> board(String key, String fingerprint, long generation) {
        return CompletableFuture.completedFuture(Boarding.ALONE);
    }

    /** Shares what was fetched; answers whether it may be kept here too, since nothing newer and no invalidation came in between. It never fails. */
    default CompletionStage<Boolean> land(Boarding boarding, CacheEntry entry) {
        return CompletableFuture.completedFuture(true);
    }

    /** Whether others should be in reach, and are not. */
    default boolean isLost() {
        return false;
    }
}
