package io.gcxcache.wiring;

import java.util.Set;
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
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.CaseInsensitiveMap;

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
        return consumer == null
                ? null
                : new DirectConsumer(door, new Crossing(gateway, consumer.getAsyncProcessor()), key);
    }

    /**
     * Goes on as an exchange of the gateway: what its steps keep by the context of an exchange would keep that of the generation.
     */
    private static final class Crossing extends AsyncProcessorSupport {
        private final CamelContext gateway;
        private final AsyncProcessor route;

        Crossing(CamelContext gateway, AsyncProcessor route) {
            this.gateway = gateway;
            this.route = route;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Exchange there = new DefaultExchange(gateway, exchange.getPattern());
            copy(exchange, there);
            return route.process(there, doneSync -> {
                exchange.setException(there.getException());
                Set<String> left = there.getAllProperties().keySet();
                exchange.getAllProperties().keySet().stream()
                        .filter(name -> !left.contains(name))
                        .toList()
                        .forEach(exchange::removeProperty);
                copy(there, exchange);
                callback.done(doneSync);
            });
        }

        private static void copy(Exchange from, Exchange to) {
            from.getAllProperties().forEach(to::setProperty);
            to.getMessage().setBody(from.getMessage().getBody());
            to.getMessage().setHeaders(new CaseInsensitiveMap(from.getMessage().getHeaders()));
        }
    }
}
