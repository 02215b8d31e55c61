package io.gcxcache.cache;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gcxcache.json.Slices;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Entries as bytes that another process can read: a magic number and a version, a header in JSON (fields that a reader does not
 * know are ignored), where the values of a list lie, and the content, in its compressed form if it has one.
 *
 * <p>Times are those of the day there, since the steady clock of a process is its own.
 */
public final class EntryFormat {
    /** "GE", and a version: what is written in another one is not read. */
    private static final int MAGIC = 0x47450001;

    private static final String NOT_WHOLE = "it is no whole entry";

    /** So much a clock may be set back between two processes. */
    private static final long SLACK_MILLIS = 1_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private EntryFormat() {}

    /** @param pieces how long each is: head, segments, tail */
    private record Header(
            String key,
            long createdAt,
            long fillNanos,
            long ttl,
            long staleWindow,
            String lastModified,
            String schemaVersion,
            Collection<String> tags,
            Directive directive,
            boolean shareable,
            boolean renewal,
            boolean torn,
            int status,
            String fingerprint,
            String interval,
            boolean realTime,
            String etag,
            boolean whole,
            PageForm form,
            int[] pieces,
            int[] values,
            boolean compressed) {}

    /** By the clock by which it was created. */
    public static byte[] write(CacheEntry entry) {
        return write(entry, entry.createdAt());
    }

    /** @param createdAt by the clock of who reads it */
    public static byte[] write(CacheEntry entry, Instant createdAt) {
        Body body = entry.body();
        List<Slices> content = body.content();
        byte[] compressed = body.gzipped();
        Header header = new Header(
                entry.key(),
                createdAt.toEpochMilli(),
                entry.fillDuration().toNanos(),
                entry.ttl().toMillis(),
                entry.staleWindow().toMillis(),
                entry.lastModified(),
                entry.schemaVersion(),
                entry.tags().names(),
                entry.directive(),
                entry.shareable(),
                entry.renewal(),
                entry.torn(),
                entry.status(),
                entry.fingerprint(),
                entry.interval(),
                entry.realTime(),
                entry.etag(),
                body.isWhole(),
                body.form(),
                body.lengths(),
                content.stream().mapToInt(Slices::count).toArray(),
                compressed != null);
        try {
            byte[] json = JSON.writeValueAsBytes(header);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(
                    json.length + 64 + (int) (compressed == null ? body.size() : compressed.length));
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(MAGIC);
            out.writeInt(json.length);
            out.write(json);
            for (Slices segment : content) {
                for (int bound : segment.bounds()) {
                    out.writeInt(bound);
                }
            }
            if (compressed == null) {
                for (byte[] piece : body.pieces()) {
                    out.write(piece);
                }
            } else {
                out.write(compressed);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The entry that was written.
     *
     * @param now the time of day
     * @param steady the same moment by the steady clock
     * @param generation how many invalidations there have been by now
     * @throws IOException if these bytes are no entry, or one that was made later than now
     */
    public static CacheEntry read(byte[] bytes, Instant now, Instant steady, long generation) throws IOException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (in.getInt() != MAGIC) {
                throw new IOException("it is no entry, or one of another version");
            }
            Header header = JSON.readValue(next(in, in.getInt()), Header.class);
            long age = now.toEpochMilli() - header.createdAt();
            if (age < -SLACK_MILLIS) {
                throw new IOException(
                        "it was made at " + Instant.ofEpochMilli(header.createdAt()) + ", and now it is " + now);
            }
            Instant ended = steady.minusMillis(Math.max(0, age));
            return new CacheEntry(
                    header.key(),
                    body(header, in),
                    ended.minusNanos(header.fillNanos()),
                    ended,
                    Instant.ofEpochMilli(header.createdAt()),
                    Duration.ofMillis(header.ttl()),
                    Duration.ofMillis(header.staleWindow()),
                    header.lastModified(),
                    header.schemaVersion(),
                    header.interval(),
                    Tags.of(header.tags()),
                    header.directive(),
                    header.shareable(),
                    generation,
                    header.renewal(),
                    header.torn(),
                    header.status(),
                    header.fingerprint(),
                    header.realTime());
        } catch (BufferUnderflowException | ArithmeticException | IllegalArgumentException | NullPointerException e) {
            throw new IOException(NOT_WHOLE, e);
        }
    }

    private static Body body(Header header, ByteBuffer in) throws IOException {
        int[] lengths = header.pieces();
        if (lengths.length != header.values().length + 2) {
            throw new IOException(NOT_WHOLE);
        }
        List<int[]> bounds = new ArrayList<>();
        for (int i = 0; i < header.values().length; i++) {
            bounds.add(bounds(in, header.values()[i], lengths[i + 1]));
        }
        byte[] compressed = header.compressed() ? next(in, in.remaining()) : null;
        int size = Arrays.stream(lengths).reduce(0, Math::addExact);
        ByteBuffer all = ByteBuffer.wrap(compressed == null ? next(in, size) : inflated(compressed, size));
        if (in.hasRemaining()) {
            throw new IOException(NOT_WHOLE);
        }
        byte[] head = next(all, lengths[0]);
        List<Slices> content = new ArrayList<>();
        for (int i = 0; i < bounds.size(); i++) {
            content.add(new Slices(next(all, lengths[i + 1]), bounds.get(i)));
        }
        byte[] tail = next(all, lengths[lengths.length - 1]);
        return Body.restored(head, content, tail, header.etag(), header.form(), header.whole(), compressed);
    }

    private static int[] bounds(ByteBuffer in, int values, int length) throws IOException {
        ByteBuffer written = ByteBuffer.wrap(next(in, Math.multiplyExact(2 * Integer.BYTES, values)));
        int[] bounds = new int[2 * values];
        int before = 0;
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = written.getInt();
            if (bounds[i] < before || bounds[i] > length) {
                throw new IOException(NOT_WHOLE);
            }
            before = bounds[i];
        }
        return bounds;
    }

    private static byte[] inflated(byte[] compressed, int size) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            byte[] bytes = in.readNBytes(size);
            // Its check comes behind the last byte.
            if (bytes.length < size || in.read() >= 0) {
                throw new IOException(NOT_WHOLE);
            }
            return bytes;
        }
    }

    private static byte[] next(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
