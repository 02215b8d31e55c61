package io.gcxcache.ask;

import io.gcxcache.RouteTest;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.budget.BudgetPolicy;
import io.gcxcache.budget.ClientForms;
import io.gcxcache.budget.LocalBudgets;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheBounds;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.EarlyRefresh;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Settling;
import io.gcxcache.cache.Tags;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.change.Change;
import io.gcxcache.change.ChangeRoutes;
import io.gcxcache.context.Services;
import io.gcxcache.disk.Disk;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;

/** The routes of this room, with their real beans and one resource, {@code thing}, asked for at {@code direct:thing}. */
abstract class AskRoomRouteTest extends RouteTest {
    static final String KEY = "gcx:thing:1";
    static final String FAMILY = "things";
    static final Duration MAX_WAIT = Duration.ofSeconds(1);
    static final Duration TTL = Duration.ofSeconds(100);
    static final Duration STALE_WINDOW = Duration.ofSeconds(1000);

    final Catalogue catalogue = DeclaredResources.catalogue(ListResource.of("thing")
            .path("/api/v2/things/{thingId}")
            .fetch("mock:fetch")
            .family(FAMILY)
            .permission("thing:read")
            .staleWindow((int) STALE_WINDOW.toSeconds()));
    final Resource thing = catalogue.list("thing").orElseThrow();
    final MeterRegistry registry = new SimpleMeterRegistry();
    final Meters meters = new Meters(registry);
    final AuditTrail audit = new AuditTrail();
    final Beyond beyond = new Beyond();
    final EntryStore store =
            new EntryStore(new CacheBounds(100, 1 << 20), clock, (key, reason) -> {}, replaced -> {}, beyond);
    final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    LocalBudgets budgets;
    Flights flights;

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        context.getRegistry().bind("gcx", store.forRoutes());
        Services services = new Services(clock, clock, () -> 0.999, meters, audit, pools);
        ChangeRoutes change = new ChangeRoutes(Path.of("never-made"), Disk.REAL, 10, List.of(changes::add), services);
        // Early by chance once the last tenth of the TTL is reached.
        EarlyRefresh early = new EarlyRefresh(1, 0.1);
        budgets = new LocalBudgets(
                new BudgetPolicy(1000, Duration.ofSeconds(60), 1_000_000, ClientForms.parse(""), 0.1, MAX_WAIT),
                services);
        AskRoutes ask = new AskRoutes(
                new LiveCatalogue(catalogue),
                store,
                new Settling(Duration.ofSeconds(10), clock),
                budgets,
                () -> early,
                change.outbox(),
                endpoint -> endpoint,
                services);
        flights = ask.flights();
        return new RoutesBuilder[] {change, ask, door()};
    }

    private RoutesBuilder door() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:thing")
                        .routeId("thing")
                        .process(exchange -> Ask.about(
                                        exchange, thing, exchange.getMessage().getHeader("ThingId", String.class))
                                .name(exchange, clock))
                        .id("thing-door")
                        .to(AskRoutes.ASK)
                        .id("ask-for-thing");
            }
        };
    }

    /** What the flights and entries of a test are about. */
    Resource asked() {
        return thing;
    }

    final Question question() {
        return new Question(asked(), "1", KEY, Directive.FRESH, clock.instant(), null, null, Question.WHOLE, false);
    }

    /** Makes the exchange ask a question, as a door does. */
    final Ask ask(Exchange exchange, Question question) {
        Ask ask = Ask.about(exchange, thing, "1");
        ask.ask(exchange, question);
        return ask;
    }

    /** An entry of some age, whose fill took half a minute. */
    final CacheEntry entry(Duration age) {
        return entry("a thing", age);
    }

    final CacheEntry entry(String text, Duration age) {
        Instant started = clock.instant().minus(age);
        Instant ended = started.plusSeconds(30);
        return new CacheEntry(
                KEY,
                body(text),
                started,
                ended,
                ended,
                TTL,
                STALE_WINDOW,
                null,
                null,
                null,
                Tags.of(List.of()),
                Directive.FRESH,
                false,
                0,
                false,
                false,
                CacheEntry.OK,
                asked().declaration().fingerprint(),
                false);
    }

    static Answer answer(String body) {
        return new Answer(body(body), TTL, STALE_WINDOW, null, null, false, false);
    }

    private static Body body(String text) {
        return Body.asItCame(text.getBytes(StandardCharsets.UTF_8));
    }
}
