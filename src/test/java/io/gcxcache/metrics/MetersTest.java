package io.gcxcache.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

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

    @Test
    void statusesThatAreNoneAreOneSeries() {
        meters.upstreamCall("things", 200, 1);
        for (int status = 600; status < 1_000; status++) {
            meters.upstreamCall("things", status, 1);
        }

        assertThat(registry.find("gcx.upstream.calls").timers())
                .extracting(timer -> timer.getId().getTag("status"))
                .containsExactlyInAnyOrder("200", "other");
        assertThat(meters.snapshot().upstreamCalls()).isEqualTo(401);
    }
}
