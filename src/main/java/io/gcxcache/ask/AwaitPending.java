package io.gcxcache.ask;

import io.gcxcache.cache.Backing;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** Tells, of what was just invalidated, who may still hand it out; waits for that without holding a thread. */
final class AwaitPending extends AsyncProcessorSupport {
    private final Backing backing;

    AwaitPending(Backing backing) {
        this.backing = backing;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        return Later.goOn(backing.pending(), callback, exchange, names -> {
            EntryRoutes.Invalidated told = exchange.getMessage().getBody(EntryRoutes.Invalidated.class);
            exchange.getMessage().setBody(told.but(names));
        });
    }
}
