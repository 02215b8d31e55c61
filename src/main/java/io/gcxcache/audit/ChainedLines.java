package io.gcxcache.audit;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;

/** The lines of a batch: each carries its number and the hash of the line before it. */
final class ChainedLines implements AutoCloseable {
    private static final byte[] SEQ = ascii("{\"seq\":");
    private static final byte[] PREV = ascii(",\"prev\":\"");
    private static final byte[] OPENS = ascii("\",\"opens\":\"");
    private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
    private static final byte[] END = ascii("}}");

    private final LineBuffer bytes;
    private final LineHash hash;
    private final byte[] afterTimestamp;
    private final byte[] lastHash = new byte[LineHash.DIGITS];
    private ChainLink before;
    private long lastSeq;
    private String opens;

    /** Null until it is needed: it costs more than a line. */
    private EventJson json;

    /**
     * @param bytes what the batch before this one no longer needs
     * @param last the line that the first one follows
     * @param opens the file that begins with the first one, or null
     * @param afterTimestamp what {@link #afterTimestamp} made
     */
    ChainedLines(LineBuffer bytes, LineHash hash, ChainLink last, String opens, byte[] afterTimestamp) {
        bytes.clear();
        this.bytes = bytes;
        this.hash = hash;
        this.before = last;
        this.lastSeq = last.seq();
        this.opens = opens;
        this.afterTimestamp = afterTimestamp;
    }

    /**
     * What is the same in every line between its timestamp and its event.
     *
     * @param node who writes it, or null if that is not told
     */
    static byte[] afterTimestamp(String node) {
        return ascii(node == null ? "\"" : "\",\"node\":\"" + node + '"');
    }

    void add(AuditEvent event) throws IOException {
        int from = bytes.size();
        bytes.write(SEQ);
        bytes.writeNumber(lastSeq + 1);
        bytes.write(PREV);
        bytes.write(before == null ? lastHash : quoted(before.hash()));
        if (opens != null) {
            bytes.write(OPENS);
            bytes.write(ascii(opens));
            opens = null;
        }
        bytes.write(TIMESTAMP);
        bytes.writeInstant(event.timestamp());
        bytes.write(afterTimestamp);
        if (event instanceof Recurrence again) {
            bytes.write(again.recurring().line());
            bytes.writeMillis(again.nanos());
            bytes.write(END);
        } else {
            write(event);
        }
        before = null;
        lastSeq++;
        bytes.hashFrom(from, hash, lastHash);
        bytes.write('\n');
    }

    /** The line that was added last, or the one that the first will follow. */
    ChainLink last() {
        return before != null ? before : new ChainLink(lastSeq, new String(lastHash, StandardCharsets.US_ASCII));
    }

    /** How many bytes they have. */
    int size() {
        return bytes.size();
    }

    void writeTo(RandomAccessFile file) throws IOException {
        bytes.writeTo(file);
    }

    @Override
    public void close() throws IOException {
        if (json != null) {
            json.close();
        }
    }

    /** The object that says it goes on with the line's. */
    private void write(AuditEvent event) throws IOException {
        if (json == null) {
            json = new EventJson(bytes);
        }
        int at = bytes.size();
        json.write(event);
        bytes.set(at, ',');
    }

    /** A head may tell of any hash. */
    private static byte[] quoted(String hash) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(hash)).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
