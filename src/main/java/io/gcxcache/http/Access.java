package io.gcxcache.http;

import io.gcxcache.consumer.ClientAuthentication;
import io.gcxcache.consumer.Consumer;
import io.gcxcache.consumer.TokenOwner;
import io.gcxcache.consumer.Tokens;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * Who may ask an endpoint. It is judged by the head of a request, before its body is read; the route hears who asks, and
 * never of the credentials.
 */
enum Access {
    ANYONE {
        @Override
        Map<String, Object> admit(HttpServerRequest request, Tokens tokens) {
            return Map.of();
        }
    },

    /** Who has a token of the gateway. */
    TOKEN {
        @Override
        Map<String, Object> admit(HttpServerRequest request, Tokens tokens) {
            CorrelationId.of(request);
            TokenOwner owner = tokens.owner(takeAuthorization(request));
            Consumer consumer = tokens.consumer(owner);
            tokens.admit(consumer, request.method().name(), request.path());
            return Map.of(TokenOwner.PROPERTY, owner, Consumer.PROPERTY, consumer);
        }
    },

    /** Whoever logs in; the route judges. */
    LOGIN {
        @Override
        Map<String, Object> admit(HttpServerRequest request, Tokens tokens) {
            CorrelationId.of(request);
            MultiMap headers = request.headers();
            boolean forwarded = headers.contains("Forwarded") || headers.contains("X-Forwarded-For");
            return Map.of(
                    ClientAuthentication.PROPERTY,
                    ClientAuthentication.of(
                            takeAuthorization(request),
                            NetUtil.createInetAddressFromIpAddressString(
                                    request.remoteAddress().hostAddress()),
                            forwarded));
        }
    };

    /**
     * Judges a request.
     *
     * @return what the exchange is told of who asks, as properties
     * @throws io.gcxcache.consumer.Unauthenticated if it is refused
     */
    abstract Map<String, Object> admit(HttpServerRequest request, Tokens tokens);

    private static String takeAuthorization(HttpServerRequest request) {
        String authorization = HeaderRules.list(request.headers(), HttpHeaders.AUTHORIZATION.toString());
        request.headers().remove(HttpHeaders.AUTHORIZATION);
        return authorization;
    }
}
