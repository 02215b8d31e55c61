package io.gcxcache.metrics;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gcxcache.cache.EntryStore;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

/** {@code direct:gcx-metrics}: the figures that matter most, as JSON. */
public final class MetricsRoutes extends RouteBuilder {
    private final Meters meters;
    private final EntryStore store;

    public MetricsRoutes(Meters meters, EntryStore store) {
        this.meters = meters;
        this.store = store;
        meters.gauge("cache.size", store::size);
        meters.gauge("gcx.cache.bytes", store::bytes);
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-metrics").routeId("gcx-metrics")
                .process(exchange -> exchange.getMessage().setBody(figures())).id("metrics-figures")
                .marshal().json(JsonLibrary.Jackson).id("metrics-json");
    }
    // spotless:on

    private Figures figures() {
        Meters.Snapshot counted = meters.snapshot();
        return new Figures(
                counted.hits(),
                counted.misses(),
                counted.staleServed(),
                counted.hitRatio(),
                counted.avgLatencyMs(),
                store.size(),
                store.bytes(),
                counted.upstreamCalls(),
                counted.evictions(),
                counted.passedCalls(),
                counted.writes(),
                counted.writeDrops());
    }

    /** What {@code GET /gcx/metrics} tells; counts since the start. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Figures(
            long hits,
            long misses,
            long staleServed,
            double hitRatio,
            double avgLatencyMs,
            long cacheSize,
            long cacheBytes,
            long upstreamCalls,
            long evictions,
            Map<String, Map<String, Long>> passedCalls,
            Map<String, Long> writes,
            Map<String, Long> writeDrops) {}
}
