package io.gcxcache.upstream;

import io.gcxcache.problem.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** DOWN when no access token can be had and there is nothing cached to serve; asks nothing of Genesys by itself. */
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
        if (failure.isPresent() && nothingCached.getAsBoolean()) {
            result.down();
        } else {
            result.up();
        }
    }
}
