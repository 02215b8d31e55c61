package io.gcxcache.audit;

import io.gcxcache.disk.Disk;
import io.gcxcache.disk.FilePlace;
import io.gcxcache.disk.LockedFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of events as JSON lines into {@code audit-YYYY-MM-DD.jsonl}, the day being that of the write in UTC.
 *
 * <p>Every line carries its number and the hash of the line before it, over days and restarts; the head beside the folder
 * follows the lines. It is locked, so that nobody else goes on with the same chain.
 *
 * <p>A batch that cannot be written is counted as lost, told in the log once, and reported in the file as
 * {@code events_lost} as soon as writing works again. So is what finds the file of its day full; the last of its room is
 * for what {@link #RARE} questions cannot bring about in any number. One thread at a time.
 */
final class AuditFile implements AutoCloseable {
    static final int BATCH = 4096;

    /** What questions, however many, do not bring about. */
    private static final Set<String> RARE =
            Set.of("invalidation", "consistency_mismatch", "budget_mode", "token_refreshed");

    /** The share of a file's bytes that is for these. */
    private static final int SHARE_OF_RARE = 8;

    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);

    private final Path path;
    private final Disk disk;
    private final long mostBytes;
    private final byte[] afterTimestamp;
    private final InstantSource clock;
    private final AuditTrail trail;
    private final LineBuffer buffer = new LineBuffer();
    private final LineHash hash = new LineHash();

    /** Null until there is a folder to write in, like {@link #head}. */
    private AuditFolder folder;

    private HeadFile head;

    /** Null until it is known. */
    private ChainLink last;

    private RandomAccessFile file;
    private FilePlace place;
    private String name;
    private long size = Long.MAX_VALUE;
    private long reportedLost;
    private String failure;
    private boolean full;

    /** The file that was deleted, moved or cut, until the next one tells of it; or null. */
    private String gone;

    /**
     * @param mostBytes how long the file of a day may become, but for a line or two
     * @param node what every line says of who wrote it; null if nothing
     * @throws UncheckedIOException if the folder can never be, or another gateway writes in it
     */
    AuditFile(Path path, Disk disk, long mostBytes, String node, InstantSource clock, AuditTrail trail) {
        this.path = path;
        this.disk = disk;
        this.mostBytes = mostBytes;
        this.afterTimestamp = ChainedLines.afterTimestamp(node);
        this.clock = clock;
        this.trail = trail;
        try {
            begin();
        } catch (FileAlreadyExistsException e) {
            throw refused(new IOException(e.getMessage() + " is a file, allowed is a folder", e));
        } catch (LockedFile.InUse e) {
            throw refused(new IOException("another gateway writes in " + folder.path(), e));
        } catch (IOException e) {
            if (folder != null && Files.isDirectory(folder.head())) {
                throw refused(new IOException(folder.head() + " is a folder, allowed is a file", e));
            }
            failed(e);
        }
    }

    private static UncheckedIOException refused(IOException why) {
        return new UncheckedIOException("gcx.audit.dir: " + why.getMessage(), why);
    }

    /** Whether events wait, or a loss is to be reported, or the file is gone. */
    synchronized boolean hasMore() {
        return !trail.isEmpty() || failure == null && !full && trail.lost() > reportedLost || isGone();
    }

    /** Writes the next batch that waits, if any. */
    synchronized void writeBatch() {
        List<AuditEvent> batch = trail.drain(BATCH);
        if (batch.isEmpty() && trail.lost() == reportedLost && !isGone()) {
            return;
        }
        try {
            if (isGone()) {
                tellGone();
            }
            begin();
            open();
            write(batch);
            if (failure != null) {
                LOG.info("The audit file in {} is written again", path);
            }
            failure = null;
        } catch (IOException e) {
            trail.countLost(batch.size());
            abandon();
            failed(e);
        }
    }

    /** Why events are not written now, or null. */
    synchronized String trouble() {
        if (failure != null) {
            return "gcx.audit.dir: " + path + " cannot be written, events are being lost (" + trail.lost()
                    + " since the start): " + failure;
        }
        return full
                ? "gcx.audit.max-bytes: " + name + " has as many, what else happens today is counted, but not written"
                : null;
    }

    private boolean isGone() {
        if (head == null) {
            return false;
        }
        boolean here = file == null ? Files.isDirectory(folder.path()) : place.isKept(size);
        return !here || !head.isInItsPlace();
    }

    /** Gives up what others have deleted, moved or cut; the chain goes on in a new file. */
    private void tellGone() {
        gone = name.isEmpty() ? null : name;
        LOG.error(
                "gcx.audit.dir: {} or {} was deleted, moved or cut by somebody, when the last line was {}",
                folder.path().resolve(name),
                folder.head(),
                last.seq());
        abandon();
        release();
        full = false;
    }

    private void failed(IOException e) {
        if (failure == null) {
            LOG.error("The audit file in {} cannot be written, events are being lost: {}", path, e.toString());
        }
        failure = e.toString();
    }

    /** Writes what there is room for. That a file is full is told in it once; how much it left out, by the next one. */
    private void write(List<AuditEvent> batch) throws IOException {
        long lost = trail.lost();
        int leftOut = 0;
        try (ChainedLines lines = new ChainedLines(buffer, hash, last, size == 0 ? name : null, afterTimestamp)) {
            if (gone != null) {
                lines.add(AuditEvent.of(
                        clock.instant(), "audit_gone", null, Map.of("file", gone, "last_seq", last.seq())));
            }
            if (!full && lost > reportedLost) {
                lines.add(lost(Map.of("count", lost - reportedLost)));
            }
            for (AuditEvent event : batch) {
                if (size + lines.size() < most(event)) {
                    lines.add(event);
                } else {
                    leftOut++;
                }
            }
            if (!full && leftOut > 0) {
                lines.add(lost(Map.of("count", leftOut, "reason", "from here on: the file has gcx.audit.max-bytes")));
            }
            if (lines.size() > 0) {
                append(lines);
            }
        }
        gone = null;
        trail.countLost(leftOut);
        if (!full) {
            reportedLost = lost + leftOut;
            full = leftOut > 0;
            if (full) {
                LOG.warn("{} has gcx.audit.max-bytes: what else happens today is counted, but not written", name);
            }
        }
    }

    private AuditEvent lost(Map<String, Object> details) {
        return AuditEvent.of(clock.instant(), "events_lost", null, details);
    }

    /** How long the file may be for an event to go into it. */
    private long most(AuditEvent event) {
        return RARE.contains(event.event()) ? mostBytes : mostBytes - mostBytes / SHARE_OF_RARE;
    }

    /** Writes all that waits, closes the file and lets another gateway have the folder. */
    @Override
    public synchronized void close() throws IOException {
        do {
            writeBatch();
        } while (!trail.isEmpty());
        full = false;
        writeBatch();
        abandon();
        release();
    }

    /** Takes the folder, unless it has it, and goes on where the files end; tells the head if it does not know. */
    private void begin() throws IOException {
        if (head != null) {
            return;
        }
        Files.createDirectories(path);
        folder = new AuditFolder(path.toRealPath());
        head = new HeadFile(folder, disk);
        try {
            Optional<AuditHead> told = readHead();
            ChainLink found = ChainEnd.find(folder, told);
            ChainLink end = last == null ? found : last;
            List<Path> files = folder.files();
            name = files.isEmpty()
                    ? ""
                    : files.get(files.size() - 1).getFileName().toString();
            size = Long.MAX_VALUE;
            if (told.isEmpty() || told.get().last().seq() < end.seq()) {
                head.write(new AuditHead(end, name));
            }
            last = end;
        } catch (IOException e) {
            release();
            throw e;
        }
    }

    private Optional<AuditHead> readHead() throws IOException {
        try {
            return head.read();
        } catch (IOException e) {
            LOG.warn("{} is written anew, it cannot be read: {}", folder.head(), e.toString());
            return Optional.empty();
        }
    }

    private void release() {
        try {
            if (head != null) {
                head.close();
            }
        } catch (IOException e) {
            LOG.debug("The head of the audit files could not even be closed", e);
        }
        head = null;
    }

    /** Gives the file up until the next batch, which opens it again. */
    private void abandon() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.debug("The audit file could not even be closed", e);
        }
        file = null;
    }

    /** Opens the file of the day. A clock that was set back does not lead back to an older file, the chain goes on. */
    private void open() throws IOException {
        String today = AuditFolder.nameOf(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        boolean sameFile = today.compareTo(name) <= 0;
        if (file == null || !sameFile) {
            abandon();
            String opened = sameFile ? name : today;
            file = disk.open(folder.path().resolve(opened));
            place = FilePlace.of(folder.path().resolve(opened));
            if (sameFile && file.length() > size) {
                file.setLength(size);
            }
            full &= sameFile;
            name = opened;
        }
        size = file.length();
    }

    /** Writes lines and head, or neither. */
    private void append(ChainedLines lines) throws IOException {
        try {
            file.seek(size);
            lines.writeTo(file);
            head.write(new AuditHead(lines.last(), name));
        } catch (IOException e) {
            file.setLength(size);
            throw e;
        }
        size = file.length();
        last = lines.last();
    }
}
