package io.gcxcache.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * The one access token: fetched when first needed, shared by all calls, renewed before its end, by one login at a time.
 *
 * <p>As a processor it answers the token's value as the body and holds no thread while a login is under way. A login that
 * failed is remembered for {@link #FAILURE_MEMORY}, so that refused credentials are not sent again by every call.
 * Thread-safe.
 */
public final class TokenSource extends AsyncProcessorSupport {
    static final Duration FAILURE_MEMORY = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Supplier<CompletableFuture<Token>> login;
    private final AtomicReference<Attempt> last = new AtomicReference<>();

    /** One login: under way, or ended with a token or a {@link Problem}. */
    private record Attempt(CompletableFuture<Token> token, Instant started) {
        boolean serves(Instant now) {
            if (!token.isDone()) {
                return true;
            }
            return token.isCompletedExceptionally()
                    ? now.isBefore(started.plus(FAILURE_MEMORY))
                    : token.join().isUsable(now);
        }
    }

    /** @param login sends the credentials; ends with a token or a {@link Problem} */
    TokenSource(InstantSource clock, Supplier<CompletableFuture<Token>> login) {
        this.clock = clock;
        this.login = login;
    }

    /** The token to use now, or the login that will bring it. */
    CompletableFuture<Token> token() {
        Instant now = clock.instant();
        while (true) {
            Attempt attempt = last.get();
            if (attempt != null && attempt.serves(now)) {
                return attempt.token();
            }
            Attempt next = new Attempt(new CompletableFuture<>(), now);
            if (last.compareAndSet(attempt, next)) {
                login.get().whenComplete((token, failure) -> {
                    if (failure == null) {
                        next.token().complete(token);
                    } else {
                        next.token().completeExceptionally(failure);
                    }
                });
                return next.token();
            }
        }
    }

    /** Forgets a token that was refused; the next call fetches another. A newer token stays. */
    void discard(String refused) {
        Attempt attempt = last.get();
        if (attempt != null
                && attempt.token().isDone()
                && !attempt.token().isCompletedExceptionally()
                && attempt.token().join().value().equals(refused)) {
            last.compareAndSet(attempt, null);
        }
    }

    /** Why no token can be had, if the last login failed. */
    public Optional<Problem> failure() {
        Attempt attempt = last.get();
        if (attempt == null || !attempt.token().isCompletedExceptionally()) {
            return Optional.empty();
        }
        try {
            attempt.token().join();
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
        token.whenComplete((value, failure) -> {
            answer(exchange, token);
            callback.done(false);
        });
        return false;
    }

    private static void answer(Exchange exchange, CompletableFuture<Token> token) {
        try {
            exchange.getMessage().setBody(token.join().value());
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
