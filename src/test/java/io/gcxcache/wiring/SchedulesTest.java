package io.gcxcache.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;

/** Quartz starts five minutes after the gateway. */
class SchedulesTest {
    private final Timers timers = new Timers();

    @Test
    void theSchedulerStartsWhenTheQuietTimeIsOverAndNotBefore() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            QuartzComponent quartz = Schedules.component();
            context.addComponent(Schedules.SCHEME, quartz);
            new Schedules(timers, InstantSource.fixed(Instant.EPOCH)).begin(quartz);
            context.start();
            Scheduler scheduler = quartz.getScheduler();
            assertThat(timers.delay).isEqualTo(Duration.ofMinutes(5));
            assertThat(scheduler.isStarted()).isFalse();

            timers.task.run();

            assertThat(scheduler.isStarted()).isTrue();
        }
    }

    /** Keeps the task for the test to run, and runs nothing itself. */
    private static final class Timers extends ScheduledThreadPoolExecutor {
        private Runnable task;
        private Duration delay;

        private Timers() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            this.task = task;
            this.delay = Duration.of(delay, unit.toChronoUnit());
            return null;
        }
    }
}
