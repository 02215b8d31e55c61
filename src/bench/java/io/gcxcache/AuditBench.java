package io.gcxcache;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditRoutes;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.audit.RecurringEvent;
import io.gcxcache.context.Pools;
import io.gcxcache.disk.Disk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/** Sends 50,000 events a second to {@code direct:gcx-audit} for some time and counts what reached the file. */
final class AuditBench {
    private static final int PER_SECOND = 50_000;
    private static final int SECONDS = 20;
    private static final int BURST = 500;

    private AuditBench() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("gcx-audit-bench");
        AuditTrail trail = new AuditTrail();
        CamelContext camel = new DefaultCamelContext();
        Pools.in(camel);
        camel.addRoutes(new AuditRoutes(folder, Disk.REAL, Long.MAX_VALUE, null, InstantSource.system(), trail));
        camel.start();
        RecurringEvent hit = new RecurringEvent(
                "cache_hit", "gcx:directory:internal_agents", "directory_id", "internal_agents", "wallboard");
        long most = 0;
        long heap = 0;
        int sent = 0;
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            long start = System.nanoTime();
            while (sent < PER_SECOND * SECONDS) {
                for (int i = 0; i < BURST; i++) {
                    AuditEvent event = hit.at(Instant.now(), 42_000);
                    template.send("direct:gcx-audit", exchange -> exchange.setProperty(AuditEvent.PROPERTY, event));
                }
                sent += BURST;
                most = Math.max(most, trail.size());
                heap = Math.max(heap, usedHeap());
                LockSupport.parkNanos(start + sent * (TimeUnit.SECONDS.toNanos(1) / PER_SECOND) - System.nanoTime());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("sent %d events in %.1f s (%.0f/s)%n", sent, seconds, sent / seconds);
        }
        camel.stop();
        long written = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    written += lines.count();
                }
            }
        }
        System.out.printf(
                "written %d lines, lost %d; most events waiting %d of %d; most heap used %d MiB%n",
                written, trail.lost(), most, AuditTrail.CAPACITY, heap >> 20);
    }

    private static long usedHeap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
