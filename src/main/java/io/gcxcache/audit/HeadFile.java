package io.gcxcache.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.OverlappingFileLockException;
import java.util.Optional;

/**
 * The file of the head, locked for as long as it is open: one gateway writes in a folder.
 *
 * <p>No {@code FileChannel} writes it, since a thread's interrupt would close that, and end the lock with it.
 */
final class HeadFile implements AutoCloseable {
    /** Behind the head, since Windows lets nobody read what is locked. */
    private static final long LOCKED_BYTE = 1024;

    private final RandomAccessFile file;

    private HeadFile(RandomAccessFile file) {
        this.file = file;
    }

    /** Opens and locks a folder's head, and creates it if there is none. */
    static HeadFile lock(AuditFolder folder) {
        RandomAccessFile file;
        try {
            file = new RandomAccessFile(folder.head().toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException("gcx.audit.dir: cannot write beside the folder: " + e.getMessage(), e);
        }
        try {
            if (!isLocked(file)) {
                throw new IOException("another gateway writes in " + folder.path());
            }
            return new HeadFile(file);
        } catch (IOException e) {
            UncheckedIOException refusal = new UncheckedIOException("gcx.audit.dir: " + e.getMessage(), e);
            try {
                file.close();
            } catch (IOException closing) {
                refusal.addSuppressed(closing);
            }
            throw refusal;
        }
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
}
