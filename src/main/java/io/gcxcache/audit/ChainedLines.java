package io.gcxcache.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The lines of a batch: each carries its number and the hash of the line before it. */
final class ChainedLines implements AutoCloseable {
    private static final int BYTES_PER_LINE = 384;
    private static final JsonFactory JSON =
            new ObjectMapper(new JsonFactory().setRootValueSeparator(null)).getFactory();

    private final Bytes bytes;
    private final JsonGenerator json;
    private final LineHash hash;
    private ChainLink last;
    private String opens;

    /**
     * @param last the line that the first one follows
     * @param opens the file that begins with the first one, or null
     */
    ChainedLines(int expected, LineHash hash, ChainLink last, String opens) throws IOException {
        this.bytes = new Bytes(expected * BYTES_PER_LINE);
        this.json = JSON.createGenerator(bytes);
        this.hash = hash;
        this.last = last;
        this.opens = opens;
    }

    void add(AuditEvent event) throws IOException {
        int from = bytes.size();
        json.writeStartObject();
        json.writeNumberField("seq", last.seq() + 1);
        json.writeStringField("prev", last.hash());
        if (opens != null) {
            json.writeStringField("opens", opens);
            opens = null;
        }
        json.writeStringField("timestamp", event.timestamp().toString());
        json.writeStringField("event", event.event());
        if (event.key() != null) {
            json.writeStringField("key", event.key());
        }
        if (event.subject() != null) {
            json.writeStringField(event.subject(), event.id());
        }
        if (event.consumer() != null) {
            json.writeStringField("consumer", event.consumer());
        }
        json.writeObjectField("details", event.details());
        json.writeEndObject();
        json.flush();
        last = new ChainLink(last.seq() + 1, bytes.hashFrom(from, hash));
        bytes.write('\n');
    }

    /** The line that was added last, or the one that the first will follow. */
    ChainLink last() {
        return last;
    }

    /** How many bytes they have. */
    int size() {
        return bytes.size();
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    /** Lets its bytes be hashed without a copy. */
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes(int capacity) {
            super(capacity);
        }

        String hashFrom(int from, LineHash hash) {
            return hash.of(buf, from, count);
        }
    }
}
