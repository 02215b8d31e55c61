package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gcxcache.problem.Problem;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerRoomTest {
    private final AnswerRoom room = new AnswerRoom(100);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void givesRoomUntilNoneIsLeft() throws Exception {
        try (AnswerRoom.Share one = room.open();
                AnswerRoom.Share other = room.open()) {
            one.take(60);
            other.take(40);

            assertThat(room.taken()).isEqualTo(100);
        }
        assertThat(room.taken()).isZero();
    }

    @Test
    void whoNeedsMoreThanIsLeftWaitsUntilThereIs() throws Exception {
        AnswerRoom.Share one = room.open();
        AnswerRoom.Share other = room.open();
        one.take(60);
        other.take(10);

        CompletableFuture<Void> waiting = taking(other, 40);
        assertThat(waiting).isNotDone();
        one.close();

        waiting.join();
        assertThat(room.taken()).isEqualTo(50);
    }

    @Test
    void whoIsGivenUpWhileItWaitsIsToldToComeBack() throws Exception {
        AnswerRoom.Share one = room.open();
        AnswerRoom.Share other = room.open();
        one.take(80);

        CompletableFuture<Void> waiting = taking(other, 40);
        other.giveUp();

        assertThatThrownBy(waiting::join).hasCauseInstanceOf(Problem.class);
        assertThat(problem(waiting).status()).isEqualTo(503);
        assertThat(problem(waiting).retryAfterSeconds()).isEqualTo(1);
        assertThat(room.taken()).isEqualTo(80);
    }

    @Test
    void ifAllWaitForEachOtherTheLargestGivesWay() throws Exception {
        AnswerRoom.Share small = room.open();
        AnswerRoom.Share large = room.open();
        AnswerRoom.Share middle = room.open();
        small.take(20);
        large.take(45);
        middle.take(35);

        CompletableFuture<Void> ofLarge = taking(large, 10);
        CompletableFuture<Void> ofSmall = taking(small, 10);
        await().until(() -> !ofLarge.isDone() && !ofSmall.isDone());
        CompletableFuture<Void> ofMiddle = taking(middle, 30);

        assertThatThrownBy(ofLarge::join).hasCauseInstanceOf(Problem.class);
        assertThat(problem(ofLarge).status()).isEqualTo(502);
        assertThat(problem(ofLarge).detail()).contains("largest", "45");
        large.close();
        ofSmall.join();
        ofMiddle.join();
        assertThat(room.taken()).isEqualTo(95);
    }

    @Test
    void whatDoesNotFitAtAllGivesWayToNobody() throws Exception {
        AnswerRoom.Share alone = room.open();

        assertThatThrownBy(() -> alone.take(101)).isInstanceOf(Problem.class).hasMessageContaining("largest");
    }

    @Test
    void crowdsAlwaysGetThrough() {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(CompletableFuture.supplyAsync(this::read, threads));
        }

        int given = answers.stream().mapToInt(CompletableFuture::join).sum();

        assertThat(given).isPositive();
        assertThat(room.taken()).isZero();
    }

    /** Reads an answer of 60 bytes in steps; answers 1 if it could. */
    private int read() {
        try (AnswerRoom.Share share = room.open()) {
            for (int i = 0; i < 6; i++) {
                share.take(10);
                Thread.yield();
            }
            return 1;
        } catch (Problem tooMuch) {
            return 0;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes room in another thread, and has begun to by the time this returns. */
    private CompletableFuture<Void> taking(AnswerRoom.Share share, long more) {
        CompletableFuture<Thread> begun = new CompletableFuture<>();
        CompletableFuture<Void> taken = CompletableFuture.runAsync(
                () -> {
                    begun.complete(Thread.currentThread());
                    try {
                        share.take(more);
                    } catch (InterruptedIOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
        Thread thread = begun.join();
        await().until(() -> taken.isDone() || thread.getState() == Thread.State.WAITING);
        return taken;
    }

    private static Problem problem(CompletableFuture<Void> failed) {
        try {
            failed.join();
            throw new AssertionError("did not fail");
        } catch (CompletionException e) {
            return (Problem) e.getCause();
        }
    }
}
