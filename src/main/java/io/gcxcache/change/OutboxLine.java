package io.gcxcache.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A line of the outbox's file: the checksum of its JSON, and that.
 *
 * @param number its place in the file, from 1
 * @param kept a notification as it is from now on, or null
 * @param removed the id of one that waits no longer, or null
 * @param target whose {@code missed} it tells, or null
 * @param missed what the target has missed, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OutboxLine(long number, Notification kept, String removed, String target, Missed missed) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final int CHECKSUM = 8;

    static OutboxLine keeps(long number, Notification kept) {
        return new OutboxLine(number, kept, null, null, null);
    }

    static OutboxLine removes(long number, String id) {
        return new OutboxLine(number, null, id, null, null);
    }

    static OutboxLine tells(long number, String target, Missed missed) {
        return new OutboxLine(number, null, null, target, missed);
    }

    /** Reads a line without its newline; null if it is not as it was written, or of another version. */
    static OutboxLine read(byte[] line) {
        int from = CHECKSUM + 1;
        if (line.length < from
                || !checksum(line, from).equals(new String(line, 0, CHECKSUM, StandardCharsets.US_ASCII))) {
            return null;
        }
        try {
            OutboxLine read = JSON.readValue(line, from, line.length - from, OutboxLine.class);
            return read != null && read.isWhole() ? read : null;
        } catch (IOException e) {
            return null;
        }
    }

    void writeTo(ByteArrayOutputStream out) {
        try {
            byte[] json = JSON.writeValueAsBytes(this);
            out.writeBytes(checksum(json, 0).getBytes(StandardCharsets.US_ASCII));
            out.write(' ');
            out.writeBytes(json);
            out.write('\n');
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A record cannot fail to be written", e);
        }
    }

    private boolean isWhole() {
        return removed != null || target != null && missed != null || kept != null && kept.isWhole();
    }

    private static String checksum(byte[] bytes, int from) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, bytes.length - from);
        return HexFormat.of().toHexDigits(sum.getValue(), CHECKSUM);
    }
}
