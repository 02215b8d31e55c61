package io.gcxcache.audit;

import java.time.Instant;
import java.util.Map;

/**
 * One thing that happened.
 *
 * @param timestamp when
 * @param event what, for example {@code cache_hit}
 * @param key the cache key it was about, or null
 * @param subject the name of the field that says which resource it was about ({@code directory_id}), or null
 * @param id that field's value, or null
 * @param consumer who asked, or null if no request did
 * @param details what else there is to say: strings, numbers and booleans by name; never a secret or a token
 */
public record AuditEvent(
        Instant timestamp,
        String event,
        String key,
        String subject,
        String id,
        String consumer,
        Map<String, Object> details) {

    /** The exchange property in which a tapped route finds its event. */
    public static final String PROPERTY = "GcxAuditEvent";

    public static AuditEvent of(Instant timestamp, String event, String key, Map<String, Object> details) {
        return new AuditEvent(timestamp, event, key, null, null, null, details);
    }

    /** The same, which a consumer's request is about. */
    public AuditEvent by(String name) {
        return new AuditEvent(timestamp, event, key, subject, id, name, details);
    }
}
