package io.gcxcache.hosts;

import io.gcxcache.GcxCache;
import io.gcxcache.GcxSettings;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import org.apache.camel.CamelContext;

/**
 * One application, whose context runs on: the gateway comes and is removed. Quarkus starts no context a second time, since it
 * makes the type converters when it is built.
 */
@QuarkusMain
public final class QuarkusHost implements QuarkusApplication, Rounds.Host {
    @Inject
    CamelContext camel;

    @Override
    public int run(String... args) {
        Rounds.of("Quarkus", this);
        return 0;
    }

    @Override
    public CamelContext start(GcxSettings settings) throws Exception {
        if (!camel.isStarted()) {
            camel.start();
        }
        camel.addRoutes(GcxCache.builder(settings).withHttp().build());
        return camel;
    }

    @Override
    public void stop() throws Exception {
        GcxCache.remove(camel);
    }
}
