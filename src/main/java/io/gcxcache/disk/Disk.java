package io.gcxcache.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Opens the files that the gateway writes, and syncs them: a disk may be full or broken, and a test's is at will. */
@FunctionalInterface
public interface Disk {
    Disk REAL = path -> new RandomAccessFile(path.toFile(), "rw");

    /**
     * Opens a file to read and to write, and makes it if it is not there.
     *
     * <p>No {@code FileChannel}, since a thread's interrupt would close that, and end its lock with it.
     */
    RandomAccessFile open(Path path) throws IOException;

    /**
     * Brings to the disk what was written into a file that it opened.
     *
     * <p>A kernel may drop what it could not bring there, and answer the next time that all is well: where it failed, the
     * file has to be written anew.
     */
    default void sync(RandomAccessFile file) throws IOException {
        file.getFD().sync();
    }
}
