package io.gcxcache.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a file line by line as bytes, into one buffer: {@link #bytes} from {@link #from} to {@link #to}. */
final class LineReader implements AutoCloseable {
    /** Longer lines are no events. */
    static final int LONGEST = 1 << 24;

    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    private int filled;
    private int from;
    private int to;
    private int next;
    private boolean complete;

    LineReader(Path file) throws IOException {
        in = Files.newInputStream(file);
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        from = next;
        int seen = from;
        while (true) {
            for (int i = seen; i < filled; i++) {
                if (buffer[i] == '\n') {
                    to = i;
                    next = i + 1;
                    complete = true;
                    return true;
                }
            }
            makeRoom();
            seen = filled;
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                to = filled;
                next = filled;
                complete = false;
                return to > from;
            }
            filled += read;
        }
    }

    byte[] bytes() {
        return buffer;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Whether the line ends with a newline; the last one of a file may not. */
    boolean isComplete() {
        return complete;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void makeRoom() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, filled - from);
        filled -= from;
        from = 0;
        if (filled > LONGEST) {
            throw new IOException("a line is too long for an event");
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
    }
}
