package io.gcxcache.cdn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The notifications of one target in their order: those that wait, those on their way, and the dead letters. Guarded by the
 * {@link Outbox}.
 *
 * <p>What concerns the same entry is told in its order: the later one waits for the earlier. A newer notification takes the
 * place of an older one that waits, and an invalidated tag the place of all that have it.
 */
final class Lane {
    static final int MOST_AT_ONCE = 4;

    private final Target target;
    private final SortedMap<Long, Notification> kept = new TreeMap<>();
    private final Map<String, Notification> bySlot = new HashMap<>();
    private final List<Delivery> onTheWay = new ArrayList<>();
    private boolean off;

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

    void switchOn() {
        off = false;
    }

    boolean wants(Change change) {
        return !off && target.wants(change);
    }

    /** Takes up a new notification; answers those whose place it takes. */
    List<Notification> add(Notification notification) {
        List<Notification> replaced = kept.values().stream()
                .filter(older -> notification.change().isOfTag() && notification.covers(older))
                .toList();
        if (!notification.change().isOfTag()) {
            replaced = Stream.of(bySlot.get(notification.slot()))
                    .filter(Objects::nonNull)
                    .toList();
        }
        replaced.forEach(this::remove);
        put(notification);
        return replaced;
    }

    /** Takes back one that was on its way, unless a newer one counts for it; answers whether it did. */
    boolean takeBack(Notification notification) {
        boolean outdated = kept.values().stream()
                .anyMatch(newer -> newer.number() > notification.number() && newer.covers(notification));
        if (!outdated) {
            put(notification);
        }
        return !outdated;
    }

    /** Keeps one as it is now. */
    void put(Notification notification) {
        kept.put(notification.number(), notification);
        bySlot.put(notification.slot(), notification);
    }

    void remove(Notification notification) {
        kept.remove(notification.number());
        bySlot.remove(notification.slot());
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

    List<Notification> onTheWay() {
        return onTheWay.stream()
                .flatMap(delivery -> delivery.notifications().stream())
                .toList();
    }

    boolean hasDue(long now) {
        return !off
                && onTheWay.size() < MOST_AT_ONCE
                && kept.values().stream().anyMatch(notification -> notification.isDue(now));
    }

    /** Sends off what is due, as much as one request may tell; null if nothing is, or enough is on its way. */
    Delivery claim(long now) {
        if (!hasDue(now)) {
            return null;
        }
        Ahead ahead = new Ahead();
        onTheWay().forEach(ahead::add);
        List<Notification> claimed = new ArrayList<>();
        for (Notification notification : kept.values()) {
            if (claimed.size() == target.batch()) {
                break;
            }
            if (notification.isDue(now) && !ahead.concerns(notification)) {
                claimed.add(notification);
            }
            if (!notification.dead()) {
                ahead.add(notification);
            }
        }
        if (claimed.isEmpty()) {
            return null;
        }
        claimed.forEach(this::remove);
        Delivery delivery = new Delivery(target.name(), claimed);
        onTheWay.add(delivery);
        return delivery;
    }

    void ended(Delivery delivery) {
        onTheWay.remove(delivery);
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
