package io.gcxcache.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges API calls in the platform's order: token, rate limit, scripted answer, scope, endpoint. */
final class ApiGate {
    private final Tokens tokens;
    private final RateLimits limits;
    private final Set<String> scopes;

    ApiGate(Tokens tokens, RateLimits limits, Set<String> scopes) {
        this.tokens = tokens;
        this.limits = limits;
        this.scopes = Set.copyOf(scopes);
    }

    Reply judge(ApiRequest call, String family, Endpoint endpoint) {
        return answer(call, family, endpoint)
                .with(limits.headers(family))
                .with(Map.of(
                        "ININ-Correlation-Id",
                        call.correlationId(),
                        "Cache-Control",
                        "no-cache, no-store, must-revalidate"));
    }

    private Reply answer(ApiRequest call, String family, Endpoint endpoint) {
        if (call.show(Effect.RevokeToken.class).isPresent()) {
            tokens.revokeAll();
        }
        if (!tokens.isLive(call.header("Authorization").orElse(""))) {
            return ErrorReplies.of(401, "No valid bearer token came with the request", call.correlationId());
        }
        Optional<Exceeded> exceeded = limits.count(family);
        if (exceeded.isPresent()) {
            return ErrorReplies.tooManyRequests(exceeded.get(), call.correlationId());
        }
        Optional<Effect.Substitute> scripted = call.show(Effect.Substitute.class);
        if (scripted.isPresent()) {
            return scripted.get().reply(call);
        }
        if (!endpoint.scope().isEmpty() && !scopes.contains(endpoint.scope())) {
            return ErrorReplies.missingScope(endpoint.scope(), call.correlationId());
        }
        try {
            return endpoint.answer().apply(call);
        } catch (Refusal refusal) {
            return refusal.reply();
        }
    }
}
