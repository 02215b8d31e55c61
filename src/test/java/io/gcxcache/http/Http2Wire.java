package io.gcxcache.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection of HTTP/2 on which a test says what it likes, frame by frame. */
public final class Http2Wire implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RESET = 3;
    public static final int SETTINGS = 4;
    public static final int GO_AWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int PRIORITY = 0x20;

    private static final int LONGEST_FRAME = 16_384;
    private static final int ENDLESS = 1 << 20;

    private final SSLSocket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder((name, value) -> true, true);
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

    private boolean begun;

    private Http2Wire(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** Not a word is said yet. */
    static Http2Wire connect(SSLContext context, int port) throws IOException {
        return connect(context, port, Duration.ofSeconds(20));
    }

    /** @param patience how long nothing may come */
    static Http2Wire connect(SSLContext context, int port, Duration patience) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout((int) patience.toMillis());
        return over(socket);
    }

    /** By a socket that is connected; not a word is said yet. */
    public static Http2Wire over(SSLSocket socket) throws IOException {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        return new Http2Wire(socket);
    }

    /** @param window how much of each reply is taken at first */
    public Http2Wire begin(int window) throws IOException {
        begun = true;
        write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return frame(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) 4).putInt(window).array());
    }

    Http2Wire begin() throws IOException {
        return begin(65_535);
    }

    public Http2Wire frame(int type, int flags, int stream, byte[] payload) throws IOException {
        return frames(new Frame(type, flags, stream, payload, null));
    }

    /** All of them at once. */
    Http2Wire frames(Frame... frames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            bytes.writeBytes(frame.bytes());
        }
        write(bytes.toByteArray());
        return this;
    }

    /** A request of this machine without a body. */
    public Http2Wire get(int stream, String path) throws Exception {
        return headers(
                stream, END_STREAM, ":method", "GET", ":scheme", "https", ":authority", "localhost", ":path", path);
    }

    /** The head of a request that has a body. */
    public Http2Wire post(int stream, String path) throws Exception {
        return headers(stream, 0, ":method", "POST", ":scheme", "https", ":authority", "localhost", ":path", path);
    }

    /** @param fields names and values in turn */
    Http2Wire headers(int stream, int flags, String... fields) throws Exception {
        return frame(HEADERS, flags | END_HEADERS, stream, encoded(stream, fields));
    }

    public byte[] encoded(int stream, String... fields) throws Http2Exception {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        ByteBuf block = Unpooled.buffer();
        encoder.encodeHeaders(stream, headers, block);
        return ByteBufUtil.getBytes(block);
    }

    public Http2Wire reset(int stream) throws IOException {
        return frame(RESET, 0, stream, new byte[] {0, 0, 0, 8});
    }

    /** The next frame; null if the server ended the connection. */
    public Frame next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = first << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        Frame frame = new Frame(type, flags, stream, payload, type == HEADERS ? decoded(stream, flags, payload) : null);
        if (type == SETTINGS && (flags & 1) == 0 && begun) {
            acknowledge();
        }
        return frame;
    }

    private void acknowledge() {
        try {
            frame(SETTINGS, 1, 0, new byte[0]);
        } catch (IOException e) {
            // The server may have ended the connection; what it said before is still to be read.
        }
    }

    /** All heads are read: the next one may be told by what was said before. */
    private Http2Headers decoded(int stream, int flags, byte[] payload) throws IOException {
        byte[] block = (flags & PRIORITY) == 0 ? payload : Arrays.copyOfRange(payload, 5, payload.length);
        try {
            return decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block));
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    /** The next frame of a type. */
    Frame next(int type) throws IOException {
        Frame frame = next();
        while (frame != null && frame.type() != type) {
            frame = next();
        }
        return frame;
    }

    /** What is answered on a stream, until its end; other streams are not listened to. */
    Reply reply(int stream) throws Exception {
        String status = "";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Frame frame = next();
            if (frame == null || frame.type() == GO_AWAY) {
                return new Reply(status, body.toString(StandardCharsets.UTF_8), true, -1);
            }
            if (frame.stream() == stream && frame.type() == HEADERS) {
                status = frame.headers().status().toString();
            }
            if (frame.stream() == stream && frame.type() == DATA) {
                body.write(frame.payload());
            }
            if (frame.stream() == stream && frame.type() == RESET) {
                return new Reply(status, body.toString(StandardCharsets.UTF_8), true, frame.code());
            }
            if (frame.stream() == stream && frame.isLast()) {
                return new Reply(status, body.toString(StandardCharsets.UTF_8), false, -1);
            }
        }
    }

    /** Whether the server ends the connection, or says that it will, before it has said very much. */
    boolean isEnded() {
        try {
            for (int i = 0; i < ENDLESS; i++) {
                Frame frame = next();
                if (frame == null || frame.type() == GO_AWAY) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return !(e instanceof java.net.SocketTimeoutException);
        }
    }

    void write(byte[] bytes) throws IOException {
        for (int from = 0; from < bytes.length; from += LONGEST_FRAME) {
            socket.getOutputStream()
                    .write(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + LONGEST_FRAME)));
        }
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    public record Frame(int type, int flags, int stream, byte[] payload, Http2Headers headers) {
        byte[] bytes() {
            return ByteBuffer.allocate(9 + payload.length)
                    .put((byte) (payload.length >> 16))
                    .putShort((short) payload.length)
                    .put((byte) type)
                    .put((byte) flags)
                    .putInt(stream)
                    .put(payload)
                    .array();
        }

        boolean isLast() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        /** Of what the frame says that it went wrong with. */
        int code() {
            return ByteBuffer.wrap(payload).getInt(type == GO_AWAY ? 4 : 0);
        }
    }

    /**
     * @param broken whether the stream was broken off, or the connection
     * @param code by which code the stream was
     */
    record Reply(String status, String body, boolean broken, int code) {}
}
