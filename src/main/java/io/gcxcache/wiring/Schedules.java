package io.gcxcache.wiring;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.quartz.QuartzComponent;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Quartz of the routes, under a scheme of its own, so that a host's stays as it is. */
final class Schedules {
    static final String SCHEME = "gcx-quartz";

    /** No schedule fires sooner after the start: what people ask for goes first. */
    static final Duration QUIET = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    private final ScheduledExecutorService timers;
    private final InstantSource steady;
    private final Instant quietUntil;

    Schedules(ScheduledExecutorService timers, InstantSource steady) {
        this.timers = timers;
        this.steady = steady;
        this.quietUntil = steady.instant().plus(QUIET);
    }

    /** A component whose schedules do not fire before it {@linkplain #begin begins}. */
    static QuartzComponent component() {
        QuartzComponent quartz = new QuartzComponent() {
            /** Camel tells it of every start of the context, also when it has ended before that. */
            @Override
            protected void doStartScheduler() throws Exception {
                if (isStarted()) {
                    super.doStartScheduler();
                }
            }
        };
        quartz.setProperties(Map.of(
                "org.quartz.scheduler.instanceName", SCHEME,
                "org.quartz.scheduler.makeSchedulerThreadDaemon", "true",
                "org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool",
                "org.quartz.threadPool.threadCount", "2",
                "org.quartz.threadPool.makeThreadsDaemons", "true",
                "org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore"));
        quartz.setEnableJmx(false);
        quartz.setAutoStartScheduler(false);
        // Each job only taps a route, so there is none to wait for; idle threads of Quartz would take half a second to
        // notice that they are to end.
        quartz.setInterruptJobsOnShutdown(true);
        return quartz;
    }

    /**
     * Has the schedules of a component fire, once the gateway is old enough.
     *
     * @return to be cancelled if the component ends before
     */
    Future<?> begin(QuartzComponent quartz) {
        long quiet = Duration.between(steady.instant(), quietUntil).toMillis();
        return timers.schedule(() -> start(quartz), Math.max(0, quiet), TimeUnit.MILLISECONDS);
    }

    private static void start(QuartzComponent quartz) {
        try {
            if (!quartz.isStoppingOrStopped()) {
                quartz.getScheduler().start();
            }
        } catch (SchedulerException e) {
            LOG.error("The schedules of the routes cannot be started", e);
        }
    }
}
