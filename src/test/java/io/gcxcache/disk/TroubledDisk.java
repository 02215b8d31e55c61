package io.gcxcache.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A disk that is full, read-only or broken at will, and well until then. */
public final class TroubledDisk implements Disk {
    private volatile long room = Long.MAX_VALUE;
    private volatile boolean readOnly;
    private volatile boolean broken;

    /** From now on so many bytes find room. */
    public void leave(long bytes) {
        room = bytes;
    }

    /** Whether the kernel writes nothing any more, as it does when it has found the file system in disorder. */
    public void setReadOnly(boolean readOnly) {
        this.readOnly = readOnly;
    }

    /** Whether what is written never reaches the disk. */
    public void setBroken(boolean broken) {
        this.broken = broken;
    }

    @Override
    public RandomAccessFile open(Path path) throws IOException {
        refuseIfReadOnly();
        return new RandomAccessFile(path.toFile(), "rw") {
            @Override
            public void write(byte[] bytes) throws IOException {
                write(bytes, 0, bytes.length);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                refuseIfReadOnly();
                int fits = (int) Math.min(room, length);
                super.write(bytes, offset, fits);
                room -= fits;
                if (fits < length) {
                    throw new IOException("No space left on device");
                }
            }

            @Override
            public void setLength(long length) throws IOException {
                refuseIfReadOnly();
                super.setLength(length);
            }
        };
    }

    @Override
    public void sync(RandomAccessFile file) throws IOException {
        if (broken || readOnly) {
            throw new IOException("Input/output error");
        }
        Disk.super.sync(file);
    }

    private void refuseIfReadOnly() throws IOException {
        if (readOnly) {
            throw new IOException("Read-only file system");
        }
    }
}
