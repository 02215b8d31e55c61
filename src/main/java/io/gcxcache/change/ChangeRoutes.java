package io.gcxcache.change;

import io.gcxcache.context.Round;
import io.gcxcache.context.Services;
import io.gcxcache.disk.Disk;
import io.micrometer.core.instrument.Tag;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.service.ServiceSupport;

/**
 * What happens behind a change: listeners are told, and {@code direct:gcx-notify}, which the YAML declares, tells every
 * target what is due.
 */
public final class ChangeRoutes extends RouteBuilder {
    private final List<ChangeListener> listeners;
    private final Outbox outbox;
    private final Services services;

    /**
     * @param kept where notifications are kept
     * @param mostWaiting how many may wait for a target
     */
    public ChangeRoutes(Path kept, Disk disk, int mostWaiting, List<ChangeListener> listeners, Services services) {
        this.listeners = listeners;
        this.outbox = new Outbox(
                kept,
                disk,
                mostWaiting,
                services.clock(),
                new RetryBackoff(services.random()),
                new Dropped(mostWaiting, services)::tell);
        this.services = services;
    }

    public Outbox outbox() {
        return outbox;
    }

    @Override
    // spotless:off
    public void configure() throws Exception {
        errorHandler(noErrorHandler());
        ChangeListeners told =
                new ChangeListeners(listeners, services.pools().work());
        getContext().addService(new CloseAtTheEnd());
        long sync = Outbox.SYNC_PERIOD.toMillis();
        services.pools().events().scheduleWithFixedDelay(new Round("sync the outbox", outbox::sync), sync, sync, TimeUnit.MILLISECONDS);
        services.meters().counter("gcx.cdn.unsaved", outbox::unsaved);
        for (NotificationReport.State state : NotificationReport.State.values()) {
            services.meters().gauge("gcx.cdn.notifications", () -> outbox.count(state), Tag.of("state", state.word()));
        }

        from("direct:gcx-changed").routeId("gcx-changed")
                .process(exchange -> outbox.release(Change.of(exchange))).id("release-notifications")
                .process(exchange -> told.tell(Change.of(exchange))).id("tell-listeners")
                .filter(exchange -> outbox.hasDue()).id("if-notifications-are-due")
                        .to("direct:gcx-notify?block=false").id("notify-now")
                .end();

        from("scheduler:gcx-notify-due?delay=200&initialDelay=200&scheduledExecutorService=#gcx-events")
                .routeId("gcx-notify-due")
                .filter(exchange -> outbox.hasDue()).id("if-retries-are-due")
                        .to("direct:gcx-notify?block=false").id("notify-again")
                .end();
    }
    // spotless:on

    /** Services stop after routes, so nothing is delivered any more. */
    private final class CloseAtTheEnd extends ServiceSupport {
        @Override
        protected void doStop() {
            outbox.close();
        }
    }
}
