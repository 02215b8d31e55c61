package io.gcxcache.change;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.gcxcache.audit.AuditEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A change on its way to one target. Immutable.
 *
 * @param id the same on every try, so that a target can tell a repeated one
 * @param number its place in the order of all notifications
 * @param target the target's name
 * @param change what is told
 * @param created when it began to wait, in Unix milliseconds
 * @param attempts how often it was tried in vain
 * @param nextTry when it is due, in Unix milliseconds
 * @param dead whether it was given up, until somebody has it sent again
 * @param problem why the last try failed, or null
 */
public record Notification(
        String id,
        long number,
        String target,
        Change change,
        long created,
        int attempts,
        long nextTry,
        boolean dead,
        String problem) {

    /** What has at most one notification that waits for a target: an entry, or a tag. */
    String slot() {
        return slot(change);
    }

    static String slot(Change change) {
        return change.isOfTag() ? "tag " + change.tags().get(0) : "key " + change.key();
    }

    /** Whether nothing is missing that another version may not have written. */
    @JsonIgnore
    boolean isWhole() {
        return id != null && target != null && change != null && change.directive() != null;
    }

    boolean isDue(long now) {
        return !dead && nextTry <= now;
    }

    Notification dueAt(long millis) {
        return new Notification(id, number, target, change, created, attempts, millis, dead, problem);
    }

    Notification failed(String why, long millis) {
        return new Notification(id, number, target, change, created, attempts + 1, millis, false, why);
    }

    Notification parked(String why) {
        return new Notification(id, number, target, change, created, attempts, nextTry, true, why);
    }

    /** The same one as if it began to wait now. */
    Notification afresh(long now) {
        return new Notification(id, number, target, change, now, 0, now, false, problem);
    }

    /** What happened to it. */
    public AuditEvent event(Instant timestamp, String event, Map<String, Object> details) {
        Map<String, Object> all = new HashMap<>(details);
        all.put("target", target);
        all.put("id", id);
        if (change.isOfTag()) {
            all.put("tag", change.purgeTag());
        }
        return AuditEvent.of(timestamp, event, change.key(), all);
    }

    boolean isOlderThan(Duration age, long now) {
        return now - created >= age.toMillis();
    }
}
