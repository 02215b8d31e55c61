package io.gcxcache.hosts;

import io.gcxcache.GcxCache;
import io.gcxcache.GcxSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** A context each round. */
public final class BareHost implements Rounds.Host {
    private CamelContext camel;

    private BareHost() {}

    public static void main(String... args) {
        Rounds.of("bare", new BareHost());
    }

    @Override
    public CamelContext start(GcxSettings settings) throws Exception {
        camel = new DefaultCamelContext();
        camel.addRoutes(GcxCache.builder(settings).withHttp().build());
        camel.start();
        return camel;
    }

    @Override
    public void stop() {
        camel.stop();
    }
}
