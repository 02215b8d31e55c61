package io.gcxcache.http;

import io.gcxcache.consumer.ClientAuthentication;
import io.gcxcache.consumer.Consumer;
import io.gcxcache.consumer.TokenOwner;
import org.apache.camel.Exchange;

/**
 * Who asks, as far as he has shown it; all of it may be null.
 *
 * @param owner of the token that he shows
 * @param consumer that the owner is
 * @param login what he shows to get a token
 */
record Caller(TokenOwner owner, Consumer consumer, ClientAuthentication login) {
    /** Who has shown nothing. */
    static final Caller UNKNOWN = new Caller(null, null, null);

    void tell(Exchange exchange) {
        if (owner != null) {
            exchange.setProperty(TokenOwner.PROPERTY, owner);
        }
        if (login != null) {
            exchange.setProperty(ClientAuthentication.PROPERTY, login);
        }
    }
}
