package io.gcxcache.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeListenersTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Long> told = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void tellsInTheOrderOfTheChanges() {
        ChangeListeners listeners = listeners(threads, change -> told.add(change.millis()));

        LongStream.range(0, 1000).forEach(i -> listeners.tell(change(i)));

        await().until(() -> told.size() == 1000);
        assertThat(List.copyOf(told)).isSorted();
    }

    @Test
    void tellsOneChangeAtATime() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger mostInside = new AtomicInteger();
        ChangeListeners listeners = listeners(threads, change -> {
            mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
            told.add(change.millis());
            inside.decrementAndGet();
        });

        IntStream.range(0, 4)
                .forEach(thread ->
                        threads.execute(() -> LongStream.range(0, 500).forEach(i -> listeners.tell(change(i)))));

        await().until(() -> told.size() == 2000);
        assertThat(mostInside).hasValue(1);
    }

    @Test
    void goesOnAfterOneThatThrows() {
        Queue<Long> others = new ConcurrentLinkedQueue<>();
        ChangeListeners listeners = listeners(
                threads,
                change -> {
                    told.add(change.millis());
                    if (change.millis() == 0) {
                        throw new AssertionError("on purpose");
                    }
                },
                change -> others.add(change.millis()));

        listeners.tell(change(0));
        listeners.tell(change(1));

        await().untilAsserted(() -> assertThat(told).containsExactly(0L, 1L));
        await().untilAsserted(() -> assertThat(others).containsExactly(0L, 1L));
    }

    @Test
    void oneThatBlocksDelaysNobodyElse() {
        CountDownLatch release = new CountDownLatch(1);
        Queue<Long> slow = new ConcurrentLinkedQueue<>();
        ChangeListeners listeners = listeners(
                threads,
                change -> {
                    release.await();
                    slow.add(change.millis());
                },
                change -> told.add(change.millis()));

        listeners.tell(change(0));
        listeners.tell(change(1));

        await().untilAsserted(() -> assertThat(told).containsExactly(0L, 1L));
        assertThat(slow).isEmpty();
        release.countDown();
        await().untilAsserted(() -> assertThat(slow).containsExactly(0L, 1L));
    }

    @Test
    void oneThatIsTooFarBehindMissesTheNewest() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ChangeListeners listeners = listeners(threads, change -> {
            began.countDown();
            release.await();
            told.add(change.millis());
        });
        listeners.tell(change(0));
        began.await();

        LongStream.rangeClosed(1, ChangeListeners.MOST_WAITING + 1).forEach(i -> listeners.tell(change(i)));
        release.countDown();

        await().until(() -> told.size() > ChangeListeners.MOST_WAITING);
        listeners.tell(change(-1));
        await().until(() -> told.contains(-1L));
        assertThat(told).hasSize(ChangeListeners.MOST_WAITING + 2).doesNotContain(ChangeListeners.MOST_WAITING + 1L);
    }

    @Test
    void whatAnExecutorRejectsIsToldWithTheNextChange() {
        Rejecting executor = new Rejecting(1);
        ChangeListeners listeners = listeners(executor, change -> told.add(change.millis()));

        listeners.tell(change(0));
        assertThat(told).isEmpty();
        listeners.tell(change(1));
        executor.run();

        assertThat(told).containsExactly(0L, 1L);
    }

    @Test
    void aLineThatGrewFullWhileAllWasRejectedMovesAgain() {
        Rejecting executor = new Rejecting(ChangeListeners.MOST_WAITING);
        ChangeListeners listeners = listeners(executor, change -> told.add(change.millis()));
        LongStream.range(0, ChangeListeners.MOST_WAITING).forEach(i -> listeners.tell(change(i)));

        listeners.tell(change(-1));
        executor.run();

        assertThat(told).hasSize(ChangeListeners.MOST_WAITING).doesNotContain(-1L);
    }

    @Test
    void anExecutorMayRunInTheCallingThread() {
        ChangeListeners listeners = listeners(Runnable::run, change -> told.add(change.millis()));

        listeners.tell(change(0));
        listeners.tell(change(1));

        assertThat(told).containsExactly(0L, 1L);
    }

    @Test
    void withoutListenersNobodyIsTold() {
        listeners(task -> {
                    throw new AssertionError("nothing to run");
                })
                .tell(change(0));
    }

    private static ChangeListeners listeners(Executor executor, Interruptible... listeners) {
        List<ChangeListener> told = Arrays.stream(listeners)
                .map(listener -> (ChangeListener) change -> {
                    try {
                        listener.changed(change);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .toList();
        return new ChangeListeners(told, executor);
    }

    private static Change change(long number) {
        return Change.invalidated("tag", number);
    }

    private interface Interruptible {
        void changed(Change change) throws InterruptedException;
    }

    /** Rejects so many tasks; the others run when they are told to. */
    private static final class Rejecting implements Executor {
        private final Queue<Runnable> accepted = new ArrayDeque<>();
        private int rejections;

        Rejecting(int rejections) {
            this.rejections = rejections;
        }

        @Override
        public void execute(Runnable task) {
            if (rejections-- > 0) {
                throw new RejectedExecutionException();
            }
            accepted.add(task);
        }

        void run() {
            accepted.forEach(Runnable::run);
        }
    }
}
