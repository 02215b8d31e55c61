package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.StandingClock;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TokenSourceTest {
    private static final Duration LIFETIME = Duration.ofSeconds(3600);
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);
    private static final Problem REFUSED = Problem.upstream("refused");

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final List<CompletableFuture<Token>> logins = Collections.synchronizedList(new ArrayList<>());
    private final HeldTimers timers = new HeldTimers();
    private final TokenSource tokens = new TokenSource(clock, Runnable::run, timers, () -> MAX_WAIT, this::logIn);

    @Test
    void logsInWhenATokenIsFirstNeeded() {
        assertThat(logins).isEmpty();

        CompletableFuture<Token> token = tokens.token();

        assertThat(logins).hasSize(1);
        assertThat(token).isNotDone();
        assertThat(tokens.failure()).isEmpty();
    }

    @Test
    void sharesOneTokenUntilItsRenewal() {
        tokens.token();
        end(0, "first");

        clock.advance(LIFETIME.minusSeconds(60).minusMillis(1));
        assertThat(tokenAtHand()).isEqualTo("first");
        assertThat(logins).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(tokens.token()).isNotDone();
        assertThat(logins).hasSize(2);
    }

    @RepeatedTest(5)
    void oneLoginServesAHundredThreads() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(100);
        CountDownLatch together = new CountDownLatch(100);
        try {
            Callable<Token> asking = () -> {
                together.countDown();
                together.await();
                return tokens.token().get();
            };
            List<Future<Token>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(pool.submit(asking));
            }
            together.await();
            tokens.token();

            end(0, "first");

            for (Future<Token> answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS).value()).isEqualTo("first");
            }
            assertThat(logins).hasSize(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void remembersAFailureForFiveSeconds() {
        tokens.token();
        fail(0, REFUSED);

        assertThat(tokens.failure()).contains(REFUSED);
        clock.advance(Duration.ofMillis(4_999));
        assertThat(tokens.token()).isCompletedExceptionally();
        assertThat(logins).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(tokens.token()).isNotDone();
        assertThat(logins).hasSize(2);
    }

    @Test
    void forgetsAFailureOnceALoginSucceeds() {
        tokens.token();
        fail(0, REFUSED);
        clock.advance(Duration.ofSeconds(5));

        tokens.token();
        end(1, "second");

        assertThat(tokens.failure()).isEmpty();
        assertThat(tokenAtHand()).isEqualTo("second");
    }

    @Test
    void unpacksAProblemThatAFutureWrapped() {
        tokens.token();
        fail(0, new CompletionException(REFUSED));

        assertThat(tokens.failure()).contains(REFUSED);
    }

    @Test
    void tellsOfAnyOtherFailureByItsKindOnly() {
        tokens.token();
        fail(0, new IOException("client_secret=hunter2"));

        assertThat(tokens.failure().orElseThrow().detail())
                .contains("IOException")
                .doesNotContain("hunter2");
    }

    @Test
    void logsInAnewAfterATokenWasRefused() {
        tokens.token();
        end(0, "first");

        tokens.discard("first");

        assertThat(tokens.token()).isNotDone();
        assertThat(logins).hasSize(2);
    }

    @Test
    void keepsANewerTokenThanTheOneRefused() {
        tokens.token();
        end(0, "first");
        tokens.discard("first");
        tokens.token();
        end(1, "second");

        tokens.discard("first");

        assertThat(tokenAtHand()).isEqualTo("second");
        assertThat(logins).hasSize(2);
    }

    @Test
    void whereEveryTokenIsRefusedOneLoginIsTriedInFiveSeconds() {
        tokens.token();
        end(0, "first");
        tokens.discard("first");
        tokens.token();
        end(1, "second");

        tokens.discard("second");
        assertThat(tokenAtHand()).isEqualTo("second");
        clock.advance(TokenSource.FAILURE_MEMORY.minusMillis(1));
        tokens.discard("second");
        assertThat(tokenAtHand()).isEqualTo("second");

        clock.advance(Duration.ofMillis(1));
        tokens.discard("second");
        tokens.token();
        assertThat(logins).hasSize(3);
    }

    @Test
    void aTokenThatWasTakenOnceIsRenewedAtOnceWhenItIsRefused() {
        tokens.token();
        end(0, "first");
        tokens.discard("first");
        tokens.token();
        end(1, "second");
        tokens.accepted();

        tokens.discard("second");

        assertThat(tokens.token()).isNotDone();
        assertThat(logins).hasSize(3);
    }

    @Test
    void discardsNothingWhileALoginIsUnderWayOrHasFailed() {
        tokens.discard("none");
        tokens.token();
        tokens.discard("none");
        fail(0, REFUSED);

        tokens.discard("none");

        assertThat(tokens.token()).isCompletedExceptionally();
        assertThat(logins).hasSize(1);
    }

    @Test
    void aLoginThatCannotBeginIsAFailureForAll() {
        TokenSource full = new TokenSource(clock, Runnable::run, timers, () -> MAX_WAIT, () -> {
            throw new RejectedExecutionException("no thread left");
        });

        assertThat(full.token()).isCompletedExceptionally();
        assertThat(full.token()).isCompletedExceptionally();
        assertThat(full.failure()).isPresent();
    }

    @Test
    void remembersAFailureFromTheMomentItHappened() {
        tokens.token();
        clock.advance(Duration.ofSeconds(30));
        fail(0, REFUSED);

        clock.advance(Duration.ofMillis(4_999));
        assertThat(tokens.token()).isCompletedExceptionally();
        assertThat(logins).hasSize(1);
    }

    @Test
    void answersAKnownTokenInTheSameThread() throws Exception {
        tokens.token();
        end(0, "first");
        Exchange exchange = exchange();
        List<Boolean> done = new ArrayList<>();

        boolean sync = tokens.process(exchange, done::add);

        assertThat(sync).isTrue();
        assertThat(done).containsExactly(true);
        assertThat(exchange.getMessage().getBody(Token.class).value()).isEqualTo("first");
    }

    @Test
    void holdsNoThreadWhileALoginIsUnderWay() {
        Exchange exchange = exchange();
        List<Boolean> done = new ArrayList<>();

        boolean sync = tokens.process(exchange, done::add);
        assertThat(sync).isFalse();
        assertThat(done).isEmpty();
        end(0, "first");

        assertThat(done).containsExactly(false);
        assertThat(exchange.getMessage().getBody(Token.class).value()).isEqualTo("first");
    }

    @Test
    void endsTheExchangeWithTheProblemOfAFailedLogin() {
        Exchange exchange = exchange();
        tokens.process(exchange, sync -> {});

        fail(0, REFUSED);

        assertThat(exchange.getException()).isSameAs(REFUSED);
    }

    @Test
    void remembersALimitUntilItsEnd() {
        tokens.token();
        fail(0, limit(60));

        clock.advance(Duration.ofMillis(59_999));
        assertThat(tokens.token()).isCompletedExceptionally();
        assertThat(tokens.failure()).isPresent();
        assertThat(logins).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(tokens.failure()).as("a limit that is over").isEmpty();
        assertThat(tokens.token()).isNotDone();
        assertThat(logins).hasSize(2);
    }

    @Test
    void tellsACallWhatIsLeftOfALimit() {
        tokens.token();
        fail(0, limit(60));
        clock.advance(Duration.ofSeconds(20));
        Exchange call = call();

        boolean sync = tokens.process(call, done -> {});

        assertThat(sync).isTrue();
        assertThat(problem(call).status()).isEqualTo(503);
        assertThat(problem(call).detail()).isEqualTo("limited");
        assertThat(problem(call).retryAfterSeconds()).isEqualTo(40);
    }

    @Test
    void callsWaitForTheEndOfALimitAndShareOneLogin() {
        List<Exchange> waiting = List.of(call(), call());
        waiting.forEach(call -> tokens.process(call, done -> {}));
        fail(0, limit(10));
        Exchange late = call();
        clock.advance(Duration.ofSeconds(4));
        tokens.process(late, done -> {});
        assertThat(timers.waits).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(6));
        assertThat(logins).hasSize(1);

        clock.advance(Duration.ofSeconds(6));
        timers.wake();
        assertThat(logins).hasSize(2);
        end(1, "second");

        assertThat(List.of(waiting.get(0), waiting.get(1), late)).allSatisfy(call -> assertThat(
                        call.getMessage().getBody(Token.class).value())
                .isEqualTo("second"));
    }

    @Test
    void aCallDoesNotWaitForALimitThatEndsTooLate() {
        Exchange patient = call();
        Exchange waited = call();
        UpstreamCall.of(waited).waitedForLogin(Duration.ofMillis(1));
        tokens.process(patient, done -> {});
        tokens.process(waited, done -> {});

        fail(0, limit(10));

        assertThat(patient.getException()).isNull();
        assertThat(problem(waited).retryAfterSeconds()).isEqualTo(10);
        assertThat(timers.waits).hasSize(1);
    }

    @Test
    void aLimitThatComesBackIsWaitedForWithinTheLongestWait() {
        Exchange call = call();
        tokens.process(call, done -> {});

        for (int login = 0; login < 2; login++) {
            fail(login, limit(4));
            clock.advance(Duration.ofSeconds(4));
            timers.wake();
        }
        assertThat(call.getException()).isNull();
        fail(2, limit(4));

        assertThat(problem(call).retryAfterSeconds()).isEqualTo(4);
        assertThat(logins).hasSize(3);
    }

    @Test
    void aTimerThatIsEarlySendsNoLogin() {
        Exchange call = call();
        tokens.process(call, done -> {});
        fail(0, limit(4));

        clock.advance(Duration.ofMillis(3_999));
        timers.wake();

        assertThat(logins).hasSize(1);
        assertThat(timers.waits).endsWith(Duration.ofMillis(1));
    }

    @Test
    void whoeverCannotBeWokenDoesNotWait() {
        Exchange call = call();
        tokens.process(call, done -> {});
        timers.shutdownNow();

        fail(0, limit(4));

        assertThat(problem(call).status()).isEqualTo(503);
        assertThat(logins).hasSize(1);
    }

    /** Timers that wake whoever waits when a test says so. */
    private static final class HeldTimers extends ScheduledThreadPoolExecutor {
        private final List<FutureTask<?>> held = new ArrayList<>();
        private final List<Duration> waits = new ArrayList<>();

        HeldTimers() {
            super(0);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
            if (isShutdown()) {
                throw new RejectedExecutionException("stopped");
            }
            held.add(new FutureTask<>(task));
            waits.add(Duration.of(delay, unit.toChronoUnit()));
            return null;
        }

        void wake() {
            List<FutureTask<?>> due = List.copyOf(held);
            held.clear();
            due.forEach(FutureTask::run);
        }
    }

    private static Problem limit(long seconds) {
        return Problem.busy("limited", Duration.ofSeconds(seconds));
    }

    private static Problem problem(Exchange exchange) {
        return exchange.getException(Problem.class);
    }

    private static Exchange call() {
        Exchange exchange = exchange();
        exchange.getMessage().setHeader(GcxHeaders.PATH, "/api/v2/things");
        UpstreamCall.open(exchange);
        return exchange;
    }

    private String tokenAtHand() {
        CompletableFuture<Token> token = tokens.token();
        assertThat(token).isCompleted();
        return token.join().value();
    }

    private CompletableFuture<Token> logIn() {
        CompletableFuture<Token> login = new CompletableFuture<>();
        logins.add(login);
        return login;
    }

    private void end(int login, String value) {
        logins.get(login).complete(Token.lasting(value, LIFETIME, clock.instant()));
    }

    private void fail(int login, Throwable failure) {
        logins.get(login).completeExceptionally(failure);
    }

    private static Exchange exchange() {
        return new DefaultExchange(new DefaultCamelContext());
    }
}
