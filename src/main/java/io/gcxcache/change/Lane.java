package io.gcxcache.change;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The notifications of one target in their order: those that wait, those on their way, and the dead letters. Guarded by the
 * {@link Outbox}.
 *
 * <p>What concerns the same entry is told in its order: the later one waits for the earlier. A newer notification of a key,
 * or of an invalidated tag, takes the place of an older one that waits.
 */
final class Lane {
    static final int MOST_AT_ONCE = 4;
    static final Duration LONGEST_DELIVERY = Duration.ofMinutes(10);

    /** After so many failures in a row it is the target that fails, not what it is told. */
    static final int MOST_FAILURES = 10;

    /** How long a target that fails is left alone at most: so late it is told, once it is there again. */
    static final Duration LONGEST_REST = Duration.ofSeconds(15);

    private final Target target;
    private final SortedMap<Long, Notification> kept = new TreeMap<>();
    private final Map<String, Notification> bySlot = new HashMap<>();
    private final List<Delivery> onTheWay = new ArrayList<>();
    private int keptOfTags;
    private int failures;
    private boolean off;
    private long pausedUntil = Long.MIN_VALUE;

    /** Nothing that is kept is due before; it may be later. */
    private long nothingDueBefore = Long.MIN_VALUE;

    Lane(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    boolean isOff() {
        return off;
    }

    void switchOff() {
        off = true;
    }

    /** Makes the target be told again, whatever it has asked for. */
    void switchOn() {
        off = false;
        pausedUntil = Long.MIN_VALUE;
    }

    /** The target wants to be left alone until then, or longer if it has said so before. */
    void pauseUntil(long millis) {
        pausedUntil = Math.max(pausedUntil, millis);
    }

    /** The target has taken something. */
    void succeeded() {
        failures = 0;
    }

    /** It has not; a target that is gone is not asked as often as there are notifications for it. */
    void failed(RetryBackoff backoff, long now) {
        failures++;
        if (failures > MOST_FAILURES) {
            long rest = backoff.after(failures - MOST_FAILURES, Duration.ZERO).toMillis();
            pauseUntil(now + Math.min(rest, LONGEST_REST.toMillis()));
        }
    }

    boolean wants(Change change) {
        return !off && target.wants(change);
    }

    /** Takes up a new notification; answers the one whose place it takes. */
    Optional<Notification> add(Notification notification) {
        Optional<Notification> replaced = Optional.ofNullable(bySlot.get(notification.slot()));
        replaced.ifPresent(this::remove);
        put(notification);
        return replaced;
    }

    /** Takes back one that was on its way, unless a newer one counts for it; answers whether it did. */
    boolean takeBack(Notification notification) {
        boolean outdated = bySlot.containsKey(notification.slot());
        if (!outdated) {
            put(notification);
        }
        return !outdated;
    }

    /** Keeps one as it is now. */
    void put(Notification notification) {
        if (kept.put(notification.number(), notification) == null
                && notification.change().isOfTag()) {
            keptOfTags++;
        }
        bySlot.put(notification.slot(), notification);
        nothingDueBefore = Math.min(nothingDueBefore, notification.nextTry());
    }

    void remove(Notification notification) {
        if (kept.remove(notification.number()) != null && notification.change().isOfTag()) {
            keptOfTags--;
        }
        bySlot.remove(notification.slot());
    }

    /** The clock was set back: nothing waits for the hour to come again. */
    void setBack(long millis) {
        for (Notification waiting : kept()) {
            put(waiting.dueAt(waiting.nextTry() - millis));
        }
        if (pausedUntil != Long.MIN_VALUE) {
            pausedUntil -= millis;
        }
    }

    /** The one that waits and would tell this. */
    Optional<Notification> of(Change change) {
        return Optional.ofNullable(bySlot.get(Notification.slot(change)))
                .filter(notification -> notification.change().equals(change));
    }

    /** All that wait and all dead letters, the oldest first. */
    List<Notification> kept() {
        return List.copyOf(kept.values());
    }

    /** How many wait or are dead letters. */
    int size() {
        return kept.size();
    }

    long count(NotificationReport.State state) {
        if (state == NotificationReport.State.SENDING) {
            return onTheWay().size();
        }
        boolean dead = state == NotificationReport.State.DEAD;
        return kept.values().stream()
                .filter(notification -> notification.dead() == dead)
                .count();
    }

    /** The oldest of these. */
    Notification oldest() {
        return kept.get(kept.firstKey());
    }

    List<Notification> onTheWay() {
        return onTheWay.stream()
                .flatMap(delivery -> delivery.notifications().stream())
                .toList();
    }

    boolean hasDue(long now) {
        return !off && now >= pausedUntil && onTheWay.size() < MOST_AT_ONCE && keepsWhatIsDue(now);
    }

    /** Looks through all of them only when one may be due: it is asked after every change. */
    private boolean keepsWhatIsDue(long now) {
        if (now < nothingDueBefore) {
            return false;
        }
        long earliest = Long.MAX_VALUE;
        for (Notification notification : kept.values()) {
            if (notification.isDue(now)) {
                return true;
            }
            if (!notification.dead()) {
                earliest = Math.min(earliest, notification.nextTry());
            }
        }
        nothingDueBefore = earliest;
        return false;
    }

    /** Sends off what is due, as much as one request may tell; null if nothing is, or enough is on its way. */
    Delivery claim(long now) {
        if (!hasDue(now)) {
            return null;
        }
        Ahead ahead = new Ahead();
        onTheWay().forEach(ahead::add);
        // Or they concern one entry each, and none of those that are kept waits for another.
        boolean someWait = keptOfTags > 0 || bySlot.size() < kept.size();
        List<Notification> claimed = new ArrayList<>();
        for (Notification notification : kept.values()) {
            if (claimed.size() == target.batch()) {
                break;
            }
            if (notification.isDue(now) && !ahead.concerns(notification)) {
                claimed.add(notification);
            }
            if (someWait && !notification.dead()) {
                ahead.add(notification);
            }
        }
        if (claimed.isEmpty()) {
            return null;
        }
        claimed.forEach(this::remove);
        Delivery delivery = new Delivery(target.name(), claimed, now);
        onTheWay.add(delivery);
        return delivery;
    }

    /** Ends a delivery; false if it had ended before. */
    boolean ended(Delivery delivery) {
        return onTheWay.remove(delivery);
    }

    /** The deliveries that have been on their way for longer than any answer may take. */
    List<Delivery> lost(long now) {
        return onTheWay.stream()
                .filter(delivery -> now - delivery.began() > LONGEST_DELIVERY.toMillis())
                .toList();
    }

    /** What is told before: a notification that concerns the same has to wait for it. */
    private static final class Ahead {
        private final Set<String> slots = new HashSet<>();
        private final Set<String> invalidatedTags = new HashSet<>();
        private final Set<String> tags = new HashSet<>();

        void add(Notification notification) {
            slots.add(notification.slot());
            tags.addAll(notification.change().tags());
            if (notification.change().isOfTag()) {
                invalidatedTags.addAll(notification.change().tags());
            }
        }

        boolean concerns(Notification notification) {
            Change change = notification.change();
            return slots.contains(notification.slot())
                    || change.tags().stream().anyMatch(change.isOfTag() ? tags::contains : invalidatedTags::contains);
        }
    }
}
