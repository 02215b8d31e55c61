package io.gcxcache.wiring;

import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/** The component {@code gcx-own:}: {@code gcx-own:direct:name} is the user's route that begins with {@code direct:name} at the time. */
final class OwnRoutes extends DefaultComponent {
    private final Generations generations;

    OwnRoutes(Generations generations) {
        this.generations = generations;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new Own(uri, this, generations, remaining);
    }

    private static final class Own extends DefaultEndpoint {
        private final Generations generations;
        private final String beginning;

        Own(String uri, OwnRoutes component, Generations generations, String beginning) {
            super(uri, component);
            this.generations = generations;
            this.beginning = beginning;
        }

        @Override
        public Producer createProducer() {
            return new DefaultAsyncProducer(this) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    Generation with = generations.with(beginning);
                    if (with != null) {
                        return with.pass(beginning, exchange, callback);
                    }
                    exchange.setException(
                            new DirectConsumerNotAvailableException("No route begins with " + beginning, exchange));
                    callback.done(true);
                    return true;
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException(
                    "No route can begin with " + getEndpointUri() + "; begin with " + beginning);
        }
    }
}
