package io.gcxcache.upstream;

import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * The one access token: fetched when first needed, shared by all calls, renewed before its end, by one login at a time.
 *
 * <p>As a processor it answers the token as the body, which does not print its value, and holds no thread while a login is
 * under way. A login that failed is remembered for {@link #FAILURE_MEMORY}, so that refused credentials are not sent again by
 * every call; one that met a limit until that ends. A call that may wait so long for its budget waits for it. Thread-safe.
 */
public final class TokenSource extends AsyncProcessorSupport {
    static final Duration FAILURE_MEMORY = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Executor calls;
    private final ScheduledExecutorService timers;
    private final Supplier<Duration> maxWait;
    private final Supplier<CompletableFuture<Token>> login;
    private final AtomicReference<Attempt> last = new AtomicReference<>();

    /** Whether a token was refused and none was taken since. */
    private volatile boolean refused;

    /** One login: under way, or ended with a token or a {@link Problem}. */
    private final class Attempt {
        private final CompletableFuture<Token> token = new CompletableFuture<>();
        private volatile Instant ended;
        private volatile Problem problem;

        boolean serves(Instant now) {
            if (!token.isDone()) {
                return true;
            }
            return problem == null
                    ? token.join().isUsable(now)
                    : now.isBefore(ended.plus(problem.retryAfter().orElse(FAILURE_MEMORY)));
        }

        void end(Token value, Throwable failure) {
            ended = clock.instant();
            if (failure == null) {
                token.complete(value);
            } else {
                problem = asProblem(failure);
                token.completeExceptionally(problem);
            }
        }

        /** What is left of the limit that it met; nothing if it met none. */
        Optional<Duration> limit(Instant now) {
            return problem.retryAfter()
                    .map(limit -> Duration.between(now, ended.plus(limit)))
                    .map(left -> left.isNegative() ? Duration.ZERO : left);
        }
    }

    /**
     * @param calls where whoever waited goes on
     * @param timers wakes whoever waits for a limit
     * @param maxWait how long a call may wait for its budget, and for a limit
     * @param login sends the credentials; ends with a token or a {@link Problem}
     */
    TokenSource(
            InstantSource clock,
            Executor calls,
            ScheduledExecutorService timers,
            Supplier<Duration> maxWait,
            Supplier<CompletableFuture<Token>> login) {
        this.clock = clock;
        this.calls = calls;
        this.timers = timers;
        this.maxWait = maxWait;
        this.login = login;
    }

    /** The token to use now, or the login that will bring it. */
    CompletableFuture<Token> token() {
        return attempt().token;
    }

    private Attempt attempt() {
        Instant now = clock.instant();
        while (true) {
            Attempt attempt = last.get();
            if (attempt != null && attempt.serves(now)) {
                return attempt;
            }
            Attempt next = new Attempt();
            if (last.compareAndSet(attempt, next)) {
                try {
                    login.get().whenComplete(next::end);
                } catch (RuntimeException e) {
                    next.end(null, e);
                }
                return next;
            }
        }
    }

    /**
     * The token for a call, behind the end of a limit if it may wait so long; the first to come then logs in for all.
     *
     * @param call null for one that does not wait
     */
    private CompletableFuture<Token> token(UpstreamCall call) {
        Attempt attempt = attempt();
        return attempt.token.exceptionallyCompose(failure -> {
            Optional<Duration> limit = attempt.limit(clock.instant());
            if (limit.isEmpty()) {
                return CompletableFuture.failedFuture(failure);
            }
            Duration left = limit.get();
            if (call == null || call.isTooLong(left, maxWait.get())) {
                return CompletableFuture.failedFuture(attempt.problem.withRetryAfter(left));
            }
            call.waitedForLogin(left);
            return after(left).thenCompose(over -> token(call));
        });
    }

    private CompletableFuture<Void> after(Duration wait) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try {
            timers.schedule(() -> over.complete(null), wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            over.completeExceptionally(Problem.noRoom());
        }
        return over;
    }

    /**
     * Forgets a token that was refused; the next call fetches another. A newer token stays, and so does, for
     * {@link #FAILURE_MEMORY}, one that came in the place of another that was refused: logging in does not help then.
     */
    void discard(String value) {
        Attempt attempt = last.get();
        if (attempt != null
                && attempt.token.isDone()
                && !attempt.token.isCompletedExceptionally()
                && attempt.token.join().value().equals(value)
                && !(refused && clock.instant().isBefore(attempt.ended.plus(FAILURE_MEMORY)))) {
            refused = true;
            last.compareAndSet(attempt, null);
        }
    }

    /** Takes note that Genesys did not refuse the token of a call. */
    void accepted() {
        if (refused) {
            refused = false;
        }
    }

    /** Why no token can be had, if the last login failed; a limit that is over is no reason. */
    public Optional<Problem> failure() {
        Attempt attempt = last.get();
        if (attempt == null || attempt.problem == null) {
            return Optional.empty();
        }
        Problem problem = attempt.problem;
        return problem.retryAfter().isEmpty() || attempt.serves(clock.instant())
                ? Optional.of(problem)
                : Optional.empty();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<Token> token = token(UpstreamCall.of(exchange));
        if (token.isDone()) {
            answer(exchange, token);
            callback.done(true);
            return true;
        }
        // Each goes on by itself: a call that blocks does not hold up those that waited with it.
        token.whenCompleteAsync(
                (value, failure) -> {
                    answer(exchange, token);
                    callback.done(false);
                },
                this::goOn);
        return false;
    }

    private void goOn(Runnable call) {
        try {
            calls.execute(call);
        } catch (RejectedExecutionException e) {
            // Full or stopping: whoever waits is told all the same.
            call.run();
        }
    }

    private static void answer(Exchange exchange, CompletableFuture<Token> token) {
        try {
            exchange.getMessage().setBody(token.join());
        } catch (CompletionException e) {
            exchange.setException(asProblem(e));
        }
    }

    private static Problem asProblem(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Problem problem
                ? problem
                : Problem.upstream("No access token: " + cause.getClass().getSimpleName());
    }
}
