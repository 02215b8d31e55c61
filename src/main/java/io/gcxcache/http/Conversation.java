package io.gcxcache.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.TimeoutException;
import io.netty.handler.timeout.WriteTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * Whose turn it is on a connection, and for how long: the client's to send a head, a body, or another request; the
 * server's to reply; the client's to take what was written to it. One request is answered at a time. A client that lets
 * its time go by loses the connection; whoever reads its request hears of it first.
 *
 * <p>Netty's own handlers know of bytes only, not of a reply that is owed. Time is counted in ticks of a quarter of the
 * shortest limit, so that a request costs no look at a clock; a client may have one tick more than its limit.
 *
 * <p>Used on the connection's event loop only, unless said otherwise.
 */
final class Conversation extends ChannelDuplexHandler implements OpenConnection {
    private enum Turn {
        REST,
        HEAD,
        BODY,
        REPLY
    }

    /** How long a client may go on sending behind the last reply; most close at once. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** How much of a body it may go on sending. */
    private static final long MOST_DROPPED = 4 << 20;

    private final HttpLimits limits;
    private final Collection<OpenConnection> all;
    private final long tickNanos;
    private ChannelHandlerContext ctx;
    private Future<?> ticks;

    private Turn turn = Turn.REST;
    private boolean replied;
    private boolean saysEnd;
    private boolean lingers;
    private long dropped;
    private boolean wrote;
    private int age;
    private long backlog;
    private Runnable held;

    /** @param all those that are open; safe for use by several threads */
    Conversation(HttpLimits limits, Collection<OpenConnection> all) {
        this.limits = limits;
        this.all = all;
        this.tickNanos = limits.tick().toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        ticks = ctx.executor().scheduleWithFixedDelay(this::tick, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
        all.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        ticks.cancel(false);
        all.remove(this);
    }

    /** Whether another request may be read: the last one is answered, and the client takes what it asked for. */
    boolean mayAskMore() {
        return (turn == Turn.REST || turn == Turn.HEAD) && ctx.channel().isWritable();
    }

    /** Goes on with this once another request may be read. */
    void hold(Runnable more) {
        held = more;
    }

    void headBegan() {
        if (turn == Turn.REST) {
            change(Turn.HEAD);
        }
    }

    void headEnded() {
        replied = false;
        change(Turn.BODY);
    }

    void bodyEnded() {
        change(replied ? Turn.REST : Turn.REPLY);
    }

    @Override
    public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse reply && !isInformational(message)) {
            saysEnd = !HttpUtil.isKeepAlive(reply);
        }
        writing.write(message, promise);
        wrote = true;
        if (message instanceof LastHttpContent && !isInformational(message)) {
            replied();
        }
    }

    /**
     * Behind a reply that says that it is the last, a connection is closed in stages (RFC 9112, section 9.6): closed at once with
     * something unread, it would be reset, and replies that are on their way be lost.
     */
    @Override
    public void close(ChannelHandlerContext closing, ChannelPromise promise) {
        Channel channel = ctx.channel();
        if (lingers || !replied || !saysEnd || !channel.isActive() || !(channel instanceof DuplexChannel duplex)) {
            closing.close(promise);
            return;
        }
        lingers = true;
        channel.closeFuture().addListener(closed -> promise.trySuccess());
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        }
        // Behind all that was written.
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> duplex.shutdownOutput());
        channel.config().setAutoRead(true);
        ctx.executor().schedule(() -> ctx.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        if (lingers) {
            dropped +=
                    message instanceof HttpContent content ? content.content().readableBytes() : 0;
            ReferenceCountUtil.release(message);
            if (dropped > MOST_DROPPED) {
                ctx.close();
            }
        } else {
            reading.fireChannelRead(message);
        }
    }

    /** Something was written past this handler. */
    void wrote() {
        wrote = true;
    }

    /** So was all of a reply. */
    void replied() {
        replied = true;
        if (turn == Turn.REPLY) {
            change(Turn.REST);
            goOn();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        changed.fireChannelWritabilityChanged();
        goOn();
    }

    @Override
    public void endUnlessReplying() {
        ctx.executor().execute(() -> {
            if (turn != Turn.REPLY && backlog(ctx.channel()) == 0) {
                ctx.close();
            }
        });
    }

    private void goOn() {
        if (held != null && mayAskMore()) {
            // Not at once: what is written may be in the middle of being written.
            ctx.executor().execute(held);
            held = null;
        }
    }

    private void change(Turn next) {
        turn = next;
        age = 0;
    }

    private void tick() {
        long left = backlog(ctx.channel());
        boolean moves = left != backlog || left > 0 && wrote;
        age = moves ? 0 : age + 1;
        backlog = left;
        wrote = false;
        if (left > 0) {
            giveUpAfter(limits.standstill(), WriteTimeoutException.INSTANCE);
        } else if (turn != Turn.REPLY) {
            giveUpAfter(limit(), ReadTimeoutException.INSTANCE);
        }
    }

    private Duration limit() {
        return switch (turn) {
            case HEAD -> limits.head();
            case BODY -> limits.body();
            default -> limits.idle();
        };
    }

    private void giveUpAfter(Duration limit, TimeoutException reason) {
        if ((age - 1) * tickNanos >= limit.toNanos()) {
            ticks.cancel(false);
            ctx.fireExceptionCaught(reason);
        }
    }

    /** The bytes that are written and that the socket has not taken. */
    static long backlog(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        // Of what is being written, the part that the socket has taken is still counted as pending.
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }

    private static boolean isInformational(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
