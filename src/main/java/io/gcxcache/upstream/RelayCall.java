package io.gcxcache.upstream;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** Has the {@link Relay} of a call send a try, without holding a thread. */
final class RelayCall extends AsyncProcessorSupport {
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        exchange.getMessage().removeHeaders("*");
        UpstreamCall call = UpstreamCall.of(exchange);
        call.relay().send(call.token(), exchange, callback);
        return false;
    }
}
