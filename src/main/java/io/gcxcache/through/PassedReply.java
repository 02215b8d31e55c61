package io.gcxcache.through;

import io.gcxcache.problem.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * What Genesys answered, on its way to who asked: read as it is taken, without a bound but that of standing still. If either
 * side breaks off, so does the other, and Genesys's connection is used for nothing else.
 *
 * <p>Used on the request's event loop only.
 */
public final class PassedReply {
    private static final int TICKS_OF_STANDSTILL = 4;

    /** What HTTP/2 calls it. */
    private static final long INTERNAL_ERROR = 2;

    private final HttpClientResponse from;
    private final Buffer begun;
    private final boolean whole;
    private final URI genesys;
    private final Duration standstill;

    private boolean taken;
    private boolean broken;
    private boolean over;
    private boolean waits;
    private int silent;
    private long ticks;
    private HttpServerRequest request;
    private HttpServerResponse to;

    /**
     * @param from not read, beyond what has begun
     * @param begun what was read of its body
     * @param whole whether that was all
     * @param genesys where Genesys is
     * @param standstill how long nothing may come of a body that is waited for
     */
    PassedReply(HttpClientResponse from, Buffer begun, boolean whole, URI genesys, Duration standstill) {
        this.from = from;
        this.begun = begun;
        this.whole = whole;
        this.genesys = genesys;
        this.standstill = standstill;
        if (!whole) {
            from.exceptionHandler(cause -> breakOff());
        }
    }

    int status() {
        return from.statusCode();
    }

    /** Tells the headers that are passed on; of those that come twice, all that they say. */
    void tell(BiConsumer<String, String> headers) {
        MultiMap passed = MultiMap.caseInsensitiveMultiMap();
        PassedHeaders.ofReply(from.headers(), genesys, passed);
        for (String name : passed.names()) {
            headers.accept(name, String.join(", ", passed.getAll(name)));
        }
    }

    /** Writes it as the reply to a request. */
    public void writeTo(HttpServerRequest asked) {
        if (broken) {
            throw Problem.upstream("The answer of Genesys broke off before any of it could be passed on");
        }
        taken = true;
        request = asked;
        to = asked.response();
        to.setStatusCode(status());
        PassedHeaders.ofReply(from.headers(), genesys, to.headers());
        to.putHeader("Cache-Status", "gcx; fwd=bypass");
        if (whole || request.method() == HttpMethod.HEAD || status() == 204 || status() == 304) {
            over = true;
            if (!whole) {
                from.resume();
            }
            to.end(begun);
        } else {
            stream();
        }
    }

    private void stream() {
        to.setChunked(!to.headers().contains(HttpHeaders.CONTENT_LENGTH));
        to.closeHandler(gone -> letGo());
        to.drainHandler(drained -> goOn());
        from.handler(this::chunk);
        from.endHandler(end -> end());
        ticks = vertx().setPeriodic(standstill.dividedBy(TICKS_OF_STANDSTILL).toMillis(), tick -> tick());
        if (begun.length() > 0) {
            to.write(begun);
        }
        goOn();
    }

    private void goOn() {
        silent = 0;
        waits = true;
        from.resume();
    }

    private void chunk(Buffer chunk) {
        silent = 0;
        if (over) {
            return;
        }
        to.write(chunk);
        if (to.writeQueueFull()) {
            waits = false;
            from.pause();
        }
    }

    private void tick() {
        silent = waits ? silent + 1 : 0;
        if (silent > TICKS_OF_STANDSTILL) {
            from.request().reset();
            breakOff();
        }
    }

    private void end() {
        if (finish()) {
            boolean endless =
                    request.version() == HttpVersion.HTTP_1_0 && !to.headers().contains(HttpHeaders.CONTENT_LENGTH);
            to.end().onComplete(written -> {
                if (endless) {
                    request.connection().close();
                }
            });
        }
    }

    /** The client hears of it by the end of its connection or stream, since what it has may look whole. */
    private void breakOff() {
        broken = true;
        if (taken && finish()) {
            to.reset(INTERNAL_ERROR);
        }
    }

    /** The client has gone. */
    private void letGo() {
        if (finish()) {
            from.request().reset();
        }
    }

    private boolean finish() {
        if (over) {
            return false;
        }
        over = true;
        vertx().cancelTimer(ticks);
        return true;
    }

    /** Lets it go unless somebody has taken it. */
    void discard() {
        if (!taken) {
            taken = true;
            over = true;
            if (!whole) {
                from.request().reset();
            }
        }
    }

    private static Vertx vertx() {
        return Vertx.currentContext().owner();
    }
}
