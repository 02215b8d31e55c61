package io.gcxcache.change;

import io.gcxcache.audit.AuditTrail;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of notifications that were dropped since too many waited: all of them to audit and meters, the log now and then. */
final class Dropped {
    private static final Logger LOG = LoggerFactory.getLogger(Dropped.class);

    private final int mostWaiting;
    private final Meters meters;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final Seldom log;

    Dropped(int mostWaiting, Services services) {
        this.mostWaiting = mostWaiting;
        this.meters = services.meters();
        this.audit = services.audit();
        this.clock = services.clock();
        this.log = new Seldom(services.steady());
    }

    void tell(Notification dropped) {
        String reason = "more than " + mostWaiting + " waited";
        meters.missed(dropped.target());
        audit.offer(dropped.event(
                clock.instant(),
                "cdn_failed",
                Map.of("attempts", dropped.attempts(), "reason", reason, "next", "dropped")));
        long times = log.due();
        if (times > 0) {
            LOG.error(
                    "Target {} will not be told of {}: {} ({} dropped since the last line)",
                    dropped.target(),
                    dropped.change().purgeTag(),
                    reason,
                    times);
        }
    }
}
