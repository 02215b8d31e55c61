package io.gcxcache.upstream;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/**
 * Who sends the tries of an exchange's call in its own way, and has its answer for itself, whatever that says. The call goes
 * through {@code direct:gcx-upstream} all the same: for token, budget and permit, and because a refused token or a spent limit
 * is not for who asked. A {@link Write} is sent once.
 */
public interface Relay {
    /** The property of an exchange whose next call it sends. */
    String PROPERTY = "GcxRelay";

    /**
     * Sends one try. It is over when the head of its answer is there: the message then has the status, the headers that speak of
     * the rate limit, and as its body the bytes of a refusal that is to be read, else none. It ends with a
     * {@link ConnectException} if nothing was sent, a {@link SocketTimeoutException} if nothing came in time, and another
     * {@link java.io.IOException} if the connection broke.
     *
     * @param attempt belongs to this try alone
     * @param callback called once, on any thread
     */
    void send(String token, Exchange attempt, AsyncCallback callback);

    /** That of the call that begins, or null; the exchange's next one is its own again. */
    static Relay take(Exchange exchange) {
        return (Relay) exchange.removeProperty(PROPERTY);
    }
}
