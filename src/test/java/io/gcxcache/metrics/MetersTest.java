package io.gcxcache.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Meters of what is counted elsewhere keep counting when nobody else holds the one that counts. */
class MetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);
    private final AtomicLong kept = new AtomicLong(1);

    @Test
    void aCounterGoesOnAfterAGarbageCollection() {
        meters.counter("lost", kept::get);
        assertThat(registry.get("lost").functionCounter().count()).isEqualTo(1);

        System.gc();
        kept.set(2);

        assertThat(registry.get("lost").functionCounter().count()).isEqualTo(2);
    }

    @Test
    void aGaugeGoesOnAfterAGarbageCollection() {
        meters.gauge("waiting", kept::get);
        assertThat(registry.get("waiting").gauge().value()).isEqualTo(1);

        System.gc();
        kept.set(2);

        assertThat(registry.get("waiting").gauge().value()).isEqualTo(2);
    }
}
