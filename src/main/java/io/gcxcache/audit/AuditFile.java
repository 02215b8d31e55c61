package io.gcxcache.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of events as JSON lines into {@code audit-YYYY-MM-DD.jsonl}, the day being that of the write in UTC.
 *
 * <p>A batch that cannot be written is counted as lost, told in the log once, and reported in the file as
 * {@code events_lost} as soon as writing works again. One thread at a time.
 */
final class AuditFile implements AutoCloseable {
    static final int BATCH = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);
    private static final JsonFactory JSON = new ObjectMapper().getFactory();

    private final Path folder;
    private final InstantSource clock;
    private final AuditTrail trail;
    private FileChannel channel;
    private LocalDate day;
    private long reportedLost;
    private boolean failing;

    AuditFile(Path folder, InstantSource clock, AuditTrail trail) {
        this.folder = folder;
        this.clock = clock;
        this.trail = trail;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("gcx.audit.dir: cannot create " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Whether events wait, or a loss is to be reported. */
    synchronized boolean hasMore() {
        return !trail.isEmpty() || !failing && trail.lost() > reportedLost;
    }

    /** Writes the next batch that waits, if any. */
    synchronized void writeBatch() {
        List<AuditEvent> batch = trail.drain(BATCH);
        long lost = trail.lost();
        if (batch.isEmpty() && lost == reportedLost) {
            return;
        }
        try {
            ByteArrayOutputStream lines = new ByteArrayOutputStream(batch.size() * 256 + 256);
            try (JsonGenerator json = JSON.createGenerator(lines)) {
                json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
                if (lost > reportedLost) {
                    write(
                            json,
                            AuditEvent.of(clock.instant(), "events_lost", null, Map.of("count", lost - reportedLost)));
                }
                for (AuditEvent event : batch) {
                    write(json, event);
                }
            }
            lines.write('\n');
            append(lines.toByteArray());
            reportedLost = lost;
            failing = false;
        } catch (IOException e) {
            trail.countLost(batch.size());
            abandon();
            if (!failing) {
                LOG.error("The audit file in {} cannot be written, events are being lost: {}", folder, e.toString());
                failing = true;
            }
        }
    }

    /** Writes all that waits and closes the file. */
    @Override
    public synchronized void close() throws IOException {
        do {
            writeBatch();
        } while (!trail.isEmpty());
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    /** Gives the file up until the next batch, which opens it again. */
    private void abandon() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debug("The audit file could not even be closed", e);
        }
        channel = null;
    }

    private void append(byte[] lines) throws IOException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (channel == null || !today.equals(day)) {
            if (channel != null) {
                channel.close();
            }
            channel = FileChannel.open(
                    folder.resolve("audit-" + today + ".jsonl"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            day = today;
        }
        long size = channel.size();
        ByteBuffer buffer = ByteBuffer.wrap(lines);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            if (channel.isOpen()) {
                channel.truncate(size);
            }
            throw e;
        }
    }

    private static void write(JsonGenerator json, AuditEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("timestamp", event.timestamp().toString());
        json.writeStringField("event", event.event());
        if (event.key() != null) {
            json.writeStringField("key", event.key());
        }
        if (event.subject() != null) {
            json.writeStringField(event.subject(), event.id());
        }
        json.writeObjectField("details", event.details());
        json.writeEndObject();
    }
}
