package io.gcxcache.wiring;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.spi.Registry;

/** Where a gateway's meters are: in the registry of its host, each tagged with its name, or else in one of its own. */
final class Metering {
    private static final String TAG = "gateway";

    private Metering() {}

    /** For the gateway of this name; what it puts into the registry of the host goes when it does. */
    static MeterRegistry of(CamelContext context, String gateway, Stay stay) {
        return ofHost(context, gateway, stay).orElseGet(() -> {
            MeterRegistry own = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, own);
            return own;
        });
    }

    /** Empty if the host has none. */
    static Optional<MeterRegistry> ofHost(CamelContext context, String gateway, Stay stay) {
        MeterRegistry host = registry(context);
        if (host == null || host instanceof Tagged) {
            return Optional.ofNullable(host);
        }
        Tagged tagged = new Tagged(host, gateway);
        stay.atTheEnd(tagged::takeBack);
        return Optional.of(tagged);
    }

    /** The one that has Camel's name for it, or else the only one; null if there is none. */
    static MeterRegistry registry(CamelContext context) {
        Registry beans = context.getRegistry();
        MeterRegistry named = beans.lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class);
        if (named != null) {
            return named;
        }
        MeterRegistry only = beans.findSingleByType(MeterRegistry.class);
        if (only != null) {
            return only;
        }
        TreeSet<String> names =
                new TreeSet<>(beans.findByTypeWithName(MeterRegistry.class).keySet());
        if (names.size() > 1) {
            throw new IllegalStateException("This application has " + names.size() + " meter registries ("
                    + String.join(", ", names) + "): bind the one that is to have the gateway's meters as "
                    + MicrometerConstants.METRICS_REGISTRY_NAME);
        }
        return null;
    }

    /** Null if the meters are in no registry of Prometheus's. */
    static PrometheusMeterRegistry scraped(CamelContext context) {
        MeterRegistry registry = registry(context);
        if (registry instanceof CompositeMeterRegistry several) {
            return several.getRegistries().stream()
                    .filter(PrometheusMeterRegistry.class::isInstance)
                    .map(PrometheusMeterRegistry.class::cast)
                    .findFirst()
                    .orElse(null);
        }
        return registry instanceof PrometheusMeterRegistry prometheus ? prometheus : null;
    }

    /** The meters of one gateway in the registry of its host. */
    private static final class Tagged extends CompositeMeterRegistry {
        private final MeterRegistry host;

        Tagged(MeterRegistry host, String gateway) {
            super(Clock.SYSTEM, List.of(host));
            this.host = host;
            config().commonTags(TAG, gateway);
        }

        void takeBack() {
            getMeters().forEach(meter -> host.removeByPreFilterId(meter.getId()));
        }
    }
}
