package io.gcxcache.ask;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.RecurringEvent;
import io.gcxcache.audit.RecurringEvents;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.PageForm;
import io.gcxcache.cache.Tags;
import io.gcxcache.catalogue.Declaration;
import io.gcxcache.catalogue.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One question to the cache.
 *
 * @param resource what is asked for
 * @param id which one of the resource's things, or the resource's name if it is one thing
 * @param key names the question
 * @param directive what its entry will say, if it is filled
 * @param asked when it was asked, by the clock that never steps
 * @param boardsFor how long a flight that begins then takes others on board; null if for as long as it flies
 * @param earliestFill what was filled before is no answer to who asks it, by the same clock; null if anything may be
 * @param reach of a list that has more entries the beginning is answer enough; {@link #WHOLE} if it never is
 * @param live whether its answer changes by the second
 */
public record Question(
        Resource resource,
        String id,
        String key,
        Directive directive,
        Instant asked,
        Duration boardsFor,
        Instant earliestFill,
        long reach,
        boolean live) {
    /** However many entries a list has, all are asked for. */
    public static final long WHOLE = Long.MAX_VALUE;

    static final int LONGEST_ID = 128;

    public Declaration declaration() {
        return resource.declaration();
    }

    /** By which tags its answer is known. */
    public Tags tags() {
        return declaration().tags(id, key, live);
    }

    AuditEvent event(Instant timestamp, String event, Map<String, Object> details) {
        return AuditEvent.of(timestamp, event, key, declaration().subject(), id, details);
    }

    /** What happens to it again and again when one consumer asks. */
    RecurringEvent recurring(String event, String consumer, RecurringEvents known) {
        return known.of(event, key, declaration().subject(), id, consumer);
    }

    /** The same question, whose answer replaces one that has proved wrong. */
    Question overwriting() {
        return new Question(resource, id, key, Directive.OVERWRITE, asked, boardsFor, earliestFill, reach, live);
    }

    /** The same question, asked at another moment. */
    Question again(Instant now) {
        return new Question(resource, id, key, directive, now, boardsFor, earliestFill, reach, live);
    }

    /** The same question, asked of more entries. */
    Question reaching(long further) {
        return new Question(resource, id, key, directive, asked, boardsFor, earliestFill, further, live);
    }

    /** The same question, to which nothing is an answer that was filled before. */
    Question notFilledBefore(Instant earliest) {
        return new Question(resource, id, key, directive, asked, boardsFor, earliest, reach, live);
    }

    /** Names the flights that bring as much of the answer. */
    String flightKey() {
        return reach == WHOLE ? key : key + " up to " + reach;
    }

    /** Whether this is as much of the answer as is asked for. */
    boolean isReachedBy(CacheEntry entry) {
        long total = entry.body().total();
        return entry.body().isWhole() || reach != WHOLE && (total == PageForm.UNTOLD || total > reach);
    }

    /** Whether its declaration says what it said when an entry was filled. */
    public boolean isMeantBy(CacheEntry entry) {
        return declaration().fingerprint().equals(entry.fingerprint());
    }

    /** Whether another question's declaration says the same. */
    boolean isMeantBy(Question other) {
        return declaration().fingerprint().equals(other.declaration().fingerprint());
    }

    /** Whether a fill that began at a moment may answer it. */
    boolean mayHave(Instant fillStarted) {
        return earliestFill == null || !fillStarted.isBefore(earliestFill);
    }

    /** Whether a text may stand in a path and in a key: {@code [A-Za-z0-9._~-]{1,128}}, not {@code .} or {@code ..}. */
    static boolean isId(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST_ID || text.equals(".") || text.equals("..")) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean unreserved = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '_'
                    || c == '~'
                    || c == '-';
            if (!unreserved) {
                return false;
            }
        }
        return true;
    }
}
