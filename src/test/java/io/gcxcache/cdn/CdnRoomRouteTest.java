package io.gcxcache.cdn;

import io.gcxcache.RouteTest;
import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.audit.TrailEvents;
import io.gcxcache.change.Change;
import io.gcxcache.change.ChangeRoutes;
import io.gcxcache.change.Outbox;
import io.gcxcache.change.TestChange;
import io.gcxcache.context.Services;
import io.gcxcache.disk.Disk;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.io.TempDir;

/** The routes of this room, with their real beans and one target, {@code thing}. */
abstract class CdnRoomRouteTest extends RouteTest {
    static final int MOST_WAITING = 20;

    @TempDir
    Path folder;

    final MeterRegistry registry = new SimpleMeterRegistry();
    final AuditTrail audit = new AuditTrail();
    Outbox outbox;

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        CdnSettings settings =
                new CdnSettings(folder.resolve("outbox.journal"), MOST_WAITING, Duration.ofSeconds(1), List.of());
        Services services = new Services(clock, clock, () -> 0, new Meters(registry), audit, pools);
        ChangeRoutes changes = new ChangeRoutes(settings.outbox(), Disk.REAL, MOST_WAITING, List.of(), services);
        outbox = changes.outbox();
        return new RoutesBuilder[] {changes, new CdnRoutes(settings, outbox, services), target()};
    }

    private static RoutesBuilder target() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                templatedRoute("gcx-target")
                        .routeId("gcx-tell-thing")
                        .parameter("name", "thing")
                        .parameter("on", "yes")
                        .parameter("request", "mock:request")
                        .parameter("batch", "2");
                templatedRoute("gcx-target")
                        .routeId("gcx-tell-nobody")
                        .parameter("name", "nobody")
                        .parameter("request", "mock:request-of-nobody");
            }
        };
    }

    /** Starts the routes, but for the one that looks by itself for what is due. */
    final void startWithoutTimer() throws Exception {
        AdviceWith.adviceWith(context, "gcx-notify-due", route -> route.replaceFromWith("direct:due-under-test"));
        context.start();
    }

    final void announce(Change change) {
        outbox.commit(change);
        TestChange.happens(outbox, change);
    }

    final List<AuditEvent> audited() {
        return TrailEvents.drain(audit);
    }
}
