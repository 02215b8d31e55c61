package io.gcxcache.wiring;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.spi.InterceptSendToEndpoint;
import org.apache.camel.spi.ProducerCache;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.cache.DefaultProducerCache;
import org.apache.camel.support.service.ServiceHelper;

/** The {@code direct:} of a generation: what no route of it begins with is the gateway's. Nobody waits for a route to come. */
final class GatewayDirect extends DirectComponent {
    private final CamelContext gateway;
    private final ProducerCache producers;

    GatewayDirect(CamelContext gateway) {
        this.gateway = gateway;
        this.producers = new DefaultProducerCache(this, gateway, 0);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ServiceHelper.startService(producers);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(producers);
        super.doStop();
    }

    @Override
    @SuppressWarnings("deprecation") // nothing else tells who begins with an endpoint
    protected DirectConsumer getConsumer(String key, boolean block, long timeout) throws InterruptedException {
        DirectConsumer own = super.getConsumer(key, false, 0);
        if (own != null) {
            return own;
        }
        Endpoint there = gateway.getEndpoint(key + "?block=false");
        DirectEndpoint door = (DirectEndpoint)
                (there instanceof InterceptSendToEndpoint intercepted ? intercepted.getOriginalEndpoint() : there);
        return door.getConsumer() == null
                ? null
                : new DirectConsumer(door, crossing(producers.acquireProducer(there)), key);
    }

    private AsyncProcessor crossing(AsyncProcessor route) {
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return Crossing.cross(exchange, gateway, route, callback);
            }
        };
    }
}
