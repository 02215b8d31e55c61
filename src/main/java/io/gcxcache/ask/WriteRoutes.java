package io.gcxcache.ask;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Settling;
import io.gcxcache.catalogue.ApiPath;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.Touched;
import io.gcxcache.change.Change;
import io.gcxcache.change.Outbox;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Usage;
import io.gcxcache.upstream.Write;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.util.concurrent.SynchronousExecutorService;

/**
 * {@code direct:gcx-written}: a write may have been done, and whoever sent it is not told before what it touches is dropped. Its
 * message is that of the answer, and stays as it is.
 */
final class WriteRoutes extends RouteBuilder {
    private static final String CHANGES = "GcxChanges";

    private final LiveCatalogue catalogue;
    private final EntryStore store;
    private final Settling settling;
    private final Outbox outbox;
    private final Services services;

    WriteRoutes(LiveCatalogue catalogue, EntryStore store, Settling settling, Outbox outbox, Services services) {
        this.catalogue = catalogue;
        this.store = store;
        this.settling = settling;
        this.outbox = outbox;
        this.services = services;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());
        ExecutorService caller = new SynchronousExecutorService();

        from("direct:gcx-written").routeId("gcx-written").streamCache(false).trace(false).messageHistory(false)
                .process(this::drop).id("drop-touched")
                .filter(exchangeProperty(AuditEvent.PROPERTY).isNotNull()).id("if-it-touches-anything")
                        .wireTap("direct:gcx-audit?block=false").executorService(caller).id("audit-write").end()
                        .split(exchangeProperty(CHANGES)).id("each-change")
                                .process(exchange -> exchange.setProperty(Change.PROPERTY, exchange.getMessage().getBody()))
                                        .id("name-change")
                                .wireTap("direct:gcx-changed?block=false").executorService(caller).id("tell-of-write").end()
                        .end()
                .end();
    }
    // spotless:on

    private void drop(Exchange exchange) {
        Write write = Write.of(exchange);
        List<Touched> touched = touched(write);
        Set<String> tags = new LinkedHashSet<>();
        touched.forEach(one -> tags.add(one.tag()));
        List<Change> changes = changes(touched);
        outbox.commit(changes);
        // In this order: a fill that begins in between is bound by the first, or outdated by the second.
        settling.written(tags);
        int dropped = store.written(tags);
        services.meters().written(write.family(), dropped);
        exchange.setProperty(CHANGES, changes);
        exchange.setProperty(
                AuditEvent.PROPERTY,
                tags.isEmpty()
                        ? null
                        : event(write, tags, dropped).by(Usage.of(exchange).name()));
    }

    private List<Touched> touched(Write write) {
        try {
            return catalogue.current().touchedBy(write.method(), ApiPath.of(write.path()));
        } catch (IllegalArgumentException e) {
            // A route of somebody's own asked for what is no path; nothing is declared there.
            return List.of();
        }
    }

    /** What is kept nowhere is told to nobody. */
    private List<Change> changes(List<Touched> touched) {
        long now = services.clock().millis();
        return touched.stream()
                .filter(one -> one.declaration().shareable() || store.hasTagged(one.tag()))
                .map(Touched::tag)
                .distinct()
                .map(tag -> Change.invalidated(tag, now))
                .toList();
    }

    private AuditEvent event(Write write, Set<String> tags, int dropped) {
        Map<String, Object> details = Map.of(
                "reason",
                "written",
                "by",
                write.method() + ' ' + write.path(),
                "tags",
                List.copyOf(tags),
                "entry_count",
                dropped);
        return AuditEvent.of(services.clock().instant(), "invalidation", null, details);
    }
}
