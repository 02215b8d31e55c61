package io.gcxcache.audit;

import io.gcxcache.disk.Disk;
import io.gcxcache.disk.FileHealthCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.service.ServiceSupport;

/** The two routes behind the wire tap: one takes events, one writes them. */
public final class AuditRoutes extends RouteBuilder {
    private final AuditTrail trail;
    private final AuditFile file;

    /**
     * @param folder where the files go; holds nothing else; null if nothing is to be written
     * @param mostBytes how long the file of a day may become
     * @param node which of several replicas every line names; null if there are none
     */
    public AuditRoutes(Path folder, Disk disk, long mostBytes, String node, InstantSource clock, AuditTrail trail) {
        this.trail = trail;
        this.file = folder == null ? null : new AuditFile(folder, disk, mostBytes, node, clock, trail);
    }

    @Override
    // spotless:off
    public void configure() throws Exception {
        errorHandler(noErrorHandler());
        from("direct:gcx-audit").routeId("gcx-audit").streamCache(false)
                .process(exchange -> trail.offer(exchange.getProperty(AuditEvent.PROPERTY, AuditEvent.class)))
                        .id("audit-offer");

        if (file == null) {
            return;
        }
        getContext().addService(new WriteTheRestAtTheEnd());
        getContext().getRegistry().bind("gcxAuditHealth", new FileHealthCheck("audit", file::trouble));

        // Often, since a batch keeps a core from its event loop for as long as it is.
        from("scheduler:gcx-audit-write?delay=20&initialDelay=20&scheduledExecutorService=#gcx-events")
                .routeId("gcx-audit-write")
                .loopDoWhile(exchange -> file.hasMore()).id("audit-batches")
                        .process(exchange -> file.writeBatch()).id("audit-write-batch")
                .end();
    }
    // spotless:on

    /** Services stop after routes, so nothing is offered any more when the rest is written. */
    private final class WriteTheRestAtTheEnd extends ServiceSupport {
        @Override
        protected void doStop() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("The audit file could not be closed", e);
            }
        }
    }
}
