package io.gcxcache.disk;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a {@link Journal}, while it is open and while it is not: appended to, cut, and replaced by another. */
final class JournalFile {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);
    private static final int BLOCK = 1 << 16;

    private final Path path;
    private final Disk disk;
    private final boolean syncs;
    private LockedFile opened;
    private FilePlace place;
    private long size;

    /** @param syncs whether a file is synced before it replaces another */
    JournalFile(Path path, Disk disk, boolean syncs) {
        this.path = path;
        this.disk = disk;
        this.syncs = syncs;
    }

    /** The file as it is open now, or null; another once it was replaced. */
    LockedFile opened() {
        return opened;
    }

    /** How many bytes of it are known. */
    long size() {
        return size;
    }

    /** Whether it is open, and nobody has deleted, moved or cut it. */
    boolean isInItsPlace() {
        return opened != null && place.isKept(size);
    }

    /** Whether what stands at its path was opened or read here, be it cut. */
    boolean isKnown() {
        return place != null && place.isKept();
    }

    /** Opens it, and makes it if it is not there. */
    void open() throws IOException {
        opened = LockedFile.open(path, disk);
        place = opened.place();
    }

    /** Reads it where it is open. */
    Journal.Found read(Journal.Content content) throws IOException {
        return read(content, opened.content());
    }

    /** Reads it though it could not be opened to be written. */
    Journal.Found readOnly(Journal.Content content) throws IOException {
        try (RandomAccessFile readable = new RandomAccessFile(path.toFile(), "r")) {
            place = FilePlace.of(path);
            return read(content, readable);
        }
    }

    /** Adds to its end all or nothing. */
    void append(byte[] records) throws IOException {
        RandomAccessFile file = opened.content();
        try {
            if (file.length() > size) {
                file.setLength(size);
            }
            file.seek(size);
            file.write(records);
        } catch (IOException e) {
            file.setLength(size);
            throw e;
        }
        size += records.length;
    }

    /** Leaves nothing in it, on the disk neither. */
    void cut() throws IOException {
        if (opened == null) {
            open();
        }
        opened.content().setLength(0);
        size = 0;
        disk.sync(opened.content());
    }

    /**
     * Writes all that is kept into a new file, which takes the place of the one that is there.
     *
     * @param damaged whether the one that is there is to be set aside
     * @param aside told where it is then
     */
    void replace(Journal.Content content, boolean damaged, Consumer<Path> aside) throws IOException {
        Files.createDirectories(path.getParent());
        Path anew = path.resolveSibling(path.getFileName() + ".new");
        try {
            write(content, anew);
            makeWay(damaged, aside);
            close();
            Files.move(anew, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(anew);
        }
        open();
        size = opened.content().length();
    }

    /** Sets aside what is not to be lost: a file that could not be read, or that somebody else has put there. */
    void makeWay(boolean damaged, Consumer<Path> aside) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        boolean another = !isKnown();
        if (another) {
            LockedFile.open(path, disk).close();
        }
        if (another || damaged) {
            aside.accept(FilePlace.setAside(path));
        }
    }

    void close() {
        LockedFile closed = opened;
        opened = null;
        try {
            if (closed != null) {
                closed.close();
            }
        } catch (IOException e) {
            LOG.debug("{} could not even be closed", path, e);
        }
    }

    private Journal.Found read(Journal.Content content, RandomAccessFile from) throws IOException {
        // Not closed: that would close the file, and end its lock.
        InputStream in = new BufferedInputStream(new FileInputStream(from.getFD()), BLOCK);
        Journal.Found found = content.read(in);
        size = Math.min(from.length(), found.size());
        return found;
    }

    private void write(Journal.Content content, Path anew) throws IOException {
        try (RandomAccessFile file = disk.open(anew)) {
            file.setLength(0);
            OutputStream blocks = new BufferedOutputStream(to(file), BLOCK);
            content.writeAll(blocks);
            blocks.flush();
            if (syncs) {
                disk.sync(file);
            }
        }
    }

    private static OutputStream to(RandomAccessFile file) {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                file.write(octet);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                file.write(bytes, offset, length);
            }
        };
    }
}
