package io.gcxcache.tier;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Always UP, since what does not outlive the process stops nobody from being answered; says why it does not. */
public final class DiskTierHealthCheck extends AbstractHealthCheck {
    private final DiskTier tier;

    public DiskTierHealthCheck(DiskTier tier) {
        super("gcx", "cache-file");
        this.tier = tier;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        String trouble = tier.trouble();
        if (trouble != null) {
            result.message(trouble);
        }
        result.up();
    }
}
