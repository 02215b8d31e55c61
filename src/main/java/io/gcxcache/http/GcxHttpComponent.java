package io.gcxcache.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final List<PathTable.Entry<EventLoopConsumer>> served = new CopyOnWriteArrayList<>();
    private final boolean isBeside;
    private volatile boolean serves;
    private final LifecycleStrategy refuseWhenStopping = new LifecycleStrategySupport() {
        @Override
        public void onContextStopping(CamelContext context) {
            server.refuseAll();
        }
    };

    /** @param gate lets in whoever may ask */
    public GcxHttpComponent(GcxHttpServer server, Gate gate) {
        this(server, gate, false);
    }

    private GcxHttpComponent(GcxHttpServer server, Gate gate, boolean isBeside) {
        this.server = server;
        this.gate = gate;
        this.isBeside = isBeside;
        this.serves = !isBeside;
    }

    /** One for another context on the same server, of whose paths none is served before {@link #takeOver}. */
    public GcxHttpComponent beside() {
        return new GcxHttpComponent(server, gate, true);
    }

    /**
     * From now on its paths are served, and those of another one no more; requests that came for them before are answered there.
     *
     * @param other null if there is none
     * @throws IllegalArgumentException if a path is served by somebody else; nothing is changed then
     */
    public void takeOver(GcxHttpComponent other) {
        server.dispatcher().exchange(other == null ? List.of() : other.served, served);
        serves = true;
        if (other != null) {
            other.serves = false;
        }
    }

    void add(PathTable.Entry<EventLoopConsumer> entry) {
        if (serves) {
            server.dispatcher().exchange(List.of(), List.of(entry));
        }
        served.add(entry);
    }

    void remove(PathTable.Entry<EventLoopConsumer> entry) {
        served.remove(entry);
        server.dispatcher().exchange(List.of(entry), List.of());
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
        if (!isBeside) {
            getCamelContext().addLifecycleStrategy(refuseWhenStopping);
        }
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
