package io.gcxcache.upstream;

import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** A function of the exchange as an expression, for the places of Camel's Java DSL that take no lambda. */
public final class FromExchange extends ExpressionAdapter {
    private final Function<Exchange, Object> value;

    public FromExchange(Function<Exchange, Object> value) {
        this.value = value;
    }

    @Override
    public Object evaluate(Exchange exchange) {
        return value.apply(exchange);
    }
}
