package io.gcxcache.disk;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Always UP, since a file that cannot be written stops nobody from being answered; says why it is not. */
public final class FileHealthCheck extends AbstractHealthCheck {
    private final Supplier<String> trouble;

    /** @param trouble what is wrong with the file; null if nothing */
    public FileHealthCheck(String id, Supplier<String> trouble) {
        super("gcx", id);
        this.trouble = trouble;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        String now = trouble.get();
        if (now != null) {
            result.message(now);
        }
        result.up();
    }
}
