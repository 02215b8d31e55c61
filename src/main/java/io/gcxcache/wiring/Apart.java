package io.gcxcache.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;

/**
 * A gateway with a name, in a context of its own that starts and stops with the host's: its routes, beans, components and pools
 * meet those of no other. The host sees a door for each thing that may be asked, {@code direct:{name}-directory} and so on.
 */
public final class Apart implements Part {
    /** What is asked for at {@code direct:gcx-…}. */
    static final List<String> DOORS =
            List.of("directory", "list", "report", "query", "invalidate", "verify", "budget", "metrics", "upstream");

    private static final String ALLOWED = "[a-z][a-z0-9-]{0,30}";

    private final String name;
    private final Supplier<List<RoutesBuilder>> parts;

    /** @param parts made anew for every start */
    public Apart(String name, Supplier<List<RoutesBuilder>> parts) {
        if (!name.matches(ALLOWED) || name.startsWith(GCX)) {
            throw new IllegalArgumentException("The name of a gateway is " + name + ", allowed is " + ALLOWED
                    + " that does not begin with " + GCX);
        }
        this.name = name;
        this.parts = parts;
    }

    @Override
    public String name() {
        return name;
    }

    /** Takes the gateway of this name out of a context, if it is there. */
    public static void remove(CamelContext host, String name) throws Exception {
        Stay.end(host, name);
    }

    @Override
    public Rest into(CamelContext host, Stay stay) throws Exception {
        CamelContext inner = new DefaultCamelContext();
        inner.getCamelContextExtension().setName(host.getName() + '-' + name);
        inner.setApplicationContextClassLoader(host.getApplicationContextClassLoader());
        if (host.getManagementStrategy().getManagementAgent() == null) {
            inner.disableJMX();
        }
        Optional<MeterRegistry> meters = Metering.ofHost(host, name, stay);
        meters.ifPresent(registry -> inner.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, registry));
        stay.atTheEnd(inner::stop);
        for (RoutesBuilder part : parts.get()) {
            inner.addRoutes(part);
        }
        host.addService(new Running(inner));
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                for (String door : DOORS) {
                    from("direct:" + name + '-' + door)
                            .routeId(name + '-' + door)
                            .trace(false)
                            .messageHistory(false)
                            .process(new Door(inner, "direct:gcx-" + door + "?block=false"));
                }
            }
        });
        return () -> {};
    }

    /** Starts before the routes of the host, and stops after them. */
    private static final class Running extends ServiceSupport {
        private final CamelContext inner;

        Running(CamelContext inner) {
            this.inner = inner;
        }

        @Override
        protected void doStart() {
            inner.start();
        }

        @Override
        protected void doStop() {
            inner.stop();
        }
    }

    /** Takes a question in and its answer out. */
    private static final class Door extends AsyncProcessorSupport {
        private final CamelContext inner;
        private final String uri;
        private Endpoint endpoint;
        private AsyncProducer producer;

        Door(CamelContext inner, String uri) {
            this.inner = inner;
            this.uri = uri;
        }

        @Override
        protected void doStart() throws Exception {
            endpoint = inner.getEndpoint(uri);
            producer = endpoint.createAsyncProducer();
            ServiceHelper.startService(producer);
        }

        @Override
        protected void doStop() {
            ServiceHelper.stopAndShutdownService(producer);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Exchange inside = endpoint.createExchange();
            pass(exchange.getMessage(), inside.getMessage());
            return producer.process(inside, doneSync -> {
                exchange.setException(inside.getException());
                pass(inside.getMessage(), exchange.getMessage());
                callback.done(doneSync);
            });
        }

        private static void pass(Message from, Message to) {
            to.setBody(from.getBody());
            to.removeHeaders("*");
            to.getHeaders().putAll(from.getHeaders());
        }
    }
}
