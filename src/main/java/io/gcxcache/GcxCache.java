package io.gcxcache;

import io.gcxcache.catalogue.ResourceBuilder;
import io.gcxcache.cdn.ChangeListener;
import io.gcxcache.context.SteadyClock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;

/**
 * Adds the gateway to a Camel context.
 *
 * <pre>{@code
 * camelContext.addRoutes(GcxCache.routes(GcxSettings.of(Map.of(
 *         "gcx.genesys.region", "mypurecloud.ie",
 *         "gcx.genesys.client-id", id,
 *         "gcx.genesys.client-secret", secret))));
 * template.requestBodyAndHeader("direct:gcx-directory", null, GcxHeaders.DIRECTORY_ID, "internal_agents");
 * }</pre>
 */
public final class GcxCache {
    private GcxCache() {}

    /**
     * The gateway without HTTP: its beans and routes. Asked at {@code direct:gcx-directory}, {@code direct:gcx-list},
     * {@code direct:gcx-report}, {@code direct:gcx-query}, {@code direct:gcx-invalidate}, {@code direct:gcx-verify},
     * {@code direct:gcx-budget}, {@code direct:gcx-metrics} and {@code direct:gcx-upstream}, with the headers of
     * {@link io.gcxcache.context.GcxHeaders}.
     *
     * @param listeners told of every update and invalidation
     */
    public static RoutesBuilder routes(GcxSettings settings, ChangeListener... listeners) {
        return new Builder(settings).listeners(listeners).build();
    }

    /** The gateway's HTTP on a server of its own; added after {@link #routes}. */
    public static RoutesBuilder http(GcxSettings settings) {
        return new HttpBundle(settings);
    }

    /** A gateway with resources, listeners or HTTP of its own, in one go. */
    public static Builder builder(GcxSettings settings) {
        return new Builder(settings);
    }

    /**
     * Takes the gateway out of a context: its routes, beans, threads, files and meters. Requests that are under way have 10
     * seconds to end. Nothing happens if there is none.
     */
    public static void remove(CamelContext context) throws Exception {
        Stay stay = Stay.of(context);
        if (stay != null) {
            stay.end();
        }
    }

    /** What a gateway is to have beside what its files declare. Not thread-safe. */
    public static final class Builder {
        private final GcxSettings settings;
        private final List<ResourceBuilder> resources = new ArrayList<>();
        private final List<ChangeListener> listeners = new ArrayList<>();
        private boolean http;

        private Builder(GcxSettings settings) {
            this.settings = settings;
        }

        /** Resources that stand in no file; refused together with those of the files when the routes are added. */
        public Builder resources(ResourceBuilder... declared) {
            resources.addAll(List.of(declared));
            return this;
        }

        /** Who is told of every update and invalidation. */
        public Builder listeners(ChangeListener... told) {
            listeners.addAll(List.of(told));
            return this;
        }

        /** With the gateway's HTTP, on a server of its own at {@code gcx.http.host} and {@code gcx.http.port}. */
        public Builder withHttp() {
            http = true;
            return this;
        }

        /** The routes, for {@code CamelContext.addRoutes}. */
        public RoutesBuilder build() {
            RoutesBuilder gateway = new Bundle(
                    settings,
                    InstantSource.system(),
                    new SteadyClock(),
                    () -> ThreadLocalRandom.current().nextDouble(),
                    resources,
                    listeners);
            if (!http) {
                return gateway;
            }
            return new RouteBuilder() {
                @Override
                public void configure() throws Exception {
                    getContext().addRoutes(gateway);
                    getContext().addRoutes(new HttpBundle(settings));
                }
            };
        }
    }
}
