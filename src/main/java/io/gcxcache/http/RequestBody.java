package io.gcxcache.http;

import io.gcxcache.problem.Problem;
import io.netty.handler.timeout.ReadTimeoutException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/**
 * The body of a request: read whole, or let go by unread. Used on the request's event loop only.
 *
 * <p>A body that does not come in time is told as 408; one that breaks off is forgotten, and nobody is told of it.
 */
final class RequestBody {
    /** The one coding that is read; {@code x-gzip} is its old name. */
    static final String CODING = "gzip";

    /** How much of an unwanted body is let go by before its connection is closed, and for how long. */
    private static final long LONGEST_UNWANTED = 2 * GcxHttpServer.LONGEST_BODY;

    private static final long LONGEST_UNWANTED_MILLIS = 3_000;

    /** For a body that the client has not begun to send, if it does what it said. */
    private static final long LONGEST_UNSENT_MILLIS = 500;

    private RequestBody() {}

    /** Whether a body means something here; that of a GET or HEAD is not looked at. */
    static boolean isRead(HttpServerRequest request) {
        return request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD;
    }

    /**
     * Reads a body; one that is longer than {@link GcxHttpServer#LONGEST_BODY} or finds no room is refused, if possible
     * before it is sent.
     *
     * @param held counts the bytes from when they come; those of a whole body are given back by whoever takes it
     */
    static void read(HttpServerRequest request, BodyBytes held, Handler<byte[]> whole) {
        String coding = HeaderRules.list(request.headers(), HttpHeaders.CONTENT_ENCODING);
        boolean coded = coding != null && !coding.equalsIgnoreCase("identity");
        if (coded && !coding.equalsIgnoreCase(CODING) && !coding.equalsIgnoreCase("x-gzip")) {
            Failures.unsupportedCoding(request);
        } else if (toldLength(request) > GcxHttpServer.LONGEST_BODY) {
            Failures.tooLarge(request);
        } else if (!held.hasRoomFor(Math.max(1, toldLength(request)))) {
            Failures.write(request, Problem.noRoom());
        } else {
            Reading reading = new Reading(request, held, coded, whole);
            request.handler(reading::chunk).endHandler(reading::end).exceptionHandler(reading::breakOff);
            if (waitsForContinue(request)) {
                request.response().writeContinue();
            }
        }
    }

    /**
     * Lets go by what is still to come of a body, so that the client hears the answer, which is not written yet, and can use
     * the connection again. A connection with too much to come is closed, as RFC 9110, section 10.1.1 wants it of one whose
     * client may or may not send what it asked leave for.
     */
    static void letGo(HttpServerRequest request) {
        if (!isRead(request) || request.isEnded()) {
            return;
        }
        boolean unsent = waitsForContinue(request);
        boolean close = unsent || toldLength(request) > LONGEST_UNWANTED;
        if (close) {
            Carrier.announceEnd(request);
        }
        Unwanted unwanted = new Unwanted(request, close, unsent ? LONGEST_UNSENT_MILLIS : LONGEST_UNWANTED_MILLIS);
        request.handler(unwanted::chunk).endHandler(unwanted::end).exceptionHandler(unwanted::breakOff);
    }

    private static boolean waitsForContinue(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_1_0
                && HttpHeaders.CONTINUE.toString().equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    /** What {@code Content-Length} says; -1 if it says nothing. */
    private static long toldLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static final class Reading {
        private final HttpServerRequest request;
        private final BodyBytes held;
        private final boolean gzipped;
        private final Handler<byte[]> whole;
        private Buffer body = Buffer.buffer();

        Reading(HttpServerRequest request, BodyBytes held, boolean gzipped, Handler<byte[]> whole) {
            this.request = request;
            this.held = held;
            this.gzipped = gzipped;
            this.whole = whole;
        }

        void chunk(Buffer chunk) {
            if (body.length() + chunk.length() > GcxHttpServer.LONGEST_BODY) {
                forget();
                Failures.tooLarge(request);
            } else if (!held.take(chunk.length())) {
                forget();
                Failures.write(request, Problem.noRoom());
            } else {
                body.appendBuffer(chunk);
            }
        }

        void end(Void nothing) {
            byte[] bytes = body.getBytes();
            if (!gzipped) {
                body = null;
                whole.handle(bytes);
                return;
            }
            try {
                inflate(bytes);
            } catch (IOException e) {
                forget();
                Failures.write(request, Problem.badRequest("The body is not gzip, as Content-Encoding says it is"));
            }
        }

        private void inflate(byte[] gzip) throws IOException {
            byte[] bytes;
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
                bytes = in.readNBytes((int) GcxHttpServer.LONGEST_BODY + 1);
            }
            forget();
            if (bytes.length > GcxHttpServer.LONGEST_BODY) {
                Failures.tooLarge(request);
            } else if (!held.take(bytes.length)) {
                Failures.write(request, Problem.noRoom());
            } else {
                request.headers().remove(HttpHeaders.CONTENT_ENCODING).remove(HttpHeaders.CONTENT_LENGTH);
                whole.handle(bytes);
            }
        }

        void breakOff(Throwable cause) {
            forget();
            if (cause instanceof ReadTimeoutException || cause.getCause() instanceof ReadTimeoutException) {
                Failures.tooSlow(request);
            }
        }

        private void forget() {
            held.giveBack(body.length());
            body = Buffer.buffer();
        }
    }

    private static final class Unwanted {
        private final HttpServerRequest request;
        private final Vertx vertx = Vertx.currentContext().owner();
        private final boolean close;
        private final long timer;
        private long left = LONGEST_UNWANTED;

        Unwanted(HttpServerRequest request, boolean close, long millis) {
            this.request = request;
            this.close = close;
            this.timer = vertx.setTimer(millis, late -> cut());
        }

        void chunk(Buffer chunk) {
            left -= chunk.length();
            if (left < 0) {
                end(null);
                cut();
            }
        }

        void end(Void nothing) {
            vertx.cancelTimer(timer);
            if (close) {
                cut();
            }
        }

        void breakOff(Throwable cause) {
            vertx.cancelTimer(timer);
        }

        private void cut() {
            Carrier.end(request);
        }
    }
}
