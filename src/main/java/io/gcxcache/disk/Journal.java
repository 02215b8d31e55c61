package io.gcxcache.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What its owner keeps as it survives the process: a file to which a record is added for each change, and that is written
 * anew when most of it is out of date. Guarded by its owner.
 *
 * <p>What cannot be written is told in the log once and in {@link #trouble}; it waits in memory, and is written as soon as
 * that works again. So is a file that did not reach its disk, all of it: nobody knows what of it is there. A file that is
 * not as it was written is set aside, and what could be read of it is written anew.
 */
public final class Journal implements AutoCloseable {
    /** How many bytes out of date may be in the file, beside as many as it began with. */
    public static final int WASTE = 4 << 20;

    /** How many bytes may wait to be written; beyond them the file is written anew. */
    public static final int MOST_PENDING = 4 << 20;

    /** How many calls of {@link #tend} are between two tries to write the file anew. */
    public static final int REST = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final String setting;
    private final String what;
    private final Path path;
    private final Disk disk;
    private final boolean syncs;
    private final Content content;

    /** Null if all is kept in memory alone. */
    private final JournalFile file;

    /** The records that are not in the file yet. */
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    private long sizeWhenNew;
    private int rest;

    /** Whether the file is to be set aside when it is written anew. */
    private boolean damaged;
    /** Whether what is pending is not all that the file lacks: more came than may wait, or the file was emptied. */
    private boolean behind;

    /** The file of which nobody knows what is on the disk, or null. */
    private LockedFile doubtful;
    /** Whether what was committed last is in memory only. */
    private boolean unwritten;

    /** Whether it is another gateway's to write. */
    private boolean closed;

    private boolean unsynced;
    private int newsUnsynced;
    private long unsaved;
    private String damage;

    /**
     * Opens and reads the file, or makes it and its folder, if that can be.
     *
     * @param setting that names the file; messages begin with it
     * @param what the file keeps, for messages: "notifications"
     * @param path null if all is kept in memory alone
     * @param syncs whether a file that is written anew is synced before it takes the place of the old one
     * @throws IllegalStateException if it never can be where it is to be, or another gateway has it
     */
    public Journal(String setting, String what, Path path, Disk disk, boolean syncs, Content content) {
        this.setting = setting;
        this.what = what;
        this.path = path == null ? null : path.toAbsolutePath();
        this.disk = disk;
        this.syncs = syncs;
        this.content = content;
        file = path == null ? null : new JournalFile(this.path, disk, syncs);
        if (file == null) {
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
        if (file.opened() == null || damaged) {
            tend();
        }
    }

    /** Adds a record, which waits until the next {@link #commit} or {@link #tend}. */
    public void add(byte[] record) {
        add(out -> out.writeBytes(record));
    }

    /** The same for a record that is written only if it can be of use. */
    public void add(Consumer<ByteArrayOutputStream> record) {
        behind |= pending.size() > MOST_PENDING;
        if (file != null && !behind) {
            record.accept(pending);
        }
    }

    /**
     * When this returns, all that was added survives the process, or {@link #trouble} tells that it may not.
     *
     * @param news how many things are unsaved if not
     * @return whether all that was added is in the file, if there is to be one
     */
    public boolean commit(int news) {
        if (file == null || closed) {
            return file == null;
        }
        try {
            if (!behind && !damaged && file.isInItsPlace()) {
                append();
            } else if (rest == 0 || !unwritten) {
                tellGone();
                writeAnew();
            } else {
                unsaved += news;
                return false;
            }
        } catch (IOException e) {
            unsaved += news;
            failed(e);
            return false;
        }
        newsUnsynced += unsynced ? news : 0;
        return true;
    }

    /** Writes what could not be written, or was not to be committed; once in a while all of it. */
    public void tend() {
        if (file == null || closed) {
            return;
        }
        rest = Math.max(0, rest - 1);
        if (pending.size() > 0 || behind || damaged || !file.isInItsPlace()) {
            commit(0);
        }
        boolean inDoubt = doubtful != null && doubtful == file.opened();
        if (rest == 0 && (damaged || inDoubt || file.size() > 2 * sizeWhenNew + WASTE)) {
            try {
                writeAnew();
            } catch (IOException e) {
                LOG.debug("{}: {} could not be written anew", setting, path, e);
            }
        }
    }

    /**
     * Brings what was committed to the disk.
     *
     * @param guard the owner's, which is left meanwhile, so that nobody is held up who commits
     */
    public void sync(Object guard) {
        LockedFile synced;
        int news;
        synchronized (guard) {
            if (!unsynced || file.opened() == null) {
                return;
            }
            synced = file.opened();
            news = newsUnsynced;
            unsynced = false;
            newsUnsynced = 0;
        }
        IOException failure = null;
        try {
            disk.sync(synced.content());
        } catch (IOException e) {
            failure = e;
        }
        synchronized (guard) {
            // Or it was written anew meanwhile: what became of this one does not matter.
            if (synced == file.opened()) {
                if (failure != null) {
                    unsaved += news;
                    notSynced(failure);
                } else if (synced != doubtful) {
                    nothingInDoubt();
                }
            }
        }
    }

    /** How many bytes the file has. */
    public long size() {
        return file == null ? 0 : file.size();
    }

    /**
     * Cuts the file to nothing where it stands, so that nothing that was in it comes back, a loss of power notwithstanding:
     * that works on a full disk too. What was added and is not committed is forgotten. The next {@link #commit} or
     * {@link #tend} writes the file anew.
     *
     * @return whether that could be
     */
    public boolean empty() {
        if (file == null || closed) {
            return file == null;
        }
        pending.reset();
        behind = true;
        try {
            if (damaged || !file.isKnown()) {
                file.makeWay(damaged, this::tellAside);
                file.close();
                damaged = false;
            } else {
                file.cut();
            }
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    /** What could not be read at the start, or would not survive the process or the machine now; null if nothing. */
    public String trouble() {
        if (unwritten) {
            return setting + " cannot be written: " + what + " would not survive the process";
        }
        return doubtful == null ? damage : setting + " cannot be synced: " + what + " may not survive a loss of power";
    }

    /** How many of the news were not written, or not brought to the disk, when they were to be. */
    public long unsaved() {
        return unsaved;
    }

    @Override
    public void close() {
        if (pending.size() > 0) {
            commit(0);
        }
        closed = true;
        if (file != null) {
            file.close();
        }
    }

    /** Opens the file that is there, and reads it; if it can only be read, that at least. */
    private void open() throws IOException {
        damaged = true;
        damage = setting + ": " + path + " could not be read: the " + what + " in it are not known";
        try {
            file.open();
        } catch (LockedFile.InUse e) {
            throw refused(e.getMessage());
        } catch (IOException e) {
            take(file.readOnly(content));
            throw e;
        }
        take(file.read(content));
    }

    private void take(Found found) {
        sizeWhenNew = (long) (file.size() * found.inUse());
        behind = file.size() == 0;
        damaged = found.damage() != null;
        damage = damaged ? setting + ": " + found.damage() : null;
        if (damaged) {
            LOG.error(damage);
        }
    }

    private void append() throws IOException {
        file.append(pending.toByteArray());
        pending.reset();
        unsynced = true;
        succeeded();
    }

    private void writeAnew() throws IOException {
        rest = REST;
        file.replace(content, damaged, this::tellAside);
        content.writtenAnew();
        damaged = false;
        sizeWhenNew = file.size();
        pending.reset();
        behind = false;
        rest = 0;
        unsynced = !syncs;
        if (syncs) {
            newsUnsynced = 0;
            nothingInDoubt();
        }
        succeeded();
    }

    private void tellGone() {
        if (file.opened() != null && !file.isInItsPlace()) {
            LOG.warn("{}: {} was deleted, moved or cut by somebody; it is written anew", setting, path);
        }
    }

    private void tellAside(Path aside) {
        damage = damage == null ? null : damage + "; it is kept as " + aside;
        LOG.warn("{}: {} is set aside as {}", setting, path, aside);
    }

    private void succeeded() {
        if (unwritten) {
            LOG.info("{}: {} is written again", setting, path);
        }
        unwritten = false;
    }

    private void failed(IOException e) {
        if (!unwritten) {
            LOG.error("{}: {} cannot be written, {} wait in memory only: {}", setting, path, what, e.toString());
        }
        unwritten = true;
    }

    private void nothingInDoubt() {
        if (doubtful != null) {
            LOG.info("{}: {} is synced again", setting, path);
        }
        doubtful = null;
    }

    private void notSynced(IOException e) {
        if (doubtful == null) {
            LOG.error(
                    "{}: {} cannot be synced, {} may not survive a loss of power: {}",
                    setting,
                    path,
                    what,
                    e.toString());
        } else if (doubtful != file.opened()) {
            // To write it anew has not helped.
            rest = REST;
        }
        doubtful = file.opened();
    }

    private IllegalStateException refused(String why) {
        return new IllegalStateException(setting + ": " + why);
    }

    /** What is in the file. */
    public interface Content {
        /**
         * Takes up what the file holds, read from its beginning; after {@link #empty} that may be nothing at all. Does not
         * close it.
         */
        Found read(InputStream file) throws IOException;

        /** Writes all that is kept, the file's beginning included. */
        void writeAll(OutputStream anew) throws IOException;

        /** What {@link #writeAll} wrote last is the file now: until then records are added to the old one. */
        default void writtenAnew() {}
    }

    /**
     * What was found in a file.
     *
     * @param inUse the share of what was read that is still in use, 0 to 1
     * @param size how many bytes of it are whole records; what follows them is cut off
     * @param damage what is wrong with the file, which it names; null if it is whole
     */
    public record Found(double inUse, long size, String damage) {
        /** A file with nothing to cut off. */
        public Found(double inUse, String damage) {
            this(inUse, Long.MAX_VALUE, damage);
        }
    }
}
