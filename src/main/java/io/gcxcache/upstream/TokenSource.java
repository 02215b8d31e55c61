package io.gcxcache.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * The one access token: fetched when first needed, shared by all calls, renewed before its end, by one login at a time.
 *
 * <p>As a processor it answers the token as the body, which does not print its value, and holds no thread while a login is under way. A login that
 * failed is remembered for {@link #FAILURE_MEMORY}, so that refused credentials are not sent again by every call.
 * Thread-safe.
 */
public final class TokenSource extends AsyncProcessorSupport {
    static final Duration FAILURE_MEMORY = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Executor calls;
    private final Supplier<CompletableFuture<Token>> login;
    private final AtomicReference<Attempt> last = new AtomicReference<>();

    /** Whether a token was refused and none was taken since. */
    private volatile boolean refused;

    /** One login: under way, or ended with a token or a {@link Problem}. */
    private final class Attempt {
        private final CompletableFuture<Token> token = new CompletableFuture<>();
        private volatile Instant ended;

        boolean serves(Instant now) {
            if (!token.isDone()) {
                return true;
            }
            return token.isCompletedExceptionally()
                    ? now.isBefore(ended.plus(FAILURE_MEMORY))
                    : token.join().isUsable(now);
        }

        void end(Token value, Throwable failure) {
            ended = clock.instant();
            if (failure == null) {
                token.complete(value);
            } else {
                token.completeExceptionally(failure);
            }
        }
    }

    /**
     * @param calls where whoever waited goes on
     * @param login sends the credentials; ends with a token or a {@link Problem}
     */
    TokenSource(InstantSource clock, Executor calls, Supplier<CompletableFuture<Token>> login) {
        this.clock = clock;
        this.calls = calls;
        this.login = login;
    }

    /** The token to use now, or the login that will bring it. */
    CompletableFuture<Token> token() {
        Instant now = clock.instant();
        while (true) {
            Attempt attempt = last.get();
            if (attempt != null && attempt.serves(now)) {
                return attempt.token;
            }
            Attempt next = new Attempt();
            if (last.compareAndSet(attempt, next)) {
                try {
                    login.get().whenComplete(next::end);
                } catch (RuntimeException e) {
                    next.end(null, e);
                }
                return next.token;
            }
        }
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

    /** Why no token can be had, if the last login failed. */
    public Optional<Problem> failure() {
        Attempt attempt = last.get();
        if (attempt == null || !attempt.token.isCompletedExceptionally()) {
            return Optional.empty();
        }
        try {
            attempt.token.join();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of(asProblem(e));
        }
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<Token> token = token();
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

    private static Problem asProblem(CompletionException e) {
        return e.getCause() instanceof Problem problem
                ? problem
                : Problem.upstream("No access token: " + e.getCause().getClass().getSimpleName());
    }
}
