package io.gcxcache.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolsTest {
    private final CamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void thousandsMayWaitAtOnce() throws Exception {
        Pools pools = Pools.in(camel);

        assertThatNoException().isThrownBy(() -> {
            for (int i = 0; i < 5_000; i++) {
                pools.timers().schedule(() -> {}, 1, TimeUnit.HOURS);
            }
        });
    }

    @Test
    void whatIsCancelledHoldsNothing() throws Exception {
        Pools pools = Pools.in(camel);

        pools.timers().schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false);

        assertThat(((SizedScheduledExecutorService) pools.timers())
                        .getScheduledThreadPoolExecutor()
                        .getQueue())
                .isEmpty();
    }
}
