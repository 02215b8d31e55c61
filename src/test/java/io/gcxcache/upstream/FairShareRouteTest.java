package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.budget.RateWindow;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.metrics.Usage;
import io.gcxcache.metrics.Usages;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-tries}: of what may wait for a limit, a consumer has its share. */
class FairShareRouteTest extends UpstreamRoomRouteTest {
    private static final String FAMILY = "things";
    private static final String DEGRADED = "others";
    private static final Duration CLOSED = Duration.ofMillis(500);

    private final Usages usages = new Usages(registry, clock, 1);
    private final Usage flood = usages.ofConsumer("flood");
    private MockEndpoint calls;

    @BeforeEach
    void start() throws Exception {
        clock.stop();
        calls = mocked("direct:gcx-call");
        calls.whenAnyExchangeReceived(answer(200));
        startRoutes();
        budgets.block(FAMILY, clock.instant().plus(CLOSED));
    }

    @Test
    void whoHasAsManyCallsWaitingAsHeMayIsRefusedByName() {
        CompletableFuture<Exchange> waits = ask(flood, null);
        await().until(() -> flood.takePlace(FAMILY, 1, 1) == null);

        Problem refused = ask(flood, null).join().getException(Problem.class);
        CompletableFuture<Exchange> another = ask(usages.ofConsumer("quiet"), null);
        clock.advance(CLOSED);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused).hasMessageContaining("consumer flood").hasMessageContaining(FAMILY);
        assertThat(refused.retryAfterSeconds()).isEqualTo(1);
        assertThat(waits.join().getException()).isNull();
        assertThat(another.join().getException()).isNull();
        assertThat(ask(flood, null).join().getException()).isNull();
    }

    @Test
    void whatOthersWaitForTooIsNotHeldAgainstWhoAskedFirst() {
        Usage.Place taken = flood.takePlace(FAMILY, 1, 1);

        CompletableFuture<Exchange> waits =
                ask(flood, new Shared(clock.instant().plusSeconds(60)));
        clock.advance(CLOSED);

        assertThat(waits.join().getException()).isNull();
        taken.leave();
    }

    @Test
    void aCallThatFailsLeavesItsPlace() {
        calls.whenAnyExchangeReceived(answer(404));
        CompletableFuture<Exchange> waits = ask(flood, null);
        await().until(() -> flood.takePlace(FAMILY, 1, 1) == null);

        clock.advance(CLOSED);

        assertThat(waits.join().getException()).isNotNull();
        assertThat(flood.takePlace(FAMILY, 1, 1)).isNotNull();
    }

    @Test
    void aCallThatGoesAtOnceTakesNoPlace() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        calls.whenAnyExchangeReceived(exchange -> {
            sent.countDown();
            answered.await();
            answer(200).process(exchange);
        });
        Instant reset = clock.instant().plusSeconds(60);
        budgets.correct(DEGRADED, List.of(new RateWindow("default", 100, 9, reset, Duration.ofSeconds(60))));

        CompletableFuture<Exchange> asked = ask(DEGRADED, flood, null);
        sent.await();

        assertThat(flood.takePlace(DEGRADED, 1, 1)).isNotNull();
        answered.countDown();
        assertThat(asked.join().getException()).isNull();
    }

    private CompletableFuture<Exchange> ask(Usage usage, Caller caller) {
        return ask(FAMILY, usage, caller);
    }

    private CompletableFuture<Exchange> ask(String family, Usage usage, Caller caller) {
        return template.asyncSend("direct:gcx-upstream", exchange -> {
            exchange.setProperty(Usage.PROPERTY, usage);
            exchange.setProperty(Caller.PROPERTY, caller);
            exchange.getMessage().setHeader(GcxHeaders.PATH, "/api/v2/things");
            exchange.getMessage().setHeader(GcxHeaders.FAMILY, family);
        });
    }

    private record Shared(CompletableFuture<Void> end, Instant endsAt) implements Caller {
        Shared(Instant endsAt) {
            this(new CompletableFuture<>(), endsAt);
        }

        @Override
        public void waitsUntil(Instant reopens) {
            // Nobody looks.
        }

        @Override
        public boolean isForSeveral() {
            return true;
        }
    }
}
