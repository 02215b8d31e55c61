package io.gcxcache.http;

import io.gcxcache.consumer.ClientAuthentication;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * Who may ask an endpoint. It is judged by the head of a request, before its body is read; the route hears who asks, and
 * never of the credentials.
 */
enum Access {
    ANYONE {
        @Override
        Map<String, Object> admit(HttpServerRequest request, Gate gate) {
            return Map.of();
        }
    },

    /** Consumers, and who is on this machine. */
    DATA {
        @Override
        Map<String, Object> admit(HttpServerRequest request, Gate gate) {
            return gate.toData(request);
        }
    },

    /** Admins, and who is on this machine. */
    MANAGEMENT {
        @Override
        Map<String, Object> admit(HttpServerRequest request, Gate gate) {
            return gate.toManagement(request);
        }
    },

    /** The same, or anybody if the settings say so. */
    OBSERVE {
        @Override
        Map<String, Object> admit(HttpServerRequest request, Gate gate) {
            return gate.toObserve(request);
        }
    },

    /** Who has a token of the gateway. */
    TOKEN {
        @Override
        Map<String, Object> admit(HttpServerRequest request, Gate gate) {
            CorrelationId.of(request);
            return gate.byToken(request);
        }
    },

    /** Whoever logs in; the route judges. */
    LOGIN {
        @Override
        Map<String, Object> admit(HttpServerRequest request, Gate gate) {
            CorrelationId.of(request);
            boolean forwarded = Gate.isForwarded(request);
            return Map.of(
                    ClientAuthentication.PROPERTY,
                    ClientAuthentication.of(Gate.takeAuthorization(request), gate.client(request), forwarded));
        }
    };

    /**
     * Judges a request.
     *
     * @return what the exchange is told of who asks, as properties
     * @throws io.gcxcache.consumer.Unauthenticated if nobody knows who asks
     * @throws io.gcxcache.upstream.Problem if who asks may not
     */
    abstract Map<String, Object> admit(HttpServerRequest request, Gate gate);

    /** Whether it is served at the port for management, if there is one. */
    boolean isManagement() {
        return this == MANAGEMENT || this == OBSERVE;
    }
}
