package io.gcxcache.change;

import io.gcxcache.disk.Disk;
import io.gcxcache.disk.Journal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The notifications as they survive the process: a {@link Journal} with a line for each that is put or removed. Guarded by
 * the {@link Outbox}.
 */
final class OutboxFile implements Journal.Content {
    private final Path path;
    private final Map<String, Notification> kept = new LinkedHashMap<>();
    private final Map<String, Missed> missed = new HashMap<>();
    private final Journal journal;

    /** The last line's. */
    private long number;
    /** The last line's of the file that was written anew and may not have taken its place. */
    private long numberAnew;

    private int uncommitted;

    /**
     * Opens the file, or makes it and its folder, if that can be.
     *
     * @param path null if all is kept in memory alone
     * @throws IllegalStateException if it never can be where it is to be, or another gateway has it
     */
    OutboxFile(Path path, Disk disk) {
        this.path = path == null ? null : path.toAbsolutePath();
        journal = new Journal("gcx.cdn.outbox", "notifications", path, disk, true, this);
    }

    /** All that is kept, in its order. */
    List<Notification> all() {
        return kept.values().stream()
                .sorted(Comparator.comparingLong(Notification::number))
                .toList();
    }

    void put(Notification notification) {
        if (kept.put(notification.id(), notification) == null) {
            uncommitted++;
        }
        add(OutboxLine.keeps(++number, notification));
    }

    void remove(Notification notification) {
        kept.remove(notification.id());
        add(OutboxLine.removes(++number, notification.id()));
    }

    /** What a target has missed. */
    Missed missed(String target) {
        return missed.getOrDefault(target, Missed.NOTHING);
    }

    void putMissed(String target, Missed now) {
        missed.put(target, now);
        add(OutboxLine.tells(++number, target, now));
    }

    /** When this returns, all that was put and removed survives the process, or {@link #trouble} tells that it may not. */
    void commit() {
        journal.commit(uncommitted);
        uncommitted = 0;
    }

    /** Writes what could not be written, or was not to be committed; once in a while all of it. */
    void tend() {
        journal.tend();
    }

    /**
     * Brings what was committed to the disk.
     *
     * @param guard the outbox's, which is left meanwhile, so that nobody is held up who commits
     */
    void sync(Object guard) {
        journal.sync(guard);
    }

    /** What could not be read at the start, or would not survive the process or the machine now; null if nothing. */
    String trouble() {
        return journal.trouble();
    }

    /** How many notifications were not written, or not brought to the disk, when they were to be. */
    long unsaved() {
        return journal.unsaved();
    }

    void close() {
        journal.close();
    }

    /** Reads what can be read. */
    @Override
    public Journal.Found read(InputStream file) {
        OutboxReading reading = new OutboxReading(file);
        kept.putAll(reading.kept());
        missed.putAll(reading.missed());
        number = reading.last();
        double inUse = (double) kept.size() / Math.max(1, reading.lines());
        return new Journal.Found(
                inUse, reading.isWhole() ? null : reading.damage(path) + ": what it told of is not known");
    }

    @Override
    public void writeAll(OutputStream anew) throws IOException {
        numberAnew = 0;
        anew.write(OutboxReading.HEADER);
        anew.write('\n');
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (Notification one : all()) {
            OutboxLine.keeps(++numberAnew, one).writeTo(line);
            line.writeTo(anew);
            line.reset();
        }
        for (Map.Entry<String, Missed> one : missed.entrySet()) {
            OutboxLine.tells(++numberAnew, one.getKey(), one.getValue()).writeTo(line);
        }
        line.writeTo(anew);
    }

    @Override
    public void writtenAnew() {
        number = numberAnew;
    }

    private void add(OutboxLine line) {
        journal.add(line::writeTo);
    }
}
