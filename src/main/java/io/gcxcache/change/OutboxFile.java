package io.gcxcache.change;

import io.gcxcache.disk.Disk;
import io.gcxcache.disk.FilePlace;
import io.gcxcache.disk.LockedFile;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notifications as they survive the process: a file to which a line is added for each that is put or removed, and that
 * is written anew when most of it is out of date. Guarded by the {@link Outbox}.
 *
 * <p>What cannot be written is told in the log once and in {@link #trouble}; it waits in memory, and is written as soon as
 * that works again. So is a file that did not reach its disk, all of it: nobody knows what of it is there. A file that is
 * not as it was written is set aside, and what could be read of it is written anew.
 */
final class OutboxFile {
    /** How many bytes out of date may be in the file, beside as many as it began with. */
    static final int WASTE = 4 << 20;

    /** How many bytes may wait to be written; beyond them the file is written anew. */
    static final int MOST_PENDING = 4 << 20;

    /** How many calls of {@link #tend} are between two tries to write the file anew. */
    static final int REST = 5;

    private static final Logger LOG = LoggerFactory.getLogger(OutboxFile.class);
    private static final int BLOCK = 1 << 16;

    private final Path path;
    private final Disk disk;
    private final Map<String, Notification> kept = new LinkedHashMap<>();
    private final Map<String, Missed> missed = new HashMap<>();

    /** The lines behind {@link #size} that are not in the file yet. */
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    private LockedFile file;
    private FilePlace place;
    private long size;
    private long sizeWhenNew;
    private long number;
    private int rest;

    /** Whether the file is to be set aside when it is written anew. */
    private boolean damaged;
    /** Whether more was pending than may. */
    private boolean behind;

    /** Whether nobody knows what of it is on the disk. */
    private boolean doubtful;
    /** Whether what was committed last is in memory only. */
    private boolean unwritten;

    /** Whether it is another gateway's to write. */
    private boolean closed;

    private int uncommitted;
    private boolean unsynced;
    private int notificationsUnsynced;
    private long unsaved;
    private String damage;

    /**
     * Opens the file, or makes it and its folder, if that can be.
     *
     * @param path null if all is kept in memory alone
     * @throws IllegalStateException if it never can be where it is to be, or another gateway has it
     */
    OutboxFile(Path path, Disk disk) {
        this.path = path == null ? null : path.toAbsolutePath();
        this.disk = disk;
        if (path == null) {
            return;
        }
        Path folder = this.path.getParent();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw refused(path + " cannot be, " + folder + " is a file; allowed is a file in a folder");
        }
        if (Files.isDirectory(this.path)) {
            throw refused(path + " is a folder, allowed is a file");
        }
        try {
            if (Files.exists(this.path)) {
                open();
            }
        } catch (IOException e) {
            failed(e);
        }
        if (file == null || damaged) {
            tend();
        }
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
        if (path == null || closed) {
            return;
        }
        try {
            if (!behind && !damaged && isInItsPlace()) {
                append();
            } else if (rest == 0 || !unwritten) {
                tellGone();
                writeAnew();
            } else {
                unsaved += uncommitted;
            }
        } catch (IOException e) {
            unsaved += uncommitted;
            failed(e);
        }
        uncommitted = 0;
    }

    private void tellGone() {
        if (file != null && !isInItsPlace()) {
            LOG.warn("gcx.cdn.outbox: {} was deleted, moved or cut by somebody; it is written anew", path);
        }
    }

    /** Writes what could not be written, or was not to be committed; once in a while all of it. */
    void tend() {
        if (path == null || closed) {
            return;
        }
        rest = Math.max(0, rest - 1);
        if (pending.size() > 0 || behind || damaged || !isInItsPlace()) {
            commit();
        }
        if (rest == 0 && (damaged || doubtful || size > 2 * sizeWhenNew + WASTE)) {
            try {
                writeAnew();
            } catch (IOException e) {
                LOG.debug("gcx.cdn.outbox: {} could not be written anew", path, e);
            }
        }
    }

    /**
     * Brings what was committed to the disk.
     *
     * @param guard the outbox's, which is left meanwhile, so that nobody is held up who commits
     */
    void sync(Object guard) {
        LockedFile synced;
        int notifications;
        synchronized (guard) {
            if (!unsynced || file == null) {
                return;
            }
            synced = file;
            notifications = notificationsUnsynced;
            unsynced = false;
            notificationsUnsynced = 0;
        }
        try {
            disk.sync(synced.content());
        } catch (IOException e) {
            synchronized (guard) {
                // Or it was written anew, which brought all to the disk.
                if (synced == file) {
                    unsaved += notifications;
                    notSynced(e);
                }
            }
        }
    }

    /** What could not be read at the start, or would not survive the process or the machine now; null if nothing. */
    String trouble() {
        if (unwritten) {
            return "gcx.cdn.outbox cannot be written: notifications would not survive the process";
        }
        return doubtful ? "gcx.cdn.outbox cannot be synced: notifications may not survive a loss of power" : damage;
    }

    /** How many notifications were not written, or not brought to the disk, when they were to be. */
    long unsaved() {
        return unsaved;
    }

    void close() {
        if (pending.size() > 0) {
            commit();
        }
        closed = true;
        closeFile();
    }

    private void add(OutboxLine line) {
        if (path != null && !behind) {
            line.writeTo(pending);
            behind = pending.size() > MOST_PENDING;
        }
    }

    /** Whether nobody has deleted, moved or cut the file. */
    private boolean isInItsPlace() {
        return file != null && place.isKept(size);
    }

    private void append() throws IOException {
        RandomAccessFile content = file.content();
        try {
            content.seek(size);
            content.write(pending.toByteArray());
        } catch (IOException e) {
            content.setLength(size);
            throw e;
        }
        notificationsUnsynced += uncommitted;
        size += pending.size();
        pending.reset();
        succeeded();
    }

    /** Writes all that is kept into a new file, which takes the place of the one that is there. */
    private void writeAnew() throws IOException {
        rest = REST;
        Files.createDirectories(path.getParent());
        Path anew = path.resolveSibling(path.getFileName() + ".new");
        long lines;
        try {
            lines = writeAll(anew);
            makeWay();
            closeFile();
            Files.move(anew, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(anew);
        }
        damaged = false;
        takeUp();
        size = file.content().length();
        sizeWhenNew = size;
        number = lines;
        pending.reset();
        behind = false;
        rest = 0;
        notificationsUnsynced = 0;
        if (doubtful) {
            LOG.info("gcx.cdn.outbox: {} is synced again", path);
        }
        doubtful = false;
        succeeded();
    }

    /** Answers how many lines it has, but for the first. */
    private long writeAll(Path anew) throws IOException {
        long lines = 0;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(OutboxReading.HEADER);
        block.write('\n');
        try (RandomAccessFile out = disk.open(anew)) {
            out.setLength(0);
            for (Notification one : all()) {
                OutboxLine.keeps(++lines, one).writeTo(block);
                if (block.size() > BLOCK) {
                    out.write(block.toByteArray());
                    block.reset();
                }
            }
            for (Map.Entry<String, Missed> one : missed.entrySet()) {
                OutboxLine.tells(++lines, one.getKey(), one.getValue()).writeTo(block);
            }
            out.write(block.toByteArray());
            disk.sync(out);
        }
        return lines;
    }

    /** Sets aside what is not to be lost: a file that could not be read, or that somebody else has put there. */
    private void makeWay() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        boolean another = place == null || !place.isKept();
        if (another) {
            LockedFile.open(path, disk).close();
        }
        if (another || damaged) {
            Path aside = FilePlace.setAside(path);
            damage = damage == null ? null : damage + "; it is kept as " + aside;
            LOG.warn("gcx.cdn.outbox: {} is set aside as {}", path, aside);
        }
    }

    /** Opens the file that is there, and reads it; if it can only be read, that at least. */
    private void open() throws IOException {
        try {
            takeUp();
        } catch (LockedFile.InUse e) {
            throw refused(e.getMessage());
        } catch (IOException e) {
            damaged = true;
            damage = "gcx.cdn.outbox: " + path + " could not be read: what waits there is not told";
            try (RandomAccessFile readable = new RandomAccessFile(path.toFile(), "r")) {
                damaged = false;
                damage = null;
                place = FilePlace.of(path);
                read(readable);
            }
            throw e;
        }
        read(file.content());
    }

    private void takeUp() throws IOException {
        file = LockedFile.open(path, disk);
        place = file.place();
    }

    /** Reads what can be read. */
    private void read(RandomAccessFile from) throws IOException {
        // Not closed: that would close the file, and end its lock.
        OutboxReading reading = new OutboxReading(new FileInputStream(from.getFD()));
        kept.putAll(reading.kept());
        missed.putAll(reading.missed());
        number = reading.last();
        size = from.length();
        sizeWhenNew = size * kept.size() / Math.max(1, reading.lines());
        if (!reading.isWhole()) {
            damaged = true;
            damage = "gcx.cdn.outbox: " + reading.damage(path) + ": what it told of is not known";
            LOG.error(damage);
        }
    }

    private void closeFile() {
        LockedFile opened = file;
        file = null;
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException e) {
            LOG.debug("gcx.cdn.outbox: {} could not even be closed", path, e);
        }
    }

    private void succeeded() {
        unsynced = true;
        if (unwritten) {
            LOG.info("gcx.cdn.outbox: {} is written again", path);
        }
        unwritten = false;
    }

    private void failed(IOException e) {
        if (!unwritten) {
            LOG.error(
                    "gcx.cdn.outbox: {} cannot be written, notifications wait in memory only: {}", path, e.toString());
        }
        unwritten = true;
    }

    private void notSynced(IOException e) {
        if (!doubtful) {
            LOG.error(
                    "gcx.cdn.outbox: {} cannot be synced, notifications may not survive a loss of power: {}",
                    path,
                    e.toString());
        }
        doubtful = true;
    }

    private static IllegalStateException refused(String why) {
        return new IllegalStateException("gcx.cdn.outbox: " + why);
    }
}
