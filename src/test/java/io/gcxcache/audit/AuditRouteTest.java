package io.gcxcache.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.RouteTest;
import io.gcxcache.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gcx-audit} takes an event without touching the disk; {@code gcx-audit-write} writes all that wait. */
class AuditRouteTest extends RouteTest {
    private static final String WRITE = "direct:write-under-test";

    @TempDir
    Path work;

    private final AuditTrail trail = new AuditTrail();

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new AuditRoutes(work.resolve("audit"), Disk.REAL, Long.MAX_VALUE, null, clock, trail);
    }

    @Test
    void takesAnEventAndWritesNothingYet() throws Exception {
        startWithoutTimer();

        audit(event("cache_hit"));

        assertThat(steps("gcx-audit")).containsExactly("audit-offer");
        assertThat(trail.size()).isEqualTo(1);
        assertThat(work.resolve("audit")).isEmptyDirectory();
    }

    @Test
    void writesWhatWaitsInItsOrder() throws Exception {
        startWithoutTimer();
        audit(event("cache_miss_to_populate"));
        audit(event("cache_hit"));

        template.sendBody(WRITE, null);

        assertThat(events()).containsExactly("cache_miss_to_populate", "cache_hit");
        assertThat(trail.isEmpty()).isTrue();
        assertThat(steps("gcx-audit-write")).containsExactly("audit-batches", "audit-write-batch");
    }

    @Test
    void writesBatchAfterBatchUntilNothingWaits() throws Exception {
        startWithoutTimer();
        int twoBatchesAndOne = 2 * AuditFile.BATCH + 1;
        for (int i = 0; i < twoBatchesAndOne; i++) {
            trail.offer(event("cache_hit"));
        }

        template.sendBody(WRITE, null);

        assertThat(steps("gcx-audit-write"))
                .filteredOn("audit-write-batch"::equals)
                .hasSize(3);
        assertThat(events()).hasSize(twoBatchesAndOne);
    }

    @Test
    void writesNothingWhenNothingWaits() throws Exception {
        startWithoutTimer();

        template.sendBody(WRITE, null);

        assertThat(steps("gcx-audit-write")).containsExactly("audit-batches");
        assertThat(work.resolve("audit")).isEmptyDirectory();
    }

    @Test
    void writesByItselfSomeTimesASecond() throws Exception {
        context.start();
        audit(event("cache_hit"));
        NotifyBuilder twoRounds = new NotifyBuilder(context)
                .fromRoute("gcx-audit-write")
                .whenCompleted(2)
                .create();

        assertThat(twoRounds.matches(5, TimeUnit.SECONDS)).isTrue();
        assertThat(events()).containsExactly("cache_hit");
    }

    @Test
    void writesTheRestWhenTheGatewayStops() throws Exception {
        startWithoutTimer();
        audit(event("cache_hit"));

        context.stop();

        assertThat(events()).containsExactly("cache_hit");
    }

    @Test
    void saysInItsHealthThatEventsAreLost() throws Exception {
        startWithoutTimer();
        Path folder = work.resolve("audit");
        Files.delete(folder);
        Files.createFile(folder);
        audit(event("cache_hit"));

        template.sendBody(WRITE, null);

        HealthCheck health = context.getRegistry().lookupByNameAndType("gcxAuditHealth", HealthCheck.class);
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health.call().getMessage().orElseThrow()).contains("gcx.audit.dir", "1 since the start");
        Files.delete(folder);
        audit(event("cache_hit"));
        template.sendBody(WRITE, null);
        assertThat(health.call().getMessage()).isEmpty();
        assertThat(events()).containsExactly("events_lost", "cache_hit");
    }

    private void startWithoutTimer() throws Exception {
        AdviceWith.adviceWith(context, "gcx-audit-write", route -> route.replaceFromWith(WRITE));
        context.start();
    }

    private void audit(AuditEvent event) {
        template.send("direct:gcx-audit", exchange -> exchange.setProperty(AuditEvent.PROPERTY, event));
    }

    private AuditEvent event(String name) {
        return AuditEvent.of(clock.instant(), name, "gcx:thing:1", Map.of("latency_ms", 1));
    }

    /** The names of the events in the files, in their order. */
    private List<String> events() throws IOException {
        List<String> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(work.resolve("audit"))) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    events.add(new ObjectMapper().readTree(line).path("event").asText());
                }
            }
        }
        return events;
    }
}
