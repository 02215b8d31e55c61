package io.gcxcache.hosts;

import io.gcxcache.GcxCache;
import io.gcxcache.GcxSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** A {@link Main} each round. */
public final class MainHost implements Rounds.Host {
    private Main main;

    private MainHost() {}

    public static void main(String... args) {
        Rounds.of("main", new MainHost());
    }

    @Override
    public CamelContext start(GcxSettings settings) throws Exception {
        main = new Main();
        main.configure().addRoutesBuilder(GcxCache.builder(settings).withHttp().build());
        main.start();
        return main.getCamelContext();
    }

    @Override
    public void stop() {
        main.stop();
    }
}
