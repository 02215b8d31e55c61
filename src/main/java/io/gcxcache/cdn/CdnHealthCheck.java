package io.gcxcache.cdn;

import io.gcxcache.change.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Always UP, since a CDN that is gone stops nobody from being answered; says which targets are switched off, and which have
 * missed something.
 */
final class CdnHealthCheck extends AbstractHealthCheck {
    private final Outbox outbox;
    private final int mostWaiting;

    CdnHealthCheck(Outbox outbox, int mostWaiting) {
        super("gcx", "cdn");
        this.outbox = outbox;
        this.mostWaiting = mostWaiting;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        List<String> remarks = new ArrayList<>();
        for (String target : outbox.switchedOff()) {
            remarks.add(target + " answered 410 Gone and is switched off, until the next start or a retry of one of its"
                    + " notifications");
        }
        outbox.missed()
                .forEach((target, count) -> remarks.add(target + " will not be told of " + count
                        + " changes, since more than " + mostWaiting
                        + " waited for it: what it keeps may be old, until it"
                        + " is purged there or a week has passed"));
        if (outbox.trouble() != null) {
            remarks.add(outbox.trouble());
        }
        if (!remarks.isEmpty()) {
            result.message(String.join("; ", remarks));
        }
        result.up();
    }
}
