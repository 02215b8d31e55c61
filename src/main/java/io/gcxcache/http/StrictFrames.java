package io.gcxcache.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Refuses heads that say twice what a request has one of, before the first is taken for all, and what would be a line of its
 * own in HTTP/1.1; loses a connection of which nothing comes but frames that ask for nothing; and tells of windows.
 */
final class StrictFrames extends Http2FrameListenerDecorator {
    private static final List<CharSequence> ONCE = List.of(
            PseudoHeaderName.METHOD.value(),
            PseudoHeaderName.SCHEME.value(),
            PseudoHeaderName.AUTHORITY.value(),
            PseudoHeaderName.PATH.value(),
            HttpHeaderNames.HOST);

    private static final Pattern METHOD = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final char DELETE = 0x7f;

    /** How many frames a client may send in a tick that neither ask nor bring anything; clients send a few in a minute. */
    static final int MOST_IDLE = 1_000;

    private final Http2ConnectionHandler http2;
    private final Http2Conversation conversation;
    private int idle;

    StrictFrames(Http2ConnectionHandler http2, Http2Conversation conversation) {
        super(http2.decoder().frameListener());
        this.http2 = http2;
        this.conversation = conversation;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        check(streamId, headers);
        super.onHeadersRead(ctx, streamId, headers, padding, endOfStream);
        forgetRefused(streamId);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        check(streamId, headers);
        super.onHeadersRead(ctx, streamId, headers, dependency, weight, exclusive, padding, endOfStream);
        forgetRefused(streamId);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        countIdle();
        super.onPingRead(ctx, data);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        countIdle();
        super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext ctx, int streamId, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        countIdle();
        super.onPriorityRead(ctx, streamId, dependency, weight, exclusive);
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext ctx, byte type, int streamId, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        countIdle();
        super.onUnknownFrame(ctx, type, streamId, flags, payload);
    }

    /** A while has passed. */
    void forgetIdle() {
        idle = 0;
    }

    private void countIdle() throws Http2Exception {
        if (++idle > MOST_IDLE) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "More than %d frames that ask for nothing", MOST_IDLE);
        }
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment) throws Http2Exception {
        conversation.widened(streamId);
        super.onWindowUpdateRead(ctx, streamId, increment);
    }

    /**
     * Vert.x does not know a stream that it refuses; were that open until the reset is flushed, a fault of the connection would
     * find it among those that Vert.x has to tell of the fault, and be answered by a fault of the server's own.
     */
    private void forgetRefused(int streamId) {
        Http2Stream stream = http2.connection().stream(streamId);
        if (stream != null && stream.isResetSent()) {
            stream.close();
        }
    }

    private static void check(int streamId, Http2Headers headers) throws Http2Exception {
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            if (hasControls(field.getValue())) {
                throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "A field has control characters");
            }
        }
        CharSequence method = headers.method();
        if (method != null && !METHOD.matcher(method).matches()) {
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "The method is no word");
        }
        for (CharSequence name : ONCE) {
            if (headers.getAll(name).size() > 1) {
                throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "There are two of %s", name);
            }
        }
    }

    private static boolean hasControls(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == DELETE) {
                return true;
            }
        }
        return false;
    }
}
