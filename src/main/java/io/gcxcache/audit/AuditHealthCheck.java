package io.gcxcache.audit;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Always UP, since events that cannot be written stop nobody from being answered; says why they are not. */
final class AuditHealthCheck extends AbstractHealthCheck {
    private final AuditFile file;

    AuditHealthCheck(AuditFile file) {
        super("gcx", "audit");
        this.file = file;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        String trouble = file.trouble();
        if (trouble != null) {
            result.message(trouble);
        }
        result.up();
    }
}
