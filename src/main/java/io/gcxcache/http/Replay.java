package io.gcxcache.http;

import io.gcxcache.ask.Coding;
import io.gcxcache.ask.Rendering;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends, on one connection, what is {@linkplain Replays answered again}: head and body in one buffer, before Vert.x has heard of
 * the request. The decoder tells of a request only when the reply to the one before is sent, so nothing of the connection is in
 * the hands of Vert.x then. Used on its event loop only.
 */
final class Replay extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    /** What Vert.x has over TLS besides, for files; what is written past the encoder does not pass it. */
    private static final String FILES_OVER_TLS = "chunkedWriter";

    private static final List<String> HOME = List.of("httpDecoder", "httpEncoder", "conversation", "handler");
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] NOT_MODIFIED = ascii("HTTP/1.1 304 Not Modified\r\n");
    private static final byte[] CORRELATION_ID = ascii(CorrelationId.HEADER + ": ");
    private static final byte[] VARY = ascii("Vary: ");
    private static final byte[] CODED = ascii("content-encoding: gzip\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] DATE = ascii("date: ");
    private static final byte[] LINE_END = ascii("\r\n");

    /** More than a head takes, so that its buffer need not grow. */
    private static final int ROOM_FOR_HEAD = 1_024;

    private final Replays replays;
    private final Dispatcher dispatcher;
    private final Conversation conversation;

    /** What it writes goes past the encoder, which is behind the decoder. */
    private final ChannelHandlerContext decoder;

    private final InetAddress peer;
    private boolean answered;
    private boolean writing;
    private boolean unflushed;
    private Replays.Answer sending;
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;

    Replay(Replays replays, Dispatcher dispatcher, Conversation conversation, ChannelHandlerContext decoder) {
        this.replays = replays;
        this.dispatcher = dispatcher;
        this.conversation = conversation;
        this.decoder = decoder;
        this.peer = ((InetSocketAddress) decoder.channel().remoteAddress()).getAddress();
    }

    /**
     * Whether a connection has what it writes past and nothing else. Vert.x promises neither; with another one each request
     * takes the public way, by its route.
     */
    static boolean isAtHomeIn(ChannelPipeline pipeline) {
        List<String> names = pipeline.names();
        int decoder = names.indexOf("httpDecoder");
        return decoder >= 0
                && names.subList(decoder, names.size() - 1).stream()
                        .filter(name -> !name.equals(FILES_OVER_TLS))
                        .toList()
                        .equals(HOME);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            answered = isBareGet(request) && answer(request);
        }
        if (!answered) {
            ctx.fireChannelRead(message);
            return;
        }
        if (message instanceof HttpContent) {
            ReferenceCountUtil.release(message);
        }
        if (message instanceof LastHttpContent) {
            answered = false;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (rest.isReadable()) {
            sendOn();
            flush();
        }
        ctx.fireChannelWritabilityChanged();
    }

    private static boolean isBareGet(HttpRequest request) {
        return request.decoderResult().isSuccess()
                && HttpMethod.GET.equals(request.method())
                && HttpVersion.HTTP_1_1.equals(request.protocolVersion());
    }

    private boolean answer(HttpRequest request) {
        Replays.Answer answer;
        try {
            answer = replays.again(request, peer);
        } catch (RuntimeException e) {
            // Whoever is refused is refused by the route, too, and told.
            LOG.trace("To be asked of the route", e);
            return false;
        }
        if (answer == null) {
            return false;
        }
        send(answer);
        return true;
    }

    private void send(Replays.Answer answer) {
        long size = answer.notModified() ? 0 : answer.rendering().size();
        boolean whole = size <= SlicedReply.LONGEST_WHOLE;
        ByteBuf first = decoder.alloc().directBuffer(ROOM_FOR_HEAD + (whole ? (int) size : SlicedReply.SLICE));
        writeHead(first, answer);
        if (!answer.notModified()) {
            byte[][] pieces = answer.rendering().pieces();
            if (whole) {
                for (byte[] piece : pieces) {
                    first.writeBytes(piece);
                }
            } else {
                rest = Unpooled.wrappedBuffer(pieces);
                first.writeBytes(rest, SlicedReply.SLICE);
            }
        }
        sending = answer;
        writing = true;
        write(first);
        writing = false;
        sendOn();
    }

    /** In slices, as {@link SlicedReply} sends: what a client does not read waits on the heap, in the cache's own arrays. */
    private void sendOn() {
        // What is written may be sent at once, and that tells that more may be written.
        if (writing) {
            return;
        }
        writing = true;
        while (rest.isReadable() && decoder.channel().isWritable()) {
            int slice = Math.min(rest.readableBytes(), SlicedReply.SLICE);
            write(decoder.alloc().directBuffer(slice).writeBytes(rest, slice));
        }
        writing = false;
        if (!rest.isReadable()) {
            Replays.Answer sent = sending;
            sending = null;
            rest = Unpooled.EMPTY_BUFFER;
            sent.user().usage().sent(sent.notModified() ? 0 : sent.rendering().size());
            conversation.replied();
        }
    }

    private void write(ByteBuf bytes) {
        conversation.wrote();
        unflushed = true;
        decoder.write(bytes, decoder.voidPromise());
    }

    private void flush() {
        if (unflushed) {
            unflushed = false;
            decoder.flush();
        }
    }

    private void writeHead(ByteBuf out, Replays.Answer answer) {
        Rendering rendering = answer.rendering();
        out.writeBytes(answer.notModified() ? NOT_MODIFIED : OK);
        if (answer.plan().route().isByToken()) {
            out.writeBytes(CORRELATION_ID);
            write(out, CorrelationId.fresh());
            out.writeBytes(LINE_END);
        }
        if (answer.plan().limited()) {
            out.writeBytes(rendering.limits().linesAsGenesys());
        }
        out.writeBytes(rendering.lines());
        boolean byOrigin = dispatcher.variesByOrigin();
        if (rendering.vary() != null && !byOrigin) {
            out.writeBytes(VARY);
            write(out, rendering.vary());
            out.writeBytes(LINE_END);
        }
        if (!answer.notModified()) {
            if (rendering.coding() == Coding.GZIP) {
                out.writeBytes(CODED);
            }
            out.writeBytes(LENGTH);
            write(out, Long.toString(rendering.size()));
            out.writeBytes(LINE_END);
        }
        out.writeBytes(DATE);
        write(out, dispatcher.date(answer.at()));
        out.writeBytes(LINE_END);
        if (byOrigin) {
            write(out, rendering.vary() == null ? "vary: origin" : "vary: " + rendering.vary() + ", origin");
            out.writeBytes(LINE_END);
        }
        out.writeBytes(LINE_END);
    }

    private static void write(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
