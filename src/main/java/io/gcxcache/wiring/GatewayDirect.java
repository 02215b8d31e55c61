package io.gcxcache.wiring;

import org.apache.camel.CamelContext;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectEndpoint;

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
        return own == null
                ? gateway.getEndpoint(key + "?block=false", DirectEndpoint.class)
                        .getConsumer()
                : own;
    }
}
