package io.gcxcache.http;

import io.gcxcache.problem.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import java.util.Optional;

/**
 * Reads one request at a time: what a client sends while another one is answered stays in its socket, but for what came
 * with it. Behind a request that is the last of its connection, nothing is read as a request.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    private final Framing framing;
    private final Conversation conversation;
    private boolean inRequest;
    private boolean last;
    private boolean holding;

    RequestDecoder(HttpServerOptions options, Framing framing, Conversation conversation) {
        super(options);
        this.framing = framing;
        this.conversation = conversation;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (!inRequest && last) {
            in.skipBytes(in.readableBytes());
        } else if (!inRequest && !conversation.mayAskMore()) {
            hold(ctx);
        } else {
            int before = out.size();
            super.decode(ctx, in, out);
            if (out.size() == before && !inRequest) {
                conversation.headBegan();
            }
            for (int i = before; i < out.size(); i++) {
                follow(ctx, out.get(i));
            }
        }
    }

    private void follow(ChannelHandlerContext ctx, Object decoded) {
        if (decoded instanceof HttpRequest request) {
            check(ctx, request);
            inRequest = request.decoderResult().isSuccess();
            conversation.headEnded();
        }
        if (decoded instanceof LastHttpContent) {
            inRequest = false;
            conversation.bodyEnded();
        }
    }

    private void check(ChannelHandlerContext ctx, HttpRequest request) {
        if (request.decoderResult().isSuccess()) {
            Optional<Problem> fault = framing.fault(request, ctx.channel().localAddress());
            if (fault.isPresent()) {
                request.setDecoderResult(DecoderResult.failure(fault.get()));
            }
        }
        Framing.replyInSpokenVersion(request);
        if (request.decoderResult().isFailure()) {
            // Vert.x tells who still uses HTTP/1.0 what it asks for, whatever the reply says.
            HttpUtil.setKeepAlive(request, false);
        }
        last = request.decoderResult().isFailure() || Framing.isLast(request);
    }

    private void hold(ChannelHandlerContext ctx) {
        if (!holding) {
            holding = true;
            ctx.channel().config().setAutoRead(false);
            conversation.hold(() -> goOn(ctx));
        }
    }

    private void goOn(ChannelHandlerContext ctx) {
        if (ctx.isRemoved()) {
            return;
        }
        holding = false;
        try {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
            channelReadComplete(ctx);
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        }
        if (!holding) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (holding) {
            // Not the decoder's own: it would read on until it has something to tell.
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }
}
