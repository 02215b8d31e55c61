package io.gcxcache.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
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

    private final AuditFolder folder;
    private final long mostBytes;
    private final InstantSource clock;
    private final AuditTrail trail;
    private final LineBuffer buffer = new LineBuffer();
    private final LineHash hash = new LineHash();
    private final HeadFile head;
    private ChainLink last;
    private RandomAccessFile file;
    private String name;
    private long size = Long.MAX_VALUE;
    private long reportedLost;
    private boolean failing;
    private boolean full;

    /** @param mostBytes how long the file of a day may become, but for a line or two */
    AuditFile(Path folder, long mostBytes, InstantSource clock, AuditTrail trail) {
        this.mostBytes = mostBytes;
        this.clock = clock;
        this.trail = trail;
        try {
            Files.createDirectories(folder);
            this.folder = new AuditFolder(folder.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("gcx.audit.dir: cannot create " + folder + ": " + e.getMessage(), e);
        }
        head = HeadFile.lock(this.folder);
        try {
            resume();
        } catch (IOException e) {
            release();
            throw new UncheckedIOException("gcx.audit.dir: cannot go on in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Whether events wait, or a loss is to be reported. */
    synchronized boolean hasMore() {
        return !trail.isEmpty() || !failing && !full && trail.lost() > reportedLost;
    }

    /** Writes the next batch that waits, if any. */
    synchronized void writeBatch() {
        List<AuditEvent> batch = trail.drain(BATCH);
        if (batch.isEmpty() && trail.lost() == reportedLost) {
            return;
        }
        try {
            open();
            write(batch);
            failing = false;
        } catch (IOException e) {
            trail.countLost(batch.size());
            abandon();
            if (!failing) {
                LOG.error(
                        "The audit file in {} cannot be written, events are being lost: {}",
                        folder.path(),
                        e.toString());
                failing = true;
            }
        }
    }

    /** Writes what there is room for. That a file is full is told in it once; how much it left out, by the next one. */
    private void write(List<AuditEvent> batch) throws IOException {
        long lost = trail.lost();
        int leftOut = 0;
        try (ChainedLines lines = new ChainedLines(buffer, hash, last, size == 0 ? name : null)) {
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
        head.close();
    }

    /** Goes on where the files end, and tells the head if it does not know. */
    private void resume() throws IOException {
        Optional<AuditHead> told = readHead();
        last = ChainEnd.find(folder, told);
        List<Path> files = folder.files();
        name = files.isEmpty() ? "" : files.get(files.size() - 1).getFileName().toString();
        if (told.isEmpty() || told.get().last().seq() < last.seq()) {
            head.write(new AuditHead(last, name));
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
            head.close();
        } catch (IOException e) {
            LOG.debug("The head of the audit files could not even be closed", e);
        }
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
            file = new RandomAccessFile(folder.path().resolve(opened).toFile(), "rw");
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
