package io.gcxcache.audit;

import java.time.Instant;
import java.util.Map;

/** An event that is written as it is. */
record SingleEvent(
        Instant timestamp,
        String event,
        String key,
        String subject,
        String id,
        String consumer,
        Map<String, Object> details)
        implements AuditEvent {}
