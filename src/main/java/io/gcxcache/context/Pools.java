package io.gcxcache.context;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * The gateway's thread pools, bound under their names so that every route uses the same ones.
 *
 * @param upstream runs what blocks: the calls to Genesys
 * @param timers wakes what waits; hands over to {@code upstream} at once
 * @param events writes audit files, and answers what takes its time
 */
public record Pools(ExecutorService upstream, ScheduledExecutorService timers, ScheduledExecutorService events) {
    private static final int UPSTREAM_THREADS = 50;
    private static final int LONGEST_QUEUE = 100_000;

    /** Makes the pools and binds each under its name. */
    public static Pools in(CamelContext context) throws Exception {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        ExecutorService upstream = manager.newThreadPool(
                context,
                "gcx-upstream",
                new ThreadPoolProfileBuilder("gcx-upstream")
                        .poolSize(UPSTREAM_THREADS)
                        .maxPoolSize(UPSTREAM_THREADS)
                        .keepAliveTime(60L, TimeUnit.SECONDS)
                        .allowCoreThreadTimeOut(true)
                        .maxQueueSize(LONGEST_QUEUE)
                        .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                        .build());
        Pools pools = new Pools(
                upstream,
                manager.newScheduledThreadPool(context, "gcx-timers", scheduled("gcx-timers")),
                manager.newScheduledThreadPool(context, "gcx-events", scheduled("gcx-events")));
        context.getRegistry().bind("gcx-upstream", pools.upstream);
        context.getRegistry().bind("gcx-timers", pools.timers);
        context.getRegistry().bind("gcx-events", pools.events);
        context.addService(new ServiceSupport() {
            /** What still waits when every route has stopped (time limits, the throttle's sweep) is not waited for. */
            @Override
            protected void doStop() {
                manager.shutdownNow(pools.timers);
            }
        });
        return pools;
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
