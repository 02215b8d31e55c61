package io.gcxcache.wiring;

import io.gcxcache.ask.AskRoutes;
import io.gcxcache.cache.Backing;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cluster.Cluster;
import io.gcxcache.cluster.ClusterHealthCheck;
import io.gcxcache.cluster.ClusterRoutes;
import io.gcxcache.context.Services;
import io.gcxcache.context.StepErrors;
import io.gcxcache.settings.SettingException;
import io.gcxcache.settings.Settings;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/** The gateway as one of many; a class of its own, so that no other loads what a gateway alone does not need. */
final class Shared {
    private static final String CLIENT = "io.vertx.redis.client.Redis";

    private final Cluster cluster;

    /** @throws SettingException if a host has no client for Redis */
    Shared(Settings settings, Services services) {
        if (!isThere(CLIENT)) {
            throw new SettingException(
                    "gcx.cluster.url: the client for Redis is missing; add io.vertx:vertx-redis-client");
        }
        this.cluster = new Cluster(settings.cluster().orElseThrow(), services);
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, Shared.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    Backing backing() {
        return cluster;
    }

    /** Takes part from now on, until the context stops. */
    void begin(CamelContext context, EntryStore store, AskRoutes asking) throws Exception {
        context.addService(new ServiceSupport() {
            /** Services stop after routes, so nobody is answered any more. */
            @Override
            protected void doStop() {
                cluster.close();
            }
        });
        context.getRegistry().bind("gcxClusterHealth", new ClusterHealthCheck(cluster));
        context.addRoutes(StepErrors.guard(new ClusterRoutes(cluster)));
        cluster.begin(store, asking::heard);
    }
}
