package io.gcxcache;

import com.github.benmanes.caffeine.cache.Cache;
import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditRoutes;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryCache;
import io.gcxcache.cache.Invalidations;
import io.gcxcache.cache.MemoryPressure;
import io.gcxcache.cdn.CdnRoutes;
import io.gcxcache.cdn.ChangeListener;
import io.gcxcache.directory.DirectoryEntries;
import io.gcxcache.directory.ListDocument;
import io.gcxcache.metrics.HeapAfterGc;
import io.gcxcache.metrics.Meters;
import io.gcxcache.metrics.MetricsRoutes;
import io.gcxcache.report.ReportRoutes;
import io.gcxcache.resource.LocalFlights;
import io.gcxcache.resource.NamedResourceRoutes;
import io.gcxcache.resource.ResourceRoutes;
import io.gcxcache.upstream.GenesysHealthCheck;
import io.gcxcache.upstream.LocalBudgets;
import io.gcxcache.upstream.UpstreamRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.spi.Registry;

/** Puts the rooms together in one Camel context. */
final class Bundle extends RouteBuilder {
    private static final int PRESSURE_SECONDS = 10;

    private final GcxSettings settings;
    private final InstantSource clock;
    private final DoubleSupplier random;
    private final List<ChangeListener> listeners;

    Bundle(GcxSettings settings, InstantSource clock, DoubleSupplier random, List<ChangeListener> listeners) {
        this.listeners = List.copyOf(listeners);
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void configure() throws Exception {
        CamelContext context = getContext();
        context.getPropertiesComponent().addPropertiesSource(new SettingsSource(settings));
        Pools pools = Pools.in(context);
        Schedules.in(context, pools.timers());
        Meters meters = new Meters(meterRegistry(context));
        AuditTrail audit = new AuditTrail();
        meters.counter("gcx.audit.lost", audit::lost);
        Cache<String, CacheEntry> cache = cache(meters, audit);
        pools.timers()
                .scheduleWithFixedDelay(
                        new MemoryPressure(cache.policy().eviction().orElseThrow(), new HeapAfterGc()),
                        PRESSURE_SECONDS,
                        PRESSURE_SECONDS,
                        TimeUnit.SECONDS);
        LocalBudgets budgets = new LocalBudgets(settings.budget(), clock, meters, audit);
        Invalidations invalidations = new Invalidations();
        LocalFlights flights = new LocalFlights(invalidations, clock, pools.timers());
        meters.gauge("gcx.flights", flights::inProgress);

        Registry registry = context.getRegistry();
        registry.bind("gcx", cache);
        registry.bind("gcxBudgets", budgets);
        registry.bind("gcxDirectoryTtl", settings.directoryTtl());
        registry.bind("gcxDirectoryEntries", new DirectoryEntries());
        registry.bind("gcxDirectoryDocument", document("directory_id"));
        registry.bind("gcxListDocument", document("name"));

        UpstreamRoutes upstream = new UpstreamRoutes(
                settings.genesys(), budgets, settings.budget().maxWait(), audit, meters, clock, random);
        CdnRoutes cdn = new CdnRoutes(settings.cdn(), listeners, audit, meters, clock, random);
        context.addRoutes(new AuditRoutes(settings.auditDir(), clock, audit));
        context.addRoutes(cdn);
        registry.bind("gcxOutbox", cdn.outbox());
        context.addRoutes(upstream);
        context.addRoutes(new ResourceRoutes(
                cache,
                invalidations,
                cdn.outbox(),
                flights,
                budgets,
                settings.earlyRefresh(),
                meters,
                audit,
                clock,
                random));
        context.addRoutes(new ReportRoutes(settings.reportTtl(), budgets, clock, random));
        context.addRoutes(new MetricsRoutes(meters, cache));
        context.addRoutes(new NamedResourceRoutes());
        new RouteFiles(settings).load(context, name -> !name.equals(RouteFiles.GATEWAY));
        registry.bind("gcxHealth", new GenesysHealthCheck(upstream.tokens(), () -> cache.estimatedSize() == 0));
    }

    private ListDocument document(String nameField) {
        return new ListDocument(nameField, settings.segmentEntries(), settings.splitOversize(), clock);
    }

    private Cache<String, CacheEntry> cache(Meters meters, AuditTrail audit) {
        return EntryCache.create(settings.cache(), clock, (key, entry, cause) -> {
            meters.eviction();
            audit.offer(AuditEvent.of(
                    clock.instant(),
                    "eviction",
                    key,
                    Map.of("reason", cause.name().toLowerCase(Locale.ROOT))));
        });
    }

    private static MeterRegistry meterRegistry(CamelContext context) {
        MeterRegistry found = context.getRegistry()
                .lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class);
        if (found != null) {
            return found;
        }
        MeterRegistry made = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, made);
        return made;
    }
}
