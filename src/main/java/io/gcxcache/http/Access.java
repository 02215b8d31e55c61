package io.gcxcache.http;

import io.gcxcache.consumer.ClientAuthentication;

/**
 * Who may ask an endpoint. It is judged by the head of a request, before its body is read; the route hears who asks, and
 * never of the credentials.
 */
enum Access {
    ANYONE {
        @Override
        Caller admit(Head head, Gate gate) {
            return Caller.UNKNOWN;
        }

        @Override
        Caller recognized(Head head, Gate gate) {
            return Caller.UNKNOWN;
        }
    },

    /** Consumers, and who is on this machine. */
    DATA {
        @Override
        Caller admit(Head head, Gate gate) {
            return gate.admitted(recognized(head, gate), head);
        }

        @Override
        Caller recognized(Head head, Gate gate) {
            return gate.toData(head);
        }
    },

    /** Admins, and who is on this machine. */
    MANAGEMENT {
        @Override
        Caller admit(Head head, Gate gate) {
            return gate.toManagement(head);
        }
    },

    /** The same, or anybody if the settings say so. */
    OBSERVE {
        @Override
        Caller admit(Head head, Gate gate) {
            return gate.toObserve(head);
        }
    },

    /** Who has a token of the gateway. */
    TOKEN {
        @Override
        Caller admit(Head head, Gate gate) {
            return gate.admitted(recognized(head, gate), head);
        }

        @Override
        Caller recognized(Head head, Gate gate) {
            return gate.byToken(head);
        }

        @Override
        boolean isByToken() {
            return true;
        }
    },

    /** Whoever logs in; the route judges. */
    LOGIN {
        @Override
        boolean isByToken() {
            return true;
        }

        @Override
        Caller admit(Head head, Gate gate) {
            return new Caller(
                    null, null, ClientAuthentication.of(head.authorization(), gate.client(head), head.isForwarded()));
        }
    };

    /**
     * Judges a request: who asks, if he may ask for this, now.
     *
     * @throws io.gcxcache.consumer.Unauthenticated if nobody knows who asks
     * @throws io.gcxcache.problem.Problem if who asks may not
     */
    abstract Caller admit(Head head, Gate gate);

    /**
     * Who asks, without anything being taken from what he may ask for; only where that is {@linkplain #isRecognized known apart}.
     *
     * @throws io.gcxcache.consumer.Unauthenticated if nobody knows who asks
     */
    Caller recognized(Head head, Gate gate) {
        throw new IllegalStateException(name());
    }

    /** Whether who asks is known without anything being taken or counted. */
    boolean isRecognized() {
        return this == ANYONE || this == DATA || this == TOKEN;
    }

    /** Whether it is about tokens, and has replies as Genesys's own. */
    boolean isByToken() {
        return false;
    }

    /** Whether it is served at the port for management, if there is one. */
    boolean isManagement() {
        return this == MANAGEMENT || this == OBSERVE;
    }
}
