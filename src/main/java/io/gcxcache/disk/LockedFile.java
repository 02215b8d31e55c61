package io.gcxcache.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * A file that one gateway writes: locked for as long as it is open.
 *
 * @param content of the file, from its beginning on
 * @param place where it stood when it was opened
 */
public record LockedFile(RandomAccessFile content, FilePlace place) implements AutoCloseable {
    /** Behind all content, since Windows lets nobody read what is locked. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /**
     * Opens a file, and makes it if it is not there.
     *
     * @throws InUse if it is locked
     */
    public static LockedFile open(Path path, Disk disk) throws IOException {
        RandomAccessFile opened = disk.open(path);
        LockedFile locked = null;
        try {
            lock(opened, path);
            locked = new LockedFile(opened, FilePlace.of(path));
            return locked;
        } finally {
            if (locked == null) {
                opened.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    private static void lock(RandomAccessFile file, Path path) throws IOException {
        try {
            if (file.getChannel().tryLock(LOCKED_BYTE, 1, false) != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // By this very process.
        }
        throw new InUse(path);
    }

    /** Another gateway has it. */
    public static final class InUse extends IOException {
        private static final long serialVersionUID = 1;

        InUse(Path path) {
            super(path + " is in use by another gateway");
        }
    }
}
