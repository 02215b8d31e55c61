package io.gcxcache.audit;

import java.time.Instant;
import java.util.Map;

/**
 * That a recurring event happened once more.
 *
 * @param nanos how long it took
 */
record Recurrence(RecurringEvent recurring, Instant timestamp, long nanos) implements AuditEvent {
    @Override
    public String event() {
        return recurring.event();
    }

    @Override
    public String key() {
        return recurring.key();
    }

    @Override
    public String subject() {
        return recurring.subject();
    }

    @Override
    public String id() {
        return recurring.id();
    }

    @Override
    public String consumer() {
        return recurring.consumer();
    }

    @Override
    public Map<String, Object> details() {
        return Map.of(RecurringEvent.LATENCY, nanos / 1e6);
    }
}
