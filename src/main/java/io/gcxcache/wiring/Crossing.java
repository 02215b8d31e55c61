package io.gcxcache.wiring;

import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.CaseInsensitiveMap;

/**
 * How an exchange goes through a route of another context, as {@code direct:} has it go through one of its own. There it is an exchange
 * of that context: what steps keep by the context of an exchange would keep that where it comes from.
 */
final class Crossing {
    private Crossing() {}

    static boolean cross(Exchange exchange, CamelContext other, AsyncProcessor route, AsyncCallback callback) {
        Exchange there = new DefaultExchange(other, exchange.getPattern());
        there.getExchangeExtension().setUnitOfWork(exchange.getUnitOfWork());
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
        from.getVariables().forEach(to::setVariable);
        to.getMessage().setBody(from.getMessage().getBody());
        to.getMessage().setHeaders(new CaseInsensitiveMap(from.getMessage().getHeaders()));
    }
}
