package io.gcxcache.wiring;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Always UP, since what was declared before goes on; says which edit is not applied, and why. */
final class EditsHealthCheck extends AbstractHealthCheck {
    private final Supplier<Edits.State> edits;

    EditsHealthCheck(Supplier<Edits.State> edits) {
        super("gcx", "routes");
        this.edits = edits;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        List<String> notApplied = edits.get().notApplied();
        if (notApplied != null) {
            result.message("Edited, not applied: " + String.join("; ", notApplied));
        }
        result.up();
    }
}
