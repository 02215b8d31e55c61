package io.gcxcache.http;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The component of {@code gcx-http:} endpoints: routes served on the event loops of a {@link GcxHttpServer}. It is nobody's
 * {@code platform-http-engine}, so a host's own HTTP stays as it is.
 *
 * <p>Safe for use by several threads. The server is started and stopped by whoever made it.
 */
public final class GcxHttpComponent extends DefaultComponent {
    public static final String SCHEME = "gcx-http";

    private final GcxHttpServer server;
    private final Gate gate;
    private final LifecycleStrategy refuseWhenStopping = new LifecycleStrategySupport() {
        @Override
        public void onContextStopping(CamelContext context) {
            server.refuseAll();
        }
    };

    /** @param gate lets in whoever may ask */
    public GcxHttpComponent(GcxHttpServer server, Gate gate) {
        this.server = server;
        this.gate = gate;
    }

    /** The port that is listened on; 0 before. */
    public int port() {
        return server.port();
    }

    /** The port for management; 0 before, and if there is none of its own. */
    public int managementPort() {
        return server.managementPort();
    }

    GcxHttpServer server() {
        return server;
    }

    Gate gate() {
        return gate;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getCamelContext().addLifecycleStrategy(refuseWhenStopping);
    }

    @Override
    protected void doShutdown() throws Exception {
        getCamelContext().getLifecycleStrategies().remove(refuseWhenStopping);
        super.doShutdown();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        GcxHttpEndpoint endpoint = new GcxHttpEndpoint(uri, remaining, this);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
