package io.gcxcache.ask;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gcxcache.audit.AuditEvent;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Freshness;
import io.gcxcache.cache.Tags;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.change.Change;
import io.gcxcache.change.Outbox;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Usage;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.apache.camel.util.concurrent.SynchronousExecutorService;

/** {@code direct:gcx-entries}, which tells what is cached, and {@code direct:gcx-invalidate}, which drops it. */
final class EntryRoutes extends RouteBuilder {
    private final LiveCatalogue catalogue;
    private final EntryStore store;
    private final Outbox outbox;
    private final InstantSource clock;
    private final InstantSource steady;

    EntryRoutes(LiveCatalogue catalogue, EntryStore store, Outbox outbox, Services services) {
        this.catalogue = catalogue;
        this.store = store;
        this.outbox = outbox;
        this.clock = services.clock();
        this.steady = services.steady();
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());
        ExecutorService caller = new SynchronousExecutorService();
        getContext().getRegistry().bind("gcxEntries", new CachedIds(store));

        from("direct:gcx-entries").routeId("gcx-entries")
                .process(this::list).id("list-entries")
                .marshal().json(JsonLibrary.Jackson).id("entries-json");

        from("direct:gcx-invalidate").routeId("gcx-invalidate")
                .process(Invalidation::read).id("read-invalidation")
                .process(this::announce).id("commit-invalidation")
                .process(this::drop).id("drop-entries")
                .process(new Later<>(exchange -> store.backing().pending(), EntryRoutes::name)).id("await-others")
                .wireTap("direct:gcx-audit?block=false").executorService(caller).id("audit-invalidation").end()
                .wireTap("direct:gcx-changed?block=false").executorService(caller).id("tell-of-invalidation").end()
                .marshal().json(JsonLibrary.Jackson).id("invalidation-json");
    }
    // spotless:on

    private void list(Exchange exchange) {
        String prefix = exchange.getMessage().getHeader("prefix", "", String.class);
        long now = steady.millis();
        Catalogue declared = catalogue.current();
        List<CacheEntry> found = store.all()
                .filter(entry -> entry.key().startsWith(prefix)
                        && lifetime(declared, entry).freshness(entry.ageMillis(now)) != Freshness.EXPIRED)
                .sorted(Comparator.comparing(CacheEntry::key))
                .toList();
        Listing<CacheEntry> part = Listing.of(exchange, found, CacheEntry::key);
        exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
        exchange.getMessage()
                .setBody(new Entries(
                        part.items().stream()
                                .map(entry -> ListedEntry.of(entry, lifetime(declared, entry), now))
                                .toList(),
                        found.size(),
                        part.next()));
    }

    /** What is declared no more, or otherwise, answers nobody, and stands as it was fetched. */
    private static Lifetime lifetime(Catalogue declared, CacheEntry entry) {
        return declared.meantBy(entry.fingerprint())
                .map(resource -> Lifetime.of(entry, resource))
                .orElseGet(() -> Lifetime.asFetched(entry));
    }

    /** Makes sure that the invalidation's notifications survive the process, before anything is dropped. */
    private void announce(Exchange exchange) {
        Invalidation asked = Invalidation.of(exchange);
        Change change = asked.key() == null
                ? Change.invalidated(asked.tag(), clock.millis())
                : Change.invalidated(asked.key(), tags(asked.key()), clock.millis());
        exchange.setProperty(Change.PROPERTY, change);
        outbox.commit(change);
    }

    /** The tags of a key; if nothing is cached under it, shared caches may still know its own. */
    private Tags tags(String key) {
        CacheEntry entry = store.lookUp(key);
        return entry == null ? Tags.of(List.of(key)) : entry.tags();
    }

    private void drop(Exchange exchange) {
        Invalidation asked = Invalidation.of(exchange);
        int dropped = asked.key() == null ? store.invalidateTag(asked.tag()) : store.invalidateKey(asked.key());
        exchange.setProperty(
                AuditEvent.PROPERTY, event(asked, dropped).by(Usage.of(exchange).name()));
        exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
        exchange.getMessage().setBody(new Invalidated(dropped, List.of()));
    }

    /** Names who may still hand out what was dropped. */
    private static void name(Exchange exchange, List<String> pending) {
        Invalidated told = exchange.getMessage().getBody(Invalidated.class);
        exchange.getMessage().setBody(new Invalidated(told.invalidated(), pending));
    }

    private AuditEvent event(Invalidation asked, int dropped) {
        Map<String, Object> details =
                new HashMap<>(Map.of("reason", asked.reason(), "by", asked.by(), "entry_count", dropped));
        if (asked.tag() != null) {
            details.put("tag", asked.tag());
        }
        return AuditEvent.of(clock.instant(), "invalidation", asked.key(), details);
    }

    /** @param pending who may still serve what was invalidated */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Invalidated(int invalidated, List<String> pending) {}

    /** @param entryCount how many there are in all */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entries(List<ListedEntry> entries, int entryCount, String next) {}
}
