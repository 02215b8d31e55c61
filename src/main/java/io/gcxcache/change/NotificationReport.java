package io.gcxcache.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gcxcache.cache.Directive;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What is told of a notification.
 *
 * @param createdAt Unix seconds
 * @param nextTryAt Unix seconds; null unless it waits
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NotificationReport(
        String id,
        String target,
        State state,
        String key,
        List<String> tags,
        String directive,
        long createdAt,
        int attempts,
        Long nextTryAt,
        String problem) {

    static final Comparator<NotificationReport> OLDEST_FIRST = Comparator.comparingLong(NotificationReport::createdAt);

    /** Where a notification is. */
    public enum State {
        WAITING,
        SENDING,
        DEAD;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static NotificationReport of(Notification kept) {
        return of(kept, kept.dead() ? State.DEAD : State.WAITING);
    }

    static NotificationReport of(Notification notification, State state) {
        Change change = notification.change();
        Directive directive = change.directive();
        return new NotificationReport(
                notification.id(),
                notification.target(),
                state,
                change.key(),
                change.tags(),
                directive.word(),
                notification.created() / 1000,
                notification.attempts(),
                state == State.WAITING ? notification.nextTry() / 1000 : null,
                notification.problem());
    }
}
