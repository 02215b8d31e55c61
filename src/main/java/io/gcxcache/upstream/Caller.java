package io.gcxcache.upstream;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;

/** Who the calls of an exchange are made for, if somebody is: until when an answer is wanted. Thread-safe. */
public interface Caller {
    /** The property that an exchange, and all that is split or enriched off it, carries its caller under. */
    String PROPERTY = "GcxCaller";

    /**
     * Completed when no answer is wanted any more: no call is tried again, and those on their way end, unless they may start
     * something.
     */
    CompletableFuture<?> end();

    /** When that will be at the latest, by the steady clock. */
    Instant endsAt();

    /** A call waits for a rate limit until then, however long that is. */
    void waitsUntil(Instant reopens);

    /** Whether several of those who ask want the answer. */
    default boolean isForSeveral() {
        return false;
    }

    /** The caller of an exchange, or null. */
    static Caller of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Caller.class);
    }
}
