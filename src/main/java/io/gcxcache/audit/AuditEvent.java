package io.gcxcache.audit;

import java.time.Instant;
import java.util.Map;

/** One thing that happened: by itself, or once more as {@link RecurringEvent} tells. */
public sealed interface AuditEvent permits SingleEvent, Recurrence {

    /** The exchange property in which a tapped route finds its event. */
    String PROPERTY = "GcxAuditEvent";

    static AuditEvent of(Instant timestamp, String event, String key, Map<String, Object> details) {
        return of(timestamp, event, key, null, null, details);
    }

    /** The same about a resource, which the field of that name identifies. */
    static AuditEvent of(
            Instant timestamp, String event, String key, String subject, String id, Map<String, Object> details) {
        return new SingleEvent(timestamp, event, key, subject, id, null, details);
    }

    /** When. */
    Instant timestamp();

    /** What, for example {@code cache_hit}. */
    String event();

    /** The cache key it was about, or null. */
    String key();

    /** The name of the field that says which resource it was about ({@code directory_id}), or null. */
    String subject();

    /** That field's value, or null. */
    String id();

    /** Who asked, or null if no request did. */
    String consumer();

    /** What else there is to say: strings, numbers and booleans by name; never a secret or a token. */
    Map<String, Object> details();

    /** The same, which a consumer's request is about. */
    default AuditEvent by(String name) {
        return new SingleEvent(timestamp(), event(), key(), subject(), id(), name, details());
    }
}
