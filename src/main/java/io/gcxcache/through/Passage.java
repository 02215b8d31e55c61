package io.gcxcache.through;

import io.gcxcache.upstream.Relay;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * One request on its way through: sent as it came, but for its credentials. All but the beginning of a try happens on the
 * request's event loop.
 */
public final class Passage implements Relay {
    private static final String PROPERTY = "GcxPassage";

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAILED = 500;

    /** How long Genesys may send nothing of a body that is waited for. */
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    /** More of a refusal is not read before it is passed on. */
    private static final int LONGEST_REFUSAL = 65_536;

    private final Incoming incoming;
    private final String method;
    private final String uri;
    private final byte[] body;
    private final String family;
    private final PassingClient client;
    private final Duration responseTimeout;

    private PassedReply reply;
    private boolean over;

    /**
     * @param uri path and query string, as they are sent
     * @param responseTimeout how long Genesys may take for the head of an answer
     */
    Passage(
            Incoming incoming,
            String method,
            String uri,
            byte[] body,
            String family,
            PassingClient client,
            Duration responseTimeout) {
        this.incoming = incoming;
        this.method = method;
        this.uri = uri;
        this.body = body;
        this.family = family;
        this.client = client;
        this.responseTimeout = responseTimeout;
    }

    /** That of an exchange; null if it is not one of a request that is passed on. */
    public static Passage of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Passage.class);
    }

    /** Makes it that of an exchange, and has it end with it. */
    void board(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        exchange.setProperty(Relay.PROPERTY, this);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                end();
            }
        });
    }

    /** The rate-limit family that it counts against. */
    public String family() {
        return family;
    }

    /** Method and path; what stands behind them may be secret. */
    String describe() {
        return method + ' ' + uri.split("\\?", 2)[0];
    }

    @Override
    public void send(String token, Exchange attempt, AsyncCallback callback) {
        incoming.loop().runOnContext(on -> {
            discard();
            new Try(token, attempt, callback).begin();
        });
    }

    /** Whoever asked is told, or has gone: an answer that nobody has taken is let go. May be called by any thread. */
    private void end() {
        incoming.loop().runOnContext(on -> {
            over = true;
            discard();
        });
    }

    private void discard() {
        if (reply != null) {
            reply.discard();
            reply = null;
        }
    }

    /** What Genesys answered in the end. */
    PassedReply reply() {
        return reply;
    }

    /** One try, from the wait for a connection to the head of an answer. */
    private final class Try {
        private final Vertx vertx = incoming.loop().owner();
        private final String token;
        private final Exchange attempt;
        private final AsyncCallback callback;
        private long timer;
        private HttpClientRequest sent;
        private boolean ended;

        Try(String token, Exchange attempt, AsyncCallback callback) {
            this.token = token;
            this.attempt = attempt;
            this.callback = callback;
        }

        void begin() {
            timer = vertx.setTimer(
                    responseTimeout.toMillis(), late -> fail(new SocketTimeoutException("No answer in time")));
            client.request(vertx, method, uri).onComplete(this::connected);
        }

        private void connected(AsyncResult<HttpClientRequest> connected) {
            if (connected.failed()) {
                fail(client.unconnected(connected.cause()));
            } else if (ended) {
                connected.result().reset();
            } else {
                sent = connected.result();
                try {
                    write();
                } catch (RuntimeException e) {
                    fail(withCause(new ConnectException("Not sent"), e));
                }
            }
        }

        private void write() {
            MultiMap headers = incoming.request().headers();
            PassedHeaders.ofRequest(headers, sent.headers());
            sent.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
            // What it would hear is told by the future too; without it Vert.x logs every reset as an error.
            sent.exceptionHandler(told -> {});
            boolean hasBody = body != null
                    && (body.length > 0
                            || headers.contains(HttpHeaders.CONTENT_LENGTH)
                            || headers.contains(HttpHeaders.TRANSFER_ENCODING));
            (hasBody ? sent.send(Buffer.buffer(body)) : sent.send()).onComplete(this::answered);
        }

        private void answered(AsyncResult<HttpClientResponse> answered) {
            if (answered.failed()) {
                fail(withCause(new IOException("No answer"), answered.cause()));
            } else if (ended) {
                sent.reset();
            } else if (client.isRefusedByProxy(answered.result())) {
                answered.result().exceptionHandler(told -> {});
                fail(client.refused(answered.result().statusCode()));
            } else if (answered.result().statusCode() < OK) {
                // Vert.x takes what it does not know for the answer, and then has nobody to give the answer to.
                answered.result().exceptionHandler(told -> {});
                fail(new IOException("No final answer"));
            } else if (isRefusal(answered.result().statusCode())) {
                read(answered.result());
            } else {
                answered.result().pause();
                succeed(
                        new PassedReply(answered.result(), Buffer.buffer(), false, client.url(), STANDSTILL),
                        new byte[0]);
            }
        }

        /** Whether it says something of limits, or may be answered otherwise the next time. */
        private static boolean isRefusal(int status) {
            return status == UNAUTHORIZED
                    || status == REQUEST_TIMEOUT
                    || status == TOO_MANY_REQUESTS
                    || status >= FAILED;
        }

        private void read(HttpClientResponse answer) {
            Buffer refusal = Buffer.buffer();
            answer.exceptionHandler(broken -> fail(withCause(new IOException("Half an answer"), broken)))
                    .endHandler(whole -> succeed(
                            new PassedReply(answer, refusal, true, client.url(), STANDSTILL), refusal.getBytes()))
                    .handler(chunk -> {
                        refusal.appendBuffer(chunk);
                        if (refusal.length() > LONGEST_REFUSAL) {
                            answer.pause();
                            succeed(new PassedReply(answer, refusal, false, client.url(), STANDSTILL), new byte[0]);
                        }
                    });
        }

        private void succeed(PassedReply answered, byte[] refusal) {
            if (!end()) {
                return;
            }
            reply = answered;
            if (over) {
                discard();
            }
            Message message = attempt.getMessage();
            answered.tell((name, value) -> message.setHeader(name, value));
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, answered.status());
            message.setBody(refusal);
            callback.done(false);
        }

        private void fail(IOException failure) {
            if (!end()) {
                return;
            }
            if (sent != null) {
                sent.reset();
            }
            attempt.setException(failure);
            callback.done(false);
        }

        private boolean end() {
            if (ended) {
                return false;
            }
            ended = true;
            vertx.cancelTimer(timer);
            return true;
        }

        private static <T extends IOException> T withCause(T failure, Throwable cause) {
            failure.initCause(cause);
            return failure;
        }
    }
}
