package io.gcxcache.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * What a line of an audit file says of itself.
 *
 * @param seq its number, or 0 if it has none
 * @param prev the hash of the line before it, or null
 * @param opens the file that it is the first line of, or null
 * @param timestamp when it happened, or null
 */
record AuditLine(long seq, String prev, String opens, String timestamp) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Reads a line; null if it is no JSON object with an event. */
    static AuditLine read(byte[] bytes, int from, int to) {
        long seq = 0;
        String prev = null;
        String opens = null;
        String timestamp = null;
        boolean event = false;
        try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "seq" -> seq = json.getValueAsLong();
                    case "prev" -> prev = json.getValueAsString();
                    case "opens" -> opens = json.getValueAsString();
                    case "timestamp" -> timestamp = json.getValueAsString();
                    case "event" -> event = true;
                    default -> {}
                }
                json.skipChildren();
            }
            return event && json.nextToken() == null ? new AuditLine(seq, prev, opens, timestamp) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Whether it is a line of the chain; those that older versions wrote are not. */
    boolean isChained() {
        return seq > 0 && prev != null;
    }

    boolean follows(ChainLink line) {
        return seq == line.seq() + 1 && line.hash().equals(prev);
    }
}
