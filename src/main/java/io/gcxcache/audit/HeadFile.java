package io.gcxcache.audit;

import io.gcxcache.disk.Disk;
import io.gcxcache.disk.LockedFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Optional;

/** The file of the head, locked for as long as it is open: one gateway writes in a folder. */
final class HeadFile implements AutoCloseable {
    private final LockedFile file;

    /**
     * Opens and locks a folder's head, and creates it if there is none.
     *
     * @throws LockedFile.InUse if it is locked
     */
    HeadFile(AuditFolder folder, Disk disk) throws IOException {
        file = LockedFile.open(folder.head(), disk);
    }

    /** Whether nobody has deleted or moved it. */
    boolean isInItsPlace() {
        return file.place().isKept();
    }

    /** Empty if nothing was written yet. */
    Optional<AuditHead> read() throws IOException {
        RandomAccessFile content = file.content();
        byte[] line = new byte[(int) Math.min(content.length(), AuditHead.LENGTH)];
        content.seek(0);
        content.readFully(line);
        return AuditHead.of(line);
    }

    void write(AuditHead head) throws IOException {
        file.content().seek(0);
        file.content().write(head.line());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
