package io.gcxcache.ask;

import com.github.benmanes.caffeine.cache.Cache;
import io.gcxcache.RouteTest;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.cache.CacheBounds;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.EarlyRefresh;
import io.gcxcache.cache.EntryCache;
import io.gcxcache.cache.Invalidations;
import io.gcxcache.cache.Segments;
import io.gcxcache.cache.Tags;
import io.gcxcache.cdn.CdnRoutes;
import io.gcxcache.cdn.CdnSettings;
import io.gcxcache.cdn.Change;
import io.gcxcache.metrics.Meters;
import io.gcxcache.upstream.BudgetPolicy;
import io.gcxcache.upstream.LocalBudgets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;

/** The routes of this room, with their real beans and one resource, {@code thing}. */
abstract class ResourceRoomRouteTest extends RouteTest {
    static final String KEY = "gcx:thing:1";
    static final String FAMILY = "things";
    static final Duration TTL = Duration.ofSeconds(100);
    static final Duration STALE_WINDOW = Duration.ofSeconds(1000);
    static final Profile PROFILE = new Profile(
            "thing",
            "mock:fetch",
            FAMILY,
            "thing:read",
            STALE_WINDOW,
            Duration.ofSeconds(60),
            false,
            "thing_id",
            new TagRules("thing", null));

    final MeterRegistry registry = new SimpleMeterRegistry();
    final Meters meters = new Meters(registry);
    final AuditTrail audit = new AuditTrail();
    final LocalBudgets budgets = new LocalBudgets(
            new BudgetPolicy(1000, Duration.ofSeconds(60), 0.1, Duration.ofSeconds(1)), clock, meters, audit);
    final Cache<String, CacheEntry> cache =
            EntryCache.create(new CacheBounds(100, 1 << 20), clock, (key, entry, cause) -> {});
    final Invalidations invalidations = new Invalidations();
    final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    LocalFlights flights;

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        flights = new LocalFlights(
                invalidations,
                clock,
                context.getRegistry().lookupByNameAndType("gcx-timers", ScheduledExecutorService.class));
        context.getRegistry().bind("gcx", cache);
        CdnRoutes cdn = new CdnRoutes(
                new CdnSettings(Path.of("never-made"), Duration.ofSeconds(1), List.of()),
                List.of(changes::add),
                audit,
                meters,
                clock,
                () -> 0);
        // Early by chance once the last tenth of the TTL is reached.
        EarlyRefresh early = new EarlyRefresh(1, 0.1);
        return new RoutesBuilder[] {
            cdn,
            new ResourceRoutes(
                    cache, invalidations, cdn.outbox(), flights, budgets, early, meters, audit, clock, () -> 0.999),
            thing()
        };
    }

    private static RoutesBuilder thing() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                templatedRoute("gcx-resource")
                        .routeId("gcx-thing")
                        .parameter("name", "thing")
                        .parameter("id", "GcxThingId")
                        .parameter("subject", "thing_id")
                        .parameter("key", "gcx:thing:${header.GcxThingId}")
                        .parameter("fetch", "mock:fetch")
                        .parameter("family", FAMILY)
                        .parameter("scope", "thing:read")
                        .parameter("staleWindow", Long.toString(STALE_WINDOW.toSeconds()));
            }
        };
    }

    final Question question() {
        return new Question(PROFILE, KEY, "1", Directive.FRESH, clock.millis(), System.nanoTime());
    }

    /** An entry whose fill took a while and ended some time ago. */
    final CacheEntry entry(Duration age) {
        Instant filled = clock.instant().minus(age);
        List<byte[]> segments = List.of("a thing".getBytes(StandardCharsets.UTF_8));
        return new CacheEntry(
                KEY,
                segments,
                Segments.etag(segments),
                filled.minusSeconds(30),
                filled,
                TTL,
                STALE_WINDOW,
                1,
                null,
                null,
                Tags.of(List.of()),
                Directive.FRESH,
                false,
                0);
    }

    static Answer answer(String body) {
        return new Answer(List.of(body.getBytes(StandardCharsets.UTF_8)), TTL, STALE_WINDOW, 1, null, null);
    }
}
