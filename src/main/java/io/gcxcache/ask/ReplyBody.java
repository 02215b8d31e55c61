package io.gcxcache.ask;

import io.gcxcache.cache.Body;
import io.gcxcache.context.OwnConverter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.support.TypeConverterSupport;

/**
 * The body of a reply: a stream over the pieces of a kept {@link Body}. Whoever writes pieces as they lie takes the
 * {@link #pieces()} instead; asked for as bytes or as a text it is all of it, whatever has been read. The compressed form is
 * for HTTP alone, and no part of what is read.
 *
 * <p>Belongs to one exchange; {@link #copy} makes one for another.
 */
public final class ReplyBody extends InputStream implements StreamCache {
    private final Body body;
    private final Coding coding;
    private int piece;
    private int at;

    /** @param coding that of the form which its headers tell of */
    public ReplyBody(Body body, Coding coding) {
        this.body = body;
        this.coding = coding;
    }

    public ReplyBody(Body body) {
        this(body, Coding.IDENTITY);
    }

    /** Teaches a context to read it. */
    static void register(CamelContext context) throws Exception {
        OwnConverter.add(context, byte[].class, ReplyBody.class, new TypeConverterSupport() {
            @Override
            public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
                return type.cast(((ReplyBody) value).body.joined());
            }
        });
        OwnConverter.add(context, String.class, ReplyBody.class, new TypeConverterSupport() {
            @Override
            public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
                return type.cast(new String(((ReplyBody) value).body.joined(), StandardCharsets.UTF_8));
            }
        });
    }

    /** What is read, piece after piece; nobody writes to it. */
    public byte[][] pieces() {
        return body.pieces();
    }

    /** Whether it is what a rendering has. */
    public boolean isOf(Rendering rendering) {
        return rendering.isOf(body, coding);
    }

    /** What goes over HTTP instead, as gzip; null if it is to go as it is. Nobody writes to it. */
    public byte[] gzipped() {
        return coding == Coding.GZIP ? body.gzipped() : null;
    }

    @Override
    public int read() {
        byte[] current = current();
        return current == null ? -1 : current[at++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        byte[] current = current();
        if (current == null) {
            return length == 0 ? 0 : -1;
        }
        int some = Math.min(length, current.length - at);
        System.arraycopy(current, at, target, offset, some);
        at += some;
        return some;
    }

    @Override
    public int available() {
        byte[] current = current();
        return current == null ? 0 : current.length - at;
    }

    /** The piece of which something is left to be read, or null. */
    private byte[] current() {
        byte[][] pieces = body.pieces();
        while (piece < pieces.length && at == pieces[piece].length) {
            piece++;
            at = 0;
        }
        return piece < pieces.length ? pieces[piece] : null;
    }

    @Override
    public void reset() {
        piece = 0;
        at = 0;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (byte[] each : body.pieces()) {
            out.write(each);
        }
    }

    @Override
    public StreamCache copy(Exchange exchange) {
        return new ReplyBody(body, coding);
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public long length() {
        return body.size();
    }

    @Override
    public long position() {
        return -1;
    }
}
