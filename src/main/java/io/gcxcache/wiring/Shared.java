package io.gcxcache.wiring;

import io.gcxcache.ask.AskRoutes;
import io.gcxcache.cache.Backing;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cluster.Cluster;
import io.gcxcache.cluster.ClusterHealthCheck;
import io.gcxcache.cluster.ClusterRoutes;
import io.gcxcache.context.Services;
import io.gcxcache.context.StepErrors;
import io.gcxcache.settings.Settings;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/** The gateway as one of many; a class of its own, so that no other loads what a gateway alone does not need. */
final class Shared {
    private final Cluster cluster;

    Shared(Settings settings, Services services) {
        this.cluster = new Cluster(settings.cluster().orElseThrow(), services);
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
