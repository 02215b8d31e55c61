package io.gcxcache.upstream;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A caller that a test is.
 *
 * @param waits until when calls told that they wait
 */
public record TestCaller(CompletableFuture<Void> end, Instant endsAt, List<Instant> waits) implements Caller {
    TestCaller(CompletableFuture<Void> end, Instant endsAt) {
        this(end, endsAt, new CopyOnWriteArrayList<>());
    }

    /** One that waits until then. */
    public static TestCaller until(Instant endsAt) {
        return new TestCaller(new CompletableFuture<>(), endsAt);
    }

    @Override
    public void waitsUntil(Instant reopens) {
        waits.add(reopens);
    }
}
