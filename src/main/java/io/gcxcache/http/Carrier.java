package io.gcxcache.http;

import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** What a request came on and nothing else is to come on: its connection, or its stream, where others share that. */
final class Carrier {
    private Carrier() {}

    /** Has the reply, which is not written yet, tell that it ends. */
    static void announceEnd(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Ends it; what is written already is sent. */
    static void end(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        } else if (!request.response().closed()) {
            request.response().reset(Http2Error.NO_ERROR.code());
        }
    }
}
