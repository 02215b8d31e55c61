package io.gcxcache;

import io.gcxcache.cdn.ChangeListener;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.RoutesBuilder;

/**
 * Adds the gateway to a Camel context.
 *
 * <pre>{@code
 * camelContext.addRoutes(GcxCache.routes(GcxSettings.of(Map.of(
 *         "gcx.genesys.region", "mypurecloud.ie",
 *         "gcx.genesys.client-id", id,
 *         "gcx.genesys.client-secret", secret))));
 * template.requestBodyAndHeader("direct:gcx-directory", null, "GcxDirectoryId", "internal_agents");
 * }</pre>
 */
public final class GcxCache {
    private GcxCache() {}

    /**
     * The gateway without HTTP: its beans, templates and routes. Asked at {@code direct:gcx-directory},
     * {@code direct:gcx-list}, {@code direct:gcx-report}, {@code direct:gcx-query}, {@code direct:gcx-invalidate},
     * {@code direct:gcx-verify}, {@code direct:gcx-budget}, {@code direct:gcx-metrics} and {@code direct:gcx-upstream}.
     *
     * @param listeners told of every update and invalidation
     */
    public static RoutesBuilder routes(GcxSettings settings, ChangeListener... listeners) {
        return new Bundle(
                settings,
                InstantSource.system(),
                () -> ThreadLocalRandom.current().nextDouble(),
                List.of(listeners));
    }

    /** The gateway's HTTP on a server of its own; added after {@link #routes}. */
    public static RoutesBuilder http(GcxSettings settings) {
        return new HttpBundle(settings);
    }
}
