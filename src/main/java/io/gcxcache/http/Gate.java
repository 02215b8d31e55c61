package io.gcxcache.http;

import io.gcxcache.consumer.Consumer;
import io.gcxcache.consumer.TokenOwner;
import io.gcxcache.consumer.Tokens;
import io.gcxcache.consumer.Unauthenticated;
import io.gcxcache.metrics.Usages;
import io.gcxcache.upstream.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * Who is let in, by the head of a request and the other end of its connection.
 *
 * @param unauthenticatedReads whether who shows nothing may read what is not about the gateway's clients
 * @param openObserve whether who shows nothing may ask for health and meters
 * @param proxies who say for whom they ask
 * @param users count who is refused
 */
public record Gate(Tokens tokens, boolean unauthenticatedReads, boolean openObserve, Proxies proxies, Users users) {
    /** @param usages where it is counted who used what */
    public Gate(Tokens tokens, boolean unauthenticatedReads, boolean openObserve, Proxies proxies, Usages usages) {
        this(tokens, unauthenticatedReads, openObserve, proxies, new Users(usages, proxies, tokens::areOfConsumers));
    }

    /** The owner of the token that is shown, and the consumer that he is, if he may ask for this. */
    Map<String, Object> byToken(HttpServerRequest request) {
        TokenOwner owner = tokens.owner(takeAuthorization(request));
        Consumer consumer = tokens.consumer(owner);
        // Of when consumers were declared, or carried away from this machine.
        if (!consumer.declared() && !peer(request).isLoopbackAddress()) {
            throw Unauthenticated.badToken();
        }
        Map<String, Object> caller = Map.of(TokenOwner.PROPERTY, owner, Consumer.PROPERTY, consumer);
        try {
            tokens.admit(consumer, request.method().name(), request.path());
        } catch (Problem refusal) {
            users.refused(users.of(request, caller));
            throw refusal;
        }
        return caller;
    }

    /** Who asks for what is cached at the gateway's own addresses: a consumer, or anybody on this machine. */
    Map<String, Object> toData(HttpServerRequest request) {
        if (showsToken(request)) {
            return byToken(request);
        }
        // Where nobody is declared, who has put a proxy on this machine lets in whom he likes.
        boolean here =
                tokens.areOfConsumers() ? isLocal(request) : peer(request).isLoopbackAddress();
        if (unauthenticatedReads || here) {
            return Map.of();
        }
        throw Unauthenticated.noToken();
    }

    /** Who manages the gateway: a consumer that is an admin, or anybody on this machine; others may read at most. */
    Map<String, Object> toManagement(HttpServerRequest request) {
        if (showsToken(request)) {
            TokenOwner owner = tokens.owner(takeAuthorization(request));
            Consumer consumer = tokens.consumer(owner);
            Map<String, Object> caller = Map.of(TokenOwner.PROPERTY, owner, Consumer.PROPERTY, consumer);
            if (!consumer.admin()) {
                users.refused(users.of(request, caller));
                throw Problem.forbidden("Consumer " + consumer.id() + " is no admin");
            }
            return caller;
        }
        boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        // A page that may ask for data, since its origin is listed, may not manage what it happens to be shown beside.
        boolean here = isLocal(request) && FetchMetadata.fault(request).isEmpty();
        if (unauthenticatedReads && reads || here) {
            return Map.of();
        }
        throw Unauthenticated.noToken();
    }

    /** Who looks how the gateway is. */
    Map<String, Object> toObserve(HttpServerRequest request) {
        return openObserve ? Map.of() : new Gate(tokens, false, false, proxies, users).toManagement(request);
    }

    /** Without consumers nobody has a token for anything but Genesys's own paths. */
    private boolean showsToken(HttpServerRequest request) {
        return Tokens.isShown(request.headers().get(HttpHeaders.AUTHORIZATION)) && tokens.areOfConsumers();
    }

    /** Whether the client is on this machine: what a proxy forwarded is not, wherever the proxy is. */
    static boolean isLocal(HttpServerRequest request) {
        return peer(request).isLoopbackAddress() && !isForwarded(request);
    }

    static boolean isForwarded(HttpServerRequest request) {
        MultiMap headers = request.headers();
        return headers.contains("Forwarded") || headers.contains("X-Forwarded-For");
    }

    /** Who asks, as far as the proxies before the gateway are believed. */
    InetAddress client(HttpServerRequest request) {
        return proxies.client(peer(request), request.headers());
    }

    static InetAddress peer(HttpServerRequest request) {
        return ((InetSocketAddress)
                        ((ConnectionBase) request.connection()).channel().remoteAddress())
                .getAddress();
    }

    static String takeAuthorization(HttpServerRequest request) {
        String authorization = HeaderRules.list(request.headers(), HttpHeaders.AUTHORIZATION.toString());
        request.headers().remove(HttpHeaders.AUTHORIZATION);
        return authorization;
    }
}
