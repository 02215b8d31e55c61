package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoopHealthCheckTest {
    private Vertx vertx;
    private List<Context> loops;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        VertxInternal inside = (VertxInternal) vertx;
        loops = List.of(inside.createEventLoopContext(), inside.createEventLoopContext());
    }

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void isUpWhileEveryLoopAnswers() {
        assertThat(check(Duration.ofSeconds(20)).getState()).isEqualTo(State.UP);
    }

    @Test
    void isDownWhenALoopHasEnded() throws Exception {
        ((ContextInternal) loops.get(1)).nettyEventLoop().shutdownGracefully().sync();

        HealthCheck.Result result = check(Duration.ofSeconds(20));

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage()).get().asString().startsWith("1 of 2 event loops do not answer");
    }

    @Test
    void isDownWhileALoopDoesNotGetOn() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        loops.get(0).runOnContext(blocked -> await(stuck));

        HealthCheck.Result during = check(Duration.ofMillis(100));
        stuck.countDown();

        assertThat(during.getState()).isEqualTo(State.DOWN);
        assertThat(check(Duration.ofSeconds(20)).getState()).isEqualTo(State.UP);
    }

    private HealthCheck.Result check(Duration longestTurn) {
        return new EventLoopHealthCheck(() -> loops, longestTurn).call(Map.of());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
