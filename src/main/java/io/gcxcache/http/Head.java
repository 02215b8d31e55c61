package io.gcxcache.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What a request and its connection say before anything is done for it, whoever has read it.
 *
 * @param path as it was sent, without the query
 * @param peer the other end of the connection
 */
record Head(String method, String path, MultiMap headers, InetAddress peer) {
    static Head of(HttpServerRequest request) {
        InetSocketAddress peer = (InetSocketAddress)
                ((ConnectionBase) request.connection()).channel().remoteAddress();
        return new Head(request.method().name(), request.path(), request.headers(), peer.getAddress());
    }

    /** Null if there is none. */
    String authorization() {
        return HeaderRules.list(headers, HttpHeaders.AUTHORIZATION);
    }

    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Whether the client is on this machine: what a proxy forwarded is not, wherever the proxy is. */
    boolean isLocal() {
        return peer.isLoopbackAddress() && !isForwarded();
    }

    boolean isForwarded() {
        return headers.contains("Forwarded") || headers.contains("X-Forwarded-For");
    }
}
