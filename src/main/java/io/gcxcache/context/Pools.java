package io.gcxcache.context;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * The gateway's thread pools, bound under their names so that every route uses the same ones.
 *
 * @param calls runs the calls to Genesys, which block, and what follows each; nothing else, so that nothing queues behind
 *     a slow Genesys
 * @param work runs what leaves the event loop or the clock: refreshes between their calls, large bodies, listeners,
 *     notifications
 * @param timers wakes what waits; hands over at once
 * @param events writes audit files, and answers what takes its time
 */
public record Pools(
        ExecutorService calls, ExecutorService work, ScheduledExecutorService timers, ScheduledExecutorService events) {
    /** How many calls to Genesys have a thread. */
    public static final int CALL_THREADS = 96;

    private static final int WORK_THREADS = 32;
    private static final int LONGEST_QUEUE = 100_000;

    /** Makes the pools and binds each under its name. */
    public static Pools in(CamelContext context) throws Exception {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        Pools pools = new Pools(
                manager.newThreadPool(context, "gcx-calls", blocking("gcx-calls", CALL_THREADS)),
                manager.newThreadPool(context, "gcx-work", blocking("gcx-work", WORK_THREADS)),
                forgetting(manager.newScheduledThreadPool(context, "gcx-timers", scheduled("gcx-timers"))),
                manager.newScheduledThreadPool(context, "gcx-events", scheduled("gcx-events")));
        context.getRegistry().bind("gcx-calls", pools.calls);
        context.getRegistry().bind("gcx-work", pools.work);
        context.getRegistry().bind("gcx-timers", pools.timers);
        context.getRegistry().bind("gcx-events", pools.events);
        context.addService(new ServiceSupport() {
            /** What still waits when every route has stopped (time limits, the throttle's sweep) is not waited for. */
            @Override
            protected void doStop() {
                manager.shutdownNow(pools.timers);
                manager.shutdownNow(pools.events);
                manager.shutdownNow(pools.work);
                manager.shutdownNow(pools.calls);
            }
        });
        return pools;
    }

    /** What is cancelled is gone at once: the time limit of a flight that landed would hold its entry for as long as it was. */
    private static ScheduledExecutorService forgetting(ScheduledExecutorService timers) {
        ((SizedScheduledExecutorService) timers)
                .getScheduledThreadPoolExecutor()
                .setRemoveOnCancelPolicy(true);
        return timers;
    }

    /** Threads that end when they have had nothing to do for a minute. */
    private static ThreadPoolProfile blocking(String name, int threads) {
        return new ThreadPoolProfileBuilder(name)
                .poolSize(threads)
                .maxPoolSize(threads)
                .keepAliveTime(60L, TimeUnit.SECONDS)
                .allowCoreThreadTimeOut(true)
                .maxQueueSize(LONGEST_QUEUE)
                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                .build();
    }

    /** Camel's own limit of 1,000 waiting tasks would refuse the thousand-and-first flight. */
    private static ThreadPoolProfile scheduled(String name) {
        return new ThreadPoolProfileBuilder(name)
                .poolSize(2)
                .maxQueueSize(LONGEST_QUEUE)
                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                .build();
    }
}
