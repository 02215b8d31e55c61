package io.gcxcache.audit;

import io.gcxcache.disk.FilePlace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the line that the next one follows after a start, from the end of the newest file and the head. */
final class ChainEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ChainEnd.class);
    private static final int BLOCK = 1 << 16;

    private ChainEnd() {}

    /** Cuts off an unfinished line, which a kill leaves behind, and sets a file aside that cannot be read. */
    static ChainLink find(AuditFolder folder, Optional<AuditHead> head) throws IOException {
        List<Path> files = folder.files();
        for (int i = files.size() - 1; i >= 0; i--) {
            byte[] line = lastLine(files.get(i), i == files.size() - 1);
            if (line != null) {
                return after(line, head);
            }
        }
        return head.map(AuditHead::last).orElse(ChainLink.BEFORE_THE_FIRST);
    }

    private static byte[] lastLine(Path file, boolean newest) throws IOException {
        try {
            if (newest) {
                finishLines(file);
            }
            return lastLine(file);
        } catch (IOException e) {
            Path aside = FilePlace.setAside(file);
            LOG.error("{} cannot be read and is set aside as {}: {}", file, aside, e.toString());
            return null;
        }
    }

    /**
     * The head wins unless it is behind, which is normal after a kill. What was cut off or edited at the end of the file
     * then stays visible: the next line does not follow the one that stands before it.
     */
    private static ChainLink after(byte[] bytes, Optional<AuditHead> head) {
        AuditLine line = AuditLine.read(bytes, 0, bytes.length);
        String hash = new LineHash().of(bytes, 0, bytes.length);
        long told = head.map(AuditHead::last).map(ChainLink::seq).orElse(0L);
        if (line == null || !line.isChained()) {
            return new ChainLink(told, hash);
        }
        if (told > line.seq()) {
            LOG.warn("The audit files end with line {}, but {} were written: see --verify-audit", line.seq(), told);
        }
        return told >= line.seq() ? head.get().last() : new ChainLink(line.seq(), hash);
    }

    private static void finishLines(Path path) throws IOException {
        long length;
        long end;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            length = file.length();
            end = newlineBefore(file, length) + 1;
        }
        if (length - end > LineReader.LONGEST) {
            throw new IOException("its last line is too long for an event");
        }
        if (end < length) {
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(end);
            }
            LOG.warn("Cut {} bytes of an unfinished line off the end of {}", length - end, path);
        }
    }

    /** The last line that has a newline, without it; null if there is none. */
    private static byte[] lastLine(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long to = newlineBefore(file, file.length());
            if (to < 0) {
                return null;
            }
            long from = newlineBefore(file, to) + 1;
            if (to - from > LineReader.LONGEST) {
                throw new IOException("its last line is too long for an event");
            }
            byte[] line = new byte[(int) (to - from)];
            file.seek(from);
            file.readFully(line);
            return line;
        }
    }

    /** Where the last newline before an offset is, read backwards; -1 if there is none. */
    private static long newlineBefore(RandomAccessFile file, long offset) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long to = offset; to > 0; to = Math.max(0, to - BLOCK)) {
            long from = Math.max(0, to - BLOCK);
            int length = (int) (to - from);
            file.seek(from);
            file.readFully(block, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return from + i;
                }
            }
        }
        return -1;
    }
}
