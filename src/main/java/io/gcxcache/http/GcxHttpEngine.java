package io.gcxcache.http;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;

/** Serves {@code platform-http} endpoints on the event loops of a {@link GcxHttpServer}. */
public final class GcxHttpEngine implements PlatformHttpEngine {
    /** The name under which endpoints find it; not Camel's own, so that a host's HTTP stays as it is. */
    public static final String NAME = "gcxHttpEngine";

    private final GcxHttpServer server;

    public GcxHttpEngine(GcxHttpServer server) {
        this.server = server;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new EventLoopConsumer(endpoint, processor, server.router());
    }

    @Override
    public int getServerPort() {
        return server.port();
    }
}
