package io.gcxcache.http;

import io.gcxcache.consumer.Consumer;
import io.gcxcache.consumer.TokenOwner;
import io.gcxcache.consumer.Tokens;
import io.gcxcache.consumer.Unauthenticated;
import io.gcxcache.metrics.Usages;
import io.gcxcache.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import java.net.InetAddress;

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

    /** The owner of the token that is shown, and the consumer that he is. */
    Caller byToken(Head head) {
        TokenOwner owner = tokens.owner(head.authorization());
        Consumer consumer = tokens.consumer(owner);
        // Of when consumers were declared, or carried away from this machine.
        if (!consumer.declared() && !head.peer().isLoopbackAddress()) {
            throw Unauthenticated.badToken();
        }
        return new Caller(owner, consumer, null);
    }

    /** Who asks, if he may ask for this, and not too often. */
    Caller admitted(Caller caller, Head head) {
        try {
            take(caller, head);
            return caller;
        } catch (Problem refusal) {
            users.refused(users.of(head, caller.consumer()));
            throw refusal;
        }
    }

    /** The same for who is not counted if he is refused. */
    void take(Caller caller, Head head) {
        if (caller.consumer() != null) {
            tokens.admit(caller.consumer(), head.method(), head.path());
        }
    }

    /** Who asks for what is cached at the gateway's own addresses: a consumer, or anybody on this machine. */
    Caller toData(Head head) {
        if (showsToken(head)) {
            return byToken(head);
        }
        // Where nobody is declared, who has put a proxy on this machine lets in whom he likes.
        boolean here = tokens.areOfConsumers() ? head.isLocal() : head.peer().isLoopbackAddress();
        if (unauthenticatedReads || here) {
            return Caller.UNKNOWN;
        }
        throw Unauthenticated.noToken();
    }

    /** Who manages the gateway: a consumer that is an admin, or anybody on this machine; others may read at most. */
    Caller toManagement(Head head) {
        if (showsToken(head)) {
            Caller caller = byToken(head);
            if (!caller.consumer().admin()) {
                users.refused(users.of(head, caller.consumer()));
                throw Problem.forbidden("Consumer " + caller.consumer().id() + " is no admin");
            }
            return caller;
        }
        // A page that may ask for data, since its origin is listed, may not manage what it happens to be shown beside.
        boolean here = head.isLocal() && FetchMetadata.fault(head).isEmpty();
        if (unauthenticatedReads && head.isRead() || here) {
            return Caller.UNKNOWN;
        }
        throw Unauthenticated.noToken();
    }

    /** Who looks how the gateway is. */
    Caller toObserve(Head head) {
        return openObserve ? Caller.UNKNOWN : new Gate(tokens, false, false, proxies, users).toManagement(head);
    }

    /** Without consumers nobody has a token for anything but Genesys's own paths. */
    private boolean showsToken(Head head) {
        return Tokens.isShown(head.headers().get(HttpHeaders.AUTHORIZATION)) && tokens.areOfConsumers();
    }

    /** Who asks, as far as the proxies before the gateway are believed. */
    InetAddress client(Head head) {
        return proxies.client(head.peer(), head.headers());
    }
}
