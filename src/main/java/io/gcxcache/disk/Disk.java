package io.gcxcache.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Opens the files that the gateway writes: a disk may be full, and a test's is at will. */
@FunctionalInterface
public interface Disk {
    Disk REAL = path -> new RandomAccessFile(path.toFile(), "rw");

    /**
     * Opens a file to read and to write, and makes it if it is not there.
     *
     * <p>No {@code FileChannel}, since a thread's interrupt would close that, and end its lock with it.
     */
    RandomAccessFile open(Path path) throws IOException;
}
