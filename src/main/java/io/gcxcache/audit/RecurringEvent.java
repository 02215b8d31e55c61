package io.gcxcache.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * What is the same whenever an event of one kind recurs, whose only detail is how long it took: one question's hits by one
 * consumer. The one who writes its lines renders it once. Thread-safe; equal to itself alone.
 */
public final class RecurringEvent {
    /** The detail. */
    static final String LATENCY = "latency_ms";

    private static final int LATENCY_AND_END = "0.0}}".length();

    private final String event;
    private final String key;
    private final String subject;
    private final String id;
    private final String consumer;
    private volatile byte[] line;

    /**
     * @param event what, for example {@code cache_hit}
     * @param key the cache key it is about, or null
     * @param subject the name of the field that says which resource it is about, or null
     * @param id that field's value, or null
     * @param consumer who asks, or null if no request does
     */
    public RecurringEvent(String event, String key, String subject, String id, String consumer) {
        this.event = event;
        this.key = key;
        this.subject = subject;
        this.id = id;
        this.consumer = consumer;
    }

    /** It happens once more. */
    public AuditEvent at(Instant timestamp, long nanos) {
        return new Recurrence(this, timestamp, nanos);
    }

    String event() {
        return event;
    }

    String key() {
        return key;
    }

    String subject() {
        return subject;
    }

    String id() {
        return id;
    }

    String consumer() {
        return consumer;
    }

    boolean is(String anEvent, String aKey, String aSubject, String anId, String aConsumer) {
        return Objects.equals(key, aKey)
                && Objects.equals(consumer, aConsumer)
                && Objects.equals(event, anEvent)
                && Objects.equals(id, anId)
                && Objects.equals(subject, aSubject);
    }

    /** Of a line what is between timestamp and latency. */
    byte[] line() throws IOException {
        byte[] rendered = line;
        if (rendered == null) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (EventJson json = new EventJson(bytes)) {
                json.write(at(Instant.EPOCH, 0));
            }
            rendered = Arrays.copyOf(bytes.toByteArray(), bytes.size() - LATENCY_AND_END);
            rendered[0] = ',';
            line = rendered;
        }
        return rendered;
    }
}
