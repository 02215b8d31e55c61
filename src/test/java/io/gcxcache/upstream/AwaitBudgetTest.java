package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.budget.Budgets;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwaitBudgetTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private final AwaitBudget await = new AwaitBudget(timers);
    private final TestCaller caller = TestCaller.until(Instant.MAX);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final AtomicInteger wentOn = new AtomicInteger();

    AwaitBudgetTest() {
        timers.setRemoveOnCancelPolicy(true);
        exchange.setProperty(Caller.PROPERTY, caller);
        exchange.getMessage().setHeader(GcxHeaders.PATH, "/api/v2/things");
        UpstreamCall.open(exchange);
    }

    @AfterEach
    void stopTimers() {
        timers.shutdownNow();
    }

    @Test
    void goesOnAtOnceWhereThereIsNothingToWaitFor() {
        call().waitFor(admission(Duration.ZERO));

        assertThat(await()).isTrue();

        assertThat(wentOn).hasValue(1);
    }

    @Test
    void aPatientWaitEndsWithItsCallerAndLeavesNoTimer() {
        call().waitPatiently(admission(LONG));
        assertThat(await()).isFalse();
        assertThat(wentOn).hasValue(0);

        caller.end().complete(null);

        assertThat(wentOn).hasValue(1);
        assertThat(timers.getQueue()).isEmpty();
        assertThat(exchange.getException()).isNull();
    }

    @Test
    void waitsThatAreOverLeaveNothingWithTheirCaller() {
        for (int wait = 1; wait <= 100; wait++) {
            call().waitPatiently(admission(LONG));
            await();
            timers.getQueue().element().run();
        }

        assertThat(wentOn).hasValue(100);
        assertThat(caller.end().getNumberOfDependents()).isLessThanOrEqualTo(1);
    }

    @Test
    void aPatientWaitDoesNotHoldUpTheEndOfTheGateway() {
        call().waitPatiently(admission(LONG));
        await();

        await.prepareShutdown(false, false);
        assertThat(wentOn).hasValue(1);
        await();

        assertThat(wentOn).hasValue(2);
        assertThat(exchange.getException(Problem.class).status()).isEqualTo(503);
        assertThat(timers.getQueue()).isEmpty();
    }

    @Test
    void aWaitThatIsNotLongIsWaitedForEvenThen() {
        await.prepareShutdown(false, false);
        call().waitFor(admission(LONG));

        assertThat(await()).isFalse();

        caller.end().complete(null);
        assertThat(wentOn).hasValue(0);
        assertThat(timers.getQueue()).hasSize(1);
    }

    @Test
    void aPatientWaitGoesOnWhileTheRouteIsSuspended() {
        call().waitPatiently(admission(LONG));
        await();

        await.prepareShutdown(true, false);

        assertThat(wentOn).hasValue(0);
    }

    @Test
    void isPatientAgainAfterARestart() {
        await.prepareShutdown(false, false);
        await.stop();
        await.start();
        call().waitPatiently(admission(LONG));

        assertThat(await()).isFalse();

        assertThat(wentOn).hasValue(0);
    }

    @Test
    void endsWithAProblemWhereNoTimerIsLeft() {
        timers.shutdownNow();
        call().waitPatiently(admission(LONG));

        assertThat(await()).isTrue();

        assertThat(exchange.getException()).isNotNull();
        assertThat(wentOn).hasValue(1);
    }

    private boolean await() {
        return await.process(exchange, synchronously -> wentOn.incrementAndGet());
    }

    private UpstreamCall call() {
        return UpstreamCall.of(exchange);
    }

    private static Budgets.Admission admission(Duration delay) {
        return new Budgets.Admission(delay, Budgets.Grant.NONE);
    }
}
