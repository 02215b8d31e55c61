package io.gcxcache.hosts;

import io.gcxcache.GcxCache;
import io.gcxcache.GcxSettings;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import org.apache.camel.CamelContext;

/** One application, whose context is stopped and started again. */
@QuarkusMain
public final class QuarkusHost implements QuarkusApplication, Rounds.Host {
    @Inject
    CamelContext camel;

    private boolean has;

    @Override
    public int run(String... args) {
        Rounds.of("Quarkus", this);
        return 0;
    }

    @Override
    public CamelContext start(GcxSettings settings) throws Exception {
        if (!has) {
            camel.addRoutes(GcxCache.builder(settings).withHttp().build());
            has = true;
        }
        camel.start();
        return camel;
    }

    @Override
    public void stop() {
        camel.stop();
    }
}
