package io.gcxcache.through;

import io.netty.util.NetUtil;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import org.apache.camel.Exchange;

/**
 * A request as its client sent it, and not only what routes are told of it.
 *
 * @param loop the event loop that it came on
 */
public record Incoming(HttpServerRequest request, Context loop) {
    /** The property of an exchange that one began. */
    public static final String PROPERTY = "GcxIncoming";

    /** That of an exchange, or null. */
    static Incoming of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Incoming.class);
    }

    /** Whether its client is on this machine: what a proxy forwarded is not, wherever the proxy is. */
    boolean isLocal() {
        MultiMap headers = request.headers();
        InetAddress peer = NetUtil.createInetAddressFromIpAddressString(
                request.remoteAddress().hostAddress());
        return peer.isLoopbackAddress() && !headers.contains("Forwarded") && !headers.contains("X-Forwarded-For");
    }

    @Override
    public String toString() {
        return "Incoming[" + request.method() + ' ' + request.path() + ']';
    }
}
