package io.gcxcache.upstream;

import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every answer to its last byte before anybody sees it: within one deadline from the request on, within a number of
 * bytes as they are unpacked, and within the room that all answers share. Thread-safe.
 *
 * <p>It listens to camel-http, and does nothing then, because only then is the exchange found in the client's context.
 */
final class AnswerReader implements ExecChainHandler, HttpActivityListener {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerReader.class);
    private static final String EXCHANGE = "org.apache.camel.Exchange";
    private static final int FIRST_CHUNK = 16 << 10;
    private static final int MARK = 3;

    private final long mostBytes;
    private final Duration deadline;
    private final AnswerRoom room;
    private final ScheduledExecutorService timers;

    AnswerReader(GenesysAccess access, AnswerRoom room, ScheduledExecutorService timers) {
        this.mostBytes = access.maxAnswerBytes();
        this.deadline = access.responseTimeout();
        this.room = room;
        this.timers = timers;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        CompletableFuture<Object> time = new CompletableFuture<>();
        Future<?> timer = timers.schedule(() -> time.complete(null), deadline.toNanos(), TimeUnit.NANOSECONDS);
        Exchange exchange = (Exchange) scope.clientContext.getAttribute(EXCHANGE);
        CompletableFuture<?> end = end(exchange);
        AnswerRoom.Share share = room.open();
        boolean whole = false;
        try (Limit limit = new Limit((Cancellable) scope.originalRequest, share)) {
            (isLetEnd(exchange, end) ? time : CompletableFuture.anyOf(time, end))
                    .whenComplete((reached, failure) -> limit.reached());
            try {
                ClassicHttpResponse response = chain.proceed(request, scope);
                read(request, response, share);
                whole = true;
                return response;
            } catch (IOException | IllegalStateException e) {
                // A call that is cancelled before it has a connection fails as one that lost it.
                if (limit.isReached()) {
                    throw new SocketTimeoutException("No whole answer in time");
                }
                throw e;
            }
        } catch (MessageConstraintException e) {
            throw Problem.upstream("Genesys answered with a head that is too long: " + described(request));
        } catch (OutOfMemoryError e) {
            LOG.error("No memory for the answer to {}", described(request), e);
            throw Problem.upstream("The gateway had no memory for the answer to " + described(request));
        } finally {
            timer.cancel(false);
            time.complete(null);
            if (!whole) {
                // Closing the answer would read it to its end.
                scope.execRuntime.discardEndpoint();
            }
            if (whole && end != null && share.isLarge()) {
                // What is made of it takes as much again, until it is stored.
                end.whenComplete((ended, failure) -> share.close());
            } else {
                share.close();
            }
        }
    }

    private void read(ClassicHttpRequest request, ClassicHttpResponse response, AnswerRoom.Share share)
            throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            InputStream in = entity.getContent();
            byte[] bytes = bytes(request, in, entity.getContentLength(), share);
            in.close();
            response.setEntity(new Answer(hasMark(bytes) ? Arrays.copyOfRange(bytes, MARK, bytes.length) : bytes));
            // The client has unpacked it, and camel-http would once more.
            response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        }
    }

    /** Whether it begins with a byte order mark, which JSON does not have (RFC 8259, section 8.1). */
    private static boolean hasMark(byte[] bytes) {
        return bytes.length >= MARK && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
    }

    /** @param announced how many bytes will come, or a negative number if nobody knows */
    private byte[] bytes(ClassicHttpRequest request, InputStream in, long announced, AnswerRoom.Share share)
            throws IOException {
        refuseIfTooLong(request, announced);
        List<byte[]> chunks = new ArrayList<>();
        int size = announced >= 0 ? (int) announced : FIRST_CHUNK;
        long length = 0;
        boolean more = true;
        while (more) {
            share.take(size);
            byte[] chunk = new byte[size];
            int filled = in.readNBytes(chunk, 0, size);
            chunks.add(filled == size ? chunk : Arrays.copyOf(chunk, filled));
            length += filled;
            refuseIfTooLong(request, length);
            more = filled == size && length != announced;
            size = Math.min(AnswerRoom.LARGE, 2 * size);
        }
        if (chunks.size() == 1) {
            return chunks.get(0);
        }
        share.take(length);
        ByteBuffer joined = ByteBuffer.allocate((int) length);
        chunks.forEach(joined::put);
        return joined.array();
    }

    private void refuseIfTooLong(ClassicHttpRequest request, long length) {
        if (length > mostBytes) {
            throw Problem.upstream("Genesys answered with more than the " + mostBytes
                    + " bytes that gcx.genesys.max-answer-bytes allows: " + described(request));
        }
    }

    /** Whether nothing ends the call before its time. What starts something is ended only if it has not begun. */
    private static boolean isLetEnd(Exchange exchange, CompletableFuture<?> end) {
        return end == null || UpstreamCall.of(exchange).mayStart() && !end.isDone();
    }

    /** When nobody wants the answer any more, or null. */
    private static CompletableFuture<?> end(Exchange exchange) {
        Caller caller = Caller.of(exchange);
        return caller == null ? null : caller.end();
    }

    private static String described(ClassicHttpRequest request) {
        return request.getMethod() + ' ' + request.getPath().split("\\?", 2)[0];
    }

    /** What ends a call that takes too long, if it is not over by then. */
    private static final class Limit implements AutoCloseable {
        private final Cancellable call;
        private final AnswerRoom.Share share;
        private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

        private enum State {
            RUNNING,
            REACHED,
            OVER
        }

        Limit(Cancellable call, AnswerRoom.Share share) {
            this.call = call;
            this.share = share;
        }

        void reached() {
            if (state.compareAndSet(State.RUNNING, State.REACHED)) {
                call.cancel();
                share.giveUp();
            }
        }

        boolean isReached() {
            return state.get() == State.REACHED;
        }

        @Override
        public void close() {
            state.compareAndSet(State.RUNNING, State.OVER);
        }
    }

    /** An answer that is read; not streaming, so that camel-http takes its content as it is. */
    private static final class Answer extends AbstractHttpEntity {
        private final byte[] bytes;

        Answer(byte[] bytes) {
            super((String) null, null);
            this.bytes = bytes;
        }

        @Override
        public InputStream getContent() {
            return new AnswerBytes(bytes);
        }

        @Override
        public long getContentLength() {
            return bytes.length;
        }

        @Override
        public boolean isStreaming() {
            return false;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @Override
    public void onRequestSubmitted(
            Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {
        // see the class comment
    }

    @Override
    public void onResponseReceived(
            Object source, Exchange exchange, HttpHost host, HttpResponse response, HttpEntity entity, long elapsed) {
        // see the class comment
    }
}
