package io.gcxcache.cluster;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Always UP, since a replica alone answers too; says what is wrong with the cluster. */
public final class ClusterHealthCheck extends AbstractHealthCheck {
    private final Cluster cluster;

    /** @param cluster whose state it tells */
    public ClusterHealthCheck(Cluster cluster) {
        super("gcx", "cluster");
        this.cluster = cluster;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        LinkState now = cluster.state();
        if (!now.up()) {
            result.message("This replica goes on alone: " + now.reason());
        } else if (now.redis().warning() != null) {
            result.message(now.redis().warning());
        }
        result.up();
    }
}
