package io.gcxcache.change;

import io.gcxcache.disk.Disk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The notifications that wait to be delivered, in memory and in a file that survives the process. Thread-safe.
 *
 * <p>A change is committed before it happens, held back until it has ({@link #release}, or {@link #HOLD} at the latest),
 * and delivered at least once to every target that wants it, or counted as delivered by a newer one. That it was delivered
 * is written without a commit: at worst it is delivered again.
 *
 * <p>Beyond so many of a target the oldest is dropped, since what it told of is the first to be out of date without it. The
 * target has {@link Missed} it.
 */
public final class Outbox implements AutoCloseable {
    static final Duration HOLD = Duration.ofSeconds(5);
    static final Duration DEAD_LETTERS_ARE_KEPT = Duration.ofDays(30);

    /** How often {@link #sync} is to be called. */
    static final Duration SYNC_PERIOD = Duration.ofSeconds(1);

    private final Path path;
    private final Disk disk;
    private final int mostWaiting;
    private final InstantSource clock;
    private final RetryBackoff backoff;
    private final Consumer<Notification> dropped;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private OutboxFile file;
    private long number;
    private long swept;
    private long looked = Long.MIN_VALUE / 2;

    /**
     * @param path where notifications are kept; made when there is a target; null if they are kept in memory alone
     * @param mostWaiting how many may wait for a target
     * @param dropped told of every notification that its target will never be told of
     */
    Outbox(
            Path path,
            Disk disk,
            int mostWaiting,
            InstantSource clock,
            RetryBackoff backoff,
            Consumer<Notification> dropped) {
        this.path = path;
        this.disk = disk;
        this.mostWaiting = mostWaiting;
        this.clock = clock;
        this.backoff = backoff;
        this.dropped = dropped;
    }

    /** Takes up a target and what waits for it. */
    public synchronized void add(Target target) {
        if (file == null) {
            file = new OutboxFile(path, disk);
        }
        Lane lane = new Lane(target);
        lanes.put(target.name(), lane);
        for (Notification kept : file.all()) {
            number = Math.max(number, kept.number());
            if (kept.target().equals(target.name())) {
                lane.add(kept).ifPresent(file::remove);
            }
        }
        dropOldest(lane, clock.millis());
    }

    /** Takes up targets in the place of others. Who is among both goes on; what waits for one that is gone stays in the file. */
    public synchronized void exchange(Collection<Target> old, Collection<Target> added) {
        old.stream().filter(target -> !added.contains(target)).forEach(target -> lanes.remove(target.name()));
        added.stream().filter(target -> !old.contains(target)).forEach(this::add);
    }

    /** Keeps a change for all targets that want it. When this returns, it survives the process. */
    public void commit(Change change) {
        commit(List.of(change));
    }

    /** The same for several that happen together. */
    public synchronized void commit(List<Change> changes) {
        long now = clock.millis();
        boolean wanted = false;
        for (Change change : changes) {
            wanted |= put(change, now);
        }
        if (wanted) {
            forgetOldLetters(now);
            file.commit();
        }
    }

    /** Whether anybody wants it. */
    private boolean put(Change change, long now) {
        boolean wanted = false;
        for (Lane lane : lanes.values()) {
            if (lane.wants(change)) {
                wanted = true;
                Notification notification = new Notification(
                        "msg_" + UUID.randomUUID(),
                        ++number,
                        lane.target().name(),
                        change,
                        now,
                        0,
                        now + HOLD.toMillis(),
                        false,
                        null);
                Optional<Notification> replaced = lane.add(notification);
                // In this order: the file may be written between any two of these.
                file.put(notification);
                replaced.ifPresent(file::remove);
                dropOldest(lane, now);
            }
        }
        return wanted;
    }

    /** The change has happened: it may be told from now on. */
    synchronized void release(Change change) {
        long now = clock.millis();
        for (Lane lane : lanes.values()) {
            lane.of(change).ifPresent(notification -> lane.put(notification.dueAt(now)));
        }
    }

    /** Whether there is something that could be told now. */
    synchronized boolean hasDue() {
        long now = clock.millis();
        if (now < looked - HOLD.toMillis()) {
            lanes.values().forEach(lane -> lane.setBack(looked - now));
        }
        looked = now;
        for (Lane lane : lanes.values()) {
            lane.lost(now).forEach(lost -> failed(lost, "did not end", Duration.ZERO));
        }
        return lanes.values().stream().anyMatch(lane -> lane.hasDue(now));
    }

    /** Takes what a target is to be told now; null if there is nothing. */
    public synchronized Delivery claim(String target) {
        Lane lane = lanes.get(target);
        return lane == null ? null : lane.claim(clock.millis());
    }

    public synchronized void delivered(Delivery delivery) {
        Lane lane = lanes.get(delivery.target());
        if (lane != null) {
            lane.succeeded();
        }
        if (lane == null || lane.ended(delivery)) {
            delivery.notifications().forEach(file::remove);
        }
    }

    /**
     * Keeps what could not be delivered for another try, or as dead letters once a day has passed.
     *
     * @param asked how long the target asked to be left alone, or zero
     * @return what has become of it: nothing of those that a newer one counts for
     */
    public synchronized List<Notification> failed(Delivery delivery, String problem, Duration asked) {
        Lane lane = lanes.get(delivery.target());
        List<Notification> kept = new ArrayList<>();
        if (lane == null || !lane.ended(delivery)) {
            return kept;
        }
        long now = clock.millis();
        lane.failed(backoff, now);
        lane.pauseUntil(now + Math.min(asked.toMillis(), RetryBackoff.GIVE_UP.toMillis()));
        for (Notification tried : delivery.notifications()) {
            Duration wait = backoff.after(tried.attempts() + 1, asked);
            Notification failed = tried.failed(problem, now + wait.toMillis());
            if (lane.isOff() || failed.isOlderThan(RetryBackoff.GIVE_UP, now)) {
                failed = failed.parked(problem);
            }
            if (lane.takeBack(failed)) {
                file.put(failed);
                kept.add(failed);
            } else {
                file.remove(failed);
            }
        }
        if (kept.size() < delivery.notifications().size()) {
            // Or it would come back after a kill, when the newer one has been delivered.
            file.commit();
        }
        return kept;
    }

    /** Switches a target off that is gone for good: what waits for it are dead letters now. */
    public synchronized List<Notification> gone(Delivery delivery, String problem) {
        Lane lane = lanes.get(delivery.target());
        if (lane == null) {
            return List.of();
        }
        lane.switchOff();
        for (Notification waiting : lane.kept()) {
            Notification parked = waiting.parked(problem);
            lane.put(parked);
            file.put(parked);
        }
        return failed(delivery, problem, Duration.ZERO);
    }

    /** Every notification that waits, is on its way or was given up, the oldest first. */
    public synchronized List<NotificationReport> list() {
        List<NotificationReport> reports = new ArrayList<>();
        for (Lane lane : lanes.values()) {
            lane.onTheWay().forEach(sent -> reports.add(NotificationReport.of(sent, NotificationReport.State.SENDING)));
            lane.kept().forEach(kept -> reports.add(NotificationReport.of(kept)));
        }
        reports.sort(NotificationReport.OLDEST_FIRST);
        return reports;
    }

    /** Makes a notification due now, as if it had never been tried; a target that was switched off is on again. */
    public synchronized Optional<NotificationReport> retry(String id) {
        for (Lane lane : lanes.values()) {
            for (Notification kept : lane.kept()) {
                if (kept.id().equals(id)) {
                    Notification afresh = kept.afresh(clock.millis());
                    lane.switchOn();
                    lane.put(afresh);
                    file.put(afresh);
                    file.commit();
                    return Optional.of(NotificationReport.of(afresh));
                }
            }
            Optional<Notification> sent = lane.onTheWay().stream()
                    .filter(notification -> notification.id().equals(id))
                    .findFirst();
            if (sent.isPresent()) {
                return sent.map(on -> NotificationReport.of(on, NotificationReport.State.SENDING));
            }
        }
        return Optional.empty();
    }

    /** How many notifications are in a state. */
    synchronized long count(NotificationReport.State state) {
        return lanes.values().stream().mapToLong(lane -> lane.count(state)).sum();
    }

    /** How many notifications a target has missed, by the targets of which a shared cache may not yet know better. */
    public synchronized Map<String, Long> missed() {
        Map<String, Long> missed = new LinkedHashMap<>();
        for (String target : lanes.keySet()) {
            Missed of = file.missed(target);
            if (of.matters(clock.millis())) {
                missed.put(target, of.count());
            }
        }
        return missed;
    }

    /** The names of all targets. */
    public synchronized List<String> targets() {
        return lanes.values().stream()
                .map(lane -> lane.target().name())
                .sorted()
                .toList();
    }

    /** The targets that were switched off. */
    public synchronized List<String> switchedOff() {
        return lanes.values().stream()
                .filter(Lane::isOff)
                .map(lane -> lane.target().name())
                .toList();
    }

    /** What could not be read at the start, or would not survive the process; null if nothing. */
    public synchronized String trouble() {
        return file == null ? null : file.trouble();
    }

    /** How many notifications were not written when they were to be. */
    synchronized long unsaved() {
        return file == null ? 0 : file.unsaved();
    }

    /** Brings what was committed to the disk, for the case that the machine loses its power, and what could not be. */
    void sync() {
        OutboxFile opened;
        synchronized (this) {
            opened = file;
            if (opened != null) {
                opened.tend();
            }
        }
        if (opened != null) {
            opened.sync(this);
        }
    }

    @Override
    public void close() {
        sync();
        synchronized (this) {
            if (file != null) {
                file.close();
            }
        }
    }

    private void dropOldest(Lane lane, long now) {
        String target = lane.target().name();
        while (lane.size() > mostWaiting) {
            Notification oldest = lane.oldest();
            lane.remove(oldest);
            file.remove(oldest);
            file.putMissed(target, file.missed(target).andOne(now));
            dropped.accept(oldest);
        }
    }

    /** Once an hour. */
    private void forgetOldLetters(long now) {
        if (now - swept < Duration.ofHours(1).toMillis()) {
            return;
        }
        swept = now;
        for (Lane lane : lanes.values()) {
            for (Notification kept : lane.kept()) {
                if (kept.dead() && kept.isOlderThan(DEAD_LETTERS_ARE_KEPT, now)) {
                    lane.remove(kept);
                    file.remove(kept);
                }
            }
        }
    }
}
