package io.gcxcache.ask;

import io.gcxcache.cache.Backing;
import io.gcxcache.cache.CacheEntry;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** Shares what was fetched with whoever keeps it beyond this process, and hears from there whether it may be kept. */
final class Share extends AsyncProcessorSupport {
    private final Backing backing;

    Share(Backing backing) {
        this.backing = backing;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Ask ask = Ask.of(exchange);
        CacheEntry entry = exchange.getMessage().getBody(CacheEntry.class);
        return Later.goOn(backing.land(ask.boarding(), entry), callback, exchange, ask::mayStore);
    }
}
