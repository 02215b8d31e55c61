package io.gcxcache.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.RouteTest;
import io.gcxcache.cache.Backing;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheBounds;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-metrics}: the figures that matter most, as JSON. */
class MetricsRouteTest extends RouteTest {
    private final Meters meters = new Meters(new SimpleMeterRegistry());
    private final EntryStore store =
            new EntryStore(new CacheBounds(10, 1 << 20), clock, (key, reason) -> {}, replaced -> {}, Backing.NONE);

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new MetricsRoutes(meters, store);
    }

    @BeforeEach
    void start() {
        context.start();
    }

    @Test
    void tellsWhatWasCounted() throws IOException {
        meters.hit(false, 1_000_000);
        meters.hit(true, 1_000_000);
        meters.hit(false, 1_000_000);
        meters.miss();
        meters.missAnswered(5_000_000);
        meters.upstreamCall("things", 200, 1_000_000);
        meters.eviction();
        store.put(entry(new byte[100]));

        JsonNode figures = ask();

        assertThat(figures.path("hits").asLong()).isEqualTo(3);
        assertThat(figures.path("misses").asLong()).isEqualTo(1);
        assertThat(figures.path("stale_served").asLong()).isEqualTo(1);
        assertThat(figures.path("hit_ratio").asDouble()).isEqualTo(0.75);
        assertThat(figures.path("avg_latency_ms").asDouble()).isEqualTo(2);
        assertThat(figures.path("cache_size").asLong()).isEqualTo(1);
        assertThat(figures.path("cache_bytes").asLong()).isEqualTo(100);
        assertThat(figures.path("upstream_calls").asLong()).isEqualTo(1);
        assertThat(figures.path("evictions").asLong()).isEqualTo(1);
        assertThat(steps("gcx-metrics")).containsExactly("metrics-figures", "metrics-json");
    }

    @Test
    void hasFiguresBeforeAnythingHappened() throws IOException {
        JsonNode figures = ask();

        assertThat(figures.path("hit_ratio").asDouble()).isZero();
        assertThat(figures.path("avg_latency_ms").asDouble()).isZero();
    }

    private JsonNode ask() throws IOException {
        return new ObjectMapper().readTree(template.requestBody("direct:gcx-metrics", null, byte[].class));
    }

    private CacheEntry entry(byte[] body) {
        return new CacheEntry(
                "a",
                Body.asItCame(body),
                clock.instant(),
                clock.instant(),
                clock.instant(),
                Duration.ofSeconds(60),
                Duration.ZERO,
                null,
                null,
                null,
                Tags.of(List.of()),
                Directive.FRESH,
                false,
                0,
                false,
                false,
                CacheEntry.OK,
                "",
                false);
    }
}
