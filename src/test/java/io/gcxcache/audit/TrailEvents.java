package io.gcxcache.audit;

import java.util.List;

/** Shows tests of other rooms what was offered to a trail. */
public final class TrailEvents {
    private TrailEvents() {}

    /** Takes all events off the trail, oldest first. */
    public static List<AuditEvent> drain(AuditTrail trail) {
        return trail.drain(AuditTrail.CAPACITY);
    }
}
