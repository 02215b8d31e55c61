package io.gcxcache;

import io.gcxcache.catalogue.ResourceBuilder;
import io.gcxcache.change.ChangeListener;
import io.gcxcache.wiring.Apart;
import io.gcxcache.wiring.Bundle;
import io.gcxcache.wiring.HttpBundle;
import java.util.ArrayList;
import java.util.List;
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
        return new HttpBundle(settings.settings());
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
        Bundle.remove(context);
    }

    /** The same for a gateway that was given a name. */
    public static void remove(CamelContext context, String name) throws Exception {
        Apart.remove(context, name);
    }

    /** What a gateway is to have beside what its files declare. Not thread-safe. */
    public static final class Builder {
        private final GcxSettings settings;
        private final List<ResourceBuilder> resources = new ArrayList<>();
        private final List<ChangeListener> listeners = new ArrayList<>();
        private boolean http;
        private String name;

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

        /**
         * Keeps the gateway apart from others in the same context: asked at {@code direct:{name}-directory} and so on, with
         * this name in the tag {@code gateway} of its meters. All else of it is in a context of its own, which starts and
         * stops with this one; what its route files name (beans, {@code direct:} endpoints) they find there.
         *
         * @param given small letters, digits and hyphens; does not begin with gcx
         */
        public Builder name(String given) {
            name = given;
            return this;
        }

        /** The routes, for {@code CamelContext.addRoutes}. */
        public RoutesBuilder build() {
            if (name != null) {
                return new Apart(name, this::parts);
            }
            List<RoutesBuilder> parts = parts();
            return new RouteBuilder() {
                @Override
                public void configure() throws Exception {
                    for (RoutesBuilder part : parts) {
                        getContext().addRoutes(part);
                    }
                }
            };
        }

        private List<RoutesBuilder> parts() {
            RoutesBuilder gateway = new Bundle(settings.settings(), resources, listeners);
            return http ? List.of(gateway, new HttpBundle(settings.settings())) : List.of(gateway);
        }
    }
}
