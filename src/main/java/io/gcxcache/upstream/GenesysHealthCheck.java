package io.gcxcache.upstream;

import io.gcxcache.problem.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * DOWN when no access token can be had and there is nothing cached to serve; always UP for readiness, since no other replica
 * and no new process has another Genesys. Asks nothing of Genesys by itself.
 */
public final class GenesysHealthCheck extends AbstractHealthCheck {
    private final TokenSource tokens;
    private final BooleanSupplier nothingCached;

    public GenesysHealthCheck(TokenSource tokens, BooleanSupplier nothingCached) {
        super("gcx", "genesys");
        this.tokens = tokens;
        this.nothingCached = nothingCached;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        Optional<Problem> failure = tokens.failure();
        failure.ifPresent(problem -> result.message(problem.detail()));
        boolean isForReadiness = options.get(CHECK_KIND) == Kind.READINESS;
        if (failure.isPresent() && nothingCached.getAsBoolean() && !isForReadiness) {
            result.down();
        } else {
            result.up();
        }
    }
}
