package io.gcxcache.resource;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.cache.Directive;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * One question to the cache.
 *
 * @param profile the resource that is asked for
 * @param key names the question
 * @param id which one of the resource's things is asked for, or null
 * @param directive what its entry will say, if it is filled
 * @param askedMillis when it was asked, in Unix milliseconds
 * @param askedNanos the same moment by {@link System#nanoTime}, to measure how long the answer took
 */
public record Question(Profile profile, String key, String id, Directive directive, long askedMillis, long askedNanos) {

    static final String PROPERTY = "GcxQuestion";

    /** The question that an exchange of the template is about. */
    public static Question of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Question.class);
    }

    AuditEvent event(Instant timestamp, String event, Map<String, Object> details) {
        return new AuditEvent(timestamp, event, key, profile.subject(), id, details);
    }

    /** The same question, whose answer replaces one that has proved wrong. */
    Question overwriting() {
        return new Question(profile, key, id, Directive.OVERWRITE, askedMillis, askedNanos);
    }

    /** The same question, asked at another moment. */
    Question again(long millis, long nanos) {
        return new Question(profile, key, id, directive, millis, nanos);
    }
}
