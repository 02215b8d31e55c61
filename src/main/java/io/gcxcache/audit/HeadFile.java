package io.gcxcache.audit;

import io.gcxcache.disk.Disk;
import io.gcxcache.disk.FilePlace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file of the head, locked for as long as it is open: one gateway writes in a folder.
 */
final class HeadFile implements AutoCloseable {
    /** Behind the head, since Windows lets nobody read what is locked. */
    private static final long LOCKED_BYTE = 1024;

    private final RandomAccessFile file;
    private final FilePlace place;

    private HeadFile(Path path, RandomAccessFile file) throws IOException {
        this.file = file;
        this.place = FilePlace.of(path);
    }

    /**
     * Opens and locks a folder's head, and creates it if there is none.
     *
     * @throws AnotherGateway if it is locked
     */
    static HeadFile lock(AuditFolder folder, Disk disk) throws IOException {
        RandomAccessFile file = disk.open(folder.head());
        boolean locked = false;
        try {
            locked = isLocked(file);
            if (!locked) {
                throw new AnotherGateway(folder.path());
            }
            return new HeadFile(folder.head(), file);
        } finally {
            if (!locked) {
                file.close();
            }
        }
    }

    /** Whether nobody has deleted or moved it. */
    boolean isInItsPlace() {
        return place.isKept();
    }

    /** Empty if nothing was written yet. */
    Optional<AuditHead> read() throws IOException {
        byte[] line = new byte[(int) Math.min(file.length(), AuditHead.LENGTH)];
        file.seek(0);
        file.readFully(line);
        return AuditHead.of(line);
    }

    void write(AuditHead head) throws IOException {
        file.seek(0);
        file.write(head.line());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static boolean isLocked(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock(LOCKED_BYTE, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Somebody else writes in the folder. */
    static final class AnotherGateway extends IOException {
        private static final long serialVersionUID = 1;

        AnotherGateway(Path folder) {
            super("another gateway writes in " + folder);
        }
    }
}
