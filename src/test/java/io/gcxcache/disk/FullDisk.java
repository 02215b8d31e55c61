package io.gcxcache.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A disk with so much room and no more, until it is given some. */
public final class FullDisk implements Disk {
    private volatile long room = Long.MAX_VALUE;

    /** From now on so many bytes find room. */
    public void leave(long bytes) {
        room = bytes;
    }

    @Override
    public RandomAccessFile open(Path path) throws IOException {
        return new RandomAccessFile(path.toFile(), "rw") {
            @Override
            public void write(byte[] bytes) throws IOException {
                write(bytes, 0, bytes.length);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                int fits = (int) Math.min(room, length);
                super.write(bytes, offset, fits);
                room -= fits;
                if (fits < length) {
                    throw new IOException("No space left on device");
                }
            }
        };
    }
}
