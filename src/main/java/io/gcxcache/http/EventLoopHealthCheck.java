package io.gcxcache.http;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * DOWN when an event loop of the server has ended or does nothing any more: whoever is connected to it waits for ever. The one
 * thing that only another process mends; the way to Genesys is opened anew by the next call.
 */
public final class EventLoopHealthCheck extends AbstractHealthCheck {
    private final Supplier<List<Context>> loops;
    private final Duration longestTurn;

    public EventLoopHealthCheck(GcxHttpServer server) {
        this(server::loops, Duration.ofSeconds(5));
    }

    /** @param longestTurn how long a loop may leave a task waiting */
    EventLoopHealthCheck(Supplier<List<Context>> loops, Duration longestTurn) {
        super("gcx", "event-loops");
        this.loops = loops;
        this.longestTurn = longestTurn;
    }

    @Override
    public boolean isLiveness() {
        return true;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        List<Context> asked = loops.get();
        CountDownLatch answers = new CountDownLatch(asked.size());
        int ended = 0;
        for (Context loop : asked) {
            try {
                loop.runOnContext(answering -> answers.countDown());
            } catch (RejectedExecutionException e) {
                ended++;
                answers.countDown();
            }
        }
        awaitAnswers(answers);
        long silent = ended + answers.getCount();
        if (silent == 0) {
            result.up();
        } else {
            result.message(silent + " of " + asked.size()
                            + " event loops do not answer; the gateway has to be started anew")
                    .down();
        }
    }

    private void awaitAnswers(CountDownLatch answers) {
        try {
            answers.await(longestTurn.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
