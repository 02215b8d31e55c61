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
import org.apache.camel.support.AsyncProcessorSupport;

/** The {@code direct:} of a generation: what no route of it begins with is the gateway's. Nobody waits for a route to come. */
final class GatewayDirect extends DirectComponent {
    private final CamelContext gateway;

    GatewayDirect(CamelContext gateway) {
        this.gateway = gateway;
    }

    @Override
    @SuppressWarnings("deprecation") // nothing else tells who begins with an endpoint
    protected DirectConsumer getConsumer(String key, boolean block, long timeout) throws InterruptedException {
        DirectConsumer own = super.getConsumer(key, false, 0);
        if (own != null) {
            return own;
        }
        Endpoint there = gateway.getEndpoint(key + "?block=false");
        if (there instanceof InterceptSendToEndpoint intercepted) {
            there = intercepted.getOriginalEndpoint();
        }
        DirectEndpoint door = (DirectEndpoint) there;
        DirectConsumer consumer = door.getConsumer();
        return consumer == null ? null : new DirectConsumer(door, crossing(consumer.getAsyncProcessor()), key);
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
