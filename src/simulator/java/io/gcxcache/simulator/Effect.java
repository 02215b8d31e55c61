package io.gcxcache.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** What a {@link Fault} does to the call that it meets. */
sealed interface Effect {

    /** Stands in the place of the endpoint's answer, for calls that a live token and the rate limit let through. */
    sealed interface Substitute extends Effect {
        Reply reply(ApiRequest call);
    }

    record Status(int code) implements Substitute {
        public Status {
            if (code < 400 || code > 599) {
                throw new IllegalArgumentException("a fault's status is 400..599, not " + code);
            }
        }

        @Override
        public Reply reply(ApiRequest call) {
            if (!call.isForToken()) {
                return ErrorReplies.of(code, call.correlationId());
            }
            String error = code < 500 ? "unauthorized_client" : "server_error";
            return ErrorReplies.oauth(code, error, "The request ended with status " + code);
        }
    }

    record TooManyRequests(Duration retryAfter) implements Substitute {
        private static final int BELIEVABLE_LIMIT = 300;

        public TooManyRequests {
            if (retryAfter.isNegative()) {
                throw new IllegalArgumentException("retryAfter must not be negative: " + retryAfter);
            }
        }

        @Override
        public Reply reply(ApiRequest call) {
            long seconds = WindowState.secondsRoundedUp(retryAfter);
            return ErrorReplies.tooManyRequests(
                    Exceeded.ofFamily("api", BELIEVABLE_LIMIT, seconds), call.correlationId());
        }
    }

    record MissingScope(String scope) implements Substitute {
        public MissingScope {
            Objects.requireNonNull(scope, "scope");
        }

        @Override
        public Reply reply(ApiRequest call) {
            return ErrorReplies.missingScope(scope, call.correlationId());
        }
    }

    record NotJson() implements Substitute {
        private static final String PAGE = "<!DOCTYPE html><html><body><h1>We will be back soon</h1></body></html>";

        @Override
        public Reply reply(ApiRequest call) {
            return Reply.of(200, "text/html; charset=utf-8", Buffer.buffer(PAGE));
        }
    }

    record WrongJson(String body) implements Substitute {
        public WrongJson {
            try {
                new JsonMapper().readTree(body);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("not JSON: " + body, e);
            }
        }

        @Override
        public Reply reply(ApiRequest call) {
            return Reply.of(200, "application/json", Buffer.buffer(body));
        }
    }

    record EntryWithout(String field, int index) implements Effect {
        public EntryWithout {
            Objects.requireNonNull(field, "field");
            if (index < 0) {
                throw new IllegalArgumentException("index must not be negative: " + index);
            }
        }
    }

    record Slow(Duration delay) implements Effect {
        public Slow {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("delay must not be negative: " + delay);
            }
        }
    }

    record Held(CompletionStage<?> release) implements Effect {
        public Held {
            Objects.requireNonNull(release, "release");
        }
    }

    record Truncated() implements Effect {}

    record Cut() implements Effect {}

    record TornPage() implements Effect {}

    record PageLoop() implements Effect {}

    record RevokeToken() implements Effect {}
}
