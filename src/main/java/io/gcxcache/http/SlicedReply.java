package io.gcxcache.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * A long body on its way: in slices, written as the socket takes what was written before. A slice is copied out of the
 * heap when it is written, so a client that does not read makes the server hold two of them there, and not the whole.
 *
 * <p>Used on the connection's event loop only. A client that goes away ends it.
 */
final class SlicedReply {
    /** The longest body in bytes that is written in one go; Netty lets as much wait for a socket before it says stop. */
    static final int LONGEST_WHOLE = 65_536;

    /** The size of a slice in bytes: with a head before the first one, Netty still takes another. */
    static final int SLICE = 61_440;

    private final HttpServerResponse response;
    private final ByteBuf body;
    private boolean writing;

    /** @param body on the heap and in no pool, since a reply that breaks off does not give it back */
    SlicedReply(HttpServerResponse response, ByteBuf body) {
        this.response = response;
        this.body = body;
    }

    void start() {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
        response.drainHandler(drained -> write());
        write();
    }

    @SuppressWarnings("deprecation") // Buffer.buffer(ByteBuf) wraps without copying; nothing else in Vert.x 4 does
    private void write() {
        // A socket that takes a slice at once calls back from within the writing of it.
        if (writing) {
            return;
        }
        writing = true;
        while (!response.ended() && !response.closed() && !response.writeQueueFull()) {
            if (body.readableBytes() > SLICE) {
                response.write(Buffer.buffer(body.readRetainedSlice(SLICE)));
            } else {
                response.end(Buffer.buffer(body));
            }
        }
        writing = false;
    }
}
