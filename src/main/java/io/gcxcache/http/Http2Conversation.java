package io.gcxcache.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.TimeoutException;
import io.netty.handler.timeout.WriteTimeoutException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * For how long each stream of an HTTP/2 connection may keep the server waiting, and the connection, where there is none. What
 * is too late loses its stream; whoever reads its request hears of it first. A client that reads nothing at all, or asks for
 * nothing, loses the connection.
 *
 * <p>Time is counted as by {@link Conversation}. Used on the connection's event loop only, unless said otherwise.
 */
final class Http2Conversation extends ChannelOutboundHandlerAdapter implements OpenConnection {
    private final HttpLimits limits;
    private final Collection<OpenConnection> all;
    private final Http2ConnectionHandler http2;
    private final Http2Connection.PropertyKey paceKey;
    private ChannelHandlerContext ctx;
    private Future<?> ticks;
    private StrictFrames frames;

    private boolean wrote;
    private boolean widened;
    private long backlog;
    private int age;

    /** @param all those that are open; safe for use by several threads */
    Http2Conversation(HttpLimits limits, Collection<OpenConnection> all, Http2ConnectionHandler http2) {
        this.limits = limits;
        this.all = all;
        this.http2 = http2;
        this.paceKey = http2.connection().newKey();
    }

    /** How many ticks one stream has been at what it is at. */
    private static final class Pace {
        private int body;
        private int standstill;
        private boolean widened;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        ticks = ctx.executor()
                .scheduleWithFixedDelay(
                        this::tick, limits.tick().toNanos(), limits.tick().toNanos(), TimeUnit.NANOSECONDS);
        frames = new StrictFrames(http2, this);
        http2.decoder().frameListener(frames);
        all.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        ticks.cancel(false);
        all.remove(this);
    }

    @Override
    public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
        writing.write(message, promise);
        wrote = true;
    }

    /** The client is ready for more. */
    void widened(int streamId) {
        Http2Stream stream = http2.connection().stream(streamId);
        if (streamId == 0) {
            widened = true;
        } else if (stream != null) {
            pace(stream).widened = true;
        }
    }

    @Override
    public void endUnlessReplying() {
        ctx.executor().execute(() -> {
            if (http2.connection().numActiveStreams() == 0 && Conversation.backlog(ctx.channel()) == 0) {
                ctx.channel().close();
            }
        });
    }

    private void tick() {
        frames.forgetIdle();
        long left = Conversation.backlog(ctx.channel());
        boolean moves = left != backlog || left > 0 && wrote;
        boolean rests = left == 0 && http2.connection().numActiveStreams() == 0;
        age = left > 0 && !moves || rests ? age + 1 : 0;
        backlog = left;
        wrote = false;
        if (left > 0 && isOver(age, limits.standstill())) {
            // Not the channel's: what would be said at the end cannot be sent either.
            ctx.close();
        } else if (rests && isOver(age, limits.idle())) {
            ctx.channel().close();
        } else {
            tickStreams(left == 0);
        }
        widened = false;
    }

    /** @param taken whether the socket has taken all, so that what waits does so for the client to be ready for it */
    private void tickStreams(boolean taken) {
        List<Http2Stream> slowToAsk = new ArrayList<>();
        List<Http2Stream> slowToTake = new ArrayList<>();
        try {
            http2.connection().forEachActiveStream(stream -> {
                Pace pace = pace(stream);
                pace.body = stream.state().remoteSideOpen() ? pace.body + 1 : 0;
                boolean stands = taken && isWaitedFor(stream) && !pace.widened && !widened;
                pace.standstill = stands ? pace.standstill + 1 : 0;
                pace.widened = false;
                if (isOver(pace.standstill, limits.standstill())) {
                    slowToTake.add(stream);
                } else if (isOver(pace.body, limits.body())) {
                    slowToAsk.add(stream);
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException("Nothing that is looked at throws", e);
        }
        slowToTake.forEach(stream -> end(stream, Http2Error.CANCEL, WriteTimeoutException.INSTANCE));
        // What is answered to it is on its way then.
        slowToAsk.forEach(stream -> end(stream, Http2Error.NO_ERROR, ReadTimeoutException.INSTANCE));
    }

    /** Whether the client has to be ready for more before more of the reply can be sent; what is not written yet waits, too. */
    private boolean isWaitedFor(Http2Stream stream) {
        Http2RemoteFlowController flow = http2.encoder().flowController();
        return flow.hasFlowControlled(stream)
                || stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE && !flow.isWritable(stream);
    }

    private void end(Http2Stream stream, Http2Error error, TimeoutException reason) {
        ChannelHandlerContext handler = ctx.pipeline().context(http2);
        http2.onError(handler, false, Http2Exception.streamError(stream.id(), error, reason, "Too slow"));
        http2.flush(handler);
    }

    private boolean isOver(int counted, Duration limit) {
        return (counted - 1) * limits.tick().toNanos() >= limit.toNanos();
    }

    private Pace pace(Http2Stream stream) {
        Pace pace = stream.getProperty(paceKey);
        if (pace == null) {
            pace = new Pace();
            stream.setProperty(paceKey, pace);
        }
        return pace;
    }
}
