package io.gcxcache.wiring;

import io.gcxcache.api.ApiRoutes;
import io.gcxcache.api.Snapshots;
import io.gcxcache.ask.AskRoutes;
import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditRoutes;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.budget.BudgetRoutes;
import io.gcxcache.budget.LocalBudgets;
import io.gcxcache.cache.Backing;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Settling;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.ResourceBuilder;
import io.gcxcache.catalogue.ResourceFile;
import io.gcxcache.cdn.CdnRoutes;
import io.gcxcache.change.ChangeListener;
import io.gcxcache.change.ChangeRoutes;
import io.gcxcache.consumer.Consumers;
import io.gcxcache.consumer.Tokens;
import io.gcxcache.context.Pools;
import io.gcxcache.context.Round;
import io.gcxcache.context.Services;
import io.gcxcache.context.SteadyClock;
import io.gcxcache.context.StepErrors;
import io.gcxcache.disk.Disk;
import io.gcxcache.disk.FileHealthCheck;
import io.gcxcache.list.ListFetch;
import io.gcxcache.list.ListRoutes;
import io.gcxcache.metrics.HeapAfterGc;
import io.gcxcache.metrics.Meters;
import io.gcxcache.metrics.MetricsRoutes;
import io.gcxcache.metrics.UsageRoutes;
import io.gcxcache.metrics.Usages;
import io.gcxcache.paging.PageSteps;
import io.gcxcache.report.ReportRoutes;
import io.gcxcache.routes.RouteFiles;
import io.gcxcache.routes.SettingsSource;
import io.gcxcache.settings.LiveSettings;
import io.gcxcache.settings.Settings;
import io.gcxcache.through.PassRoutes;
import io.gcxcache.tier.DiskTier;
import io.gcxcache.upstream.GenesysHealthCheck;
import io.gcxcache.upstream.UpstreamRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.service.ServiceSupport;

/** Puts the rooms together in one Camel context. */
public final class Bundle implements Part {
    private static final int PRESSURE_SECONDS = 10;

    /** An edit holds when two looks have found it. */
    private static final int LOOK_MILLIS = 500;

    private final Settings settings;
    private final InstantSource clock;
    private final InstantSource steady;
    private final DoubleSupplier random;
    private final Disk disk;
    private final List<ResourceBuilder> resources;
    private final List<ChangeListener> listeners;
    private final boolean alone;

    /** By the clocks, the chance and the disk of this machine. */
    public Bundle(Settings settings, List<ResourceBuilder> resources, List<ChangeListener> listeners) {
        this(
                settings,
                InstantSource.system(),
                new SteadyClock(),
                () -> ThreadLocalRandom.current().nextDouble(),
                Disk.REAL,
                resources,
                listeners,
                false);
    }

    /** By the same, with nobody around who brings routes. */
    static Bundle alone(Settings settings) {
        return new Bundle(
                settings,
                InstantSource.system(),
                new SteadyClock(),
                () -> ThreadLocalRandom.current().nextDouble(),
                Disk.REAL,
                List.of(),
                List.of(),
                true);
    }

    /** @param resources what is declared beside the files */
    public Bundle(
            Settings settings,
            InstantSource clock,
            InstantSource steady,
            DoubleSupplier random,
            Disk disk,
            List<ResourceBuilder> resources,
            List<ChangeListener> listeners) {
        this(settings, clock, steady, random, disk, resources, listeners, false);
    }

    private Bundle(
            Settings settings,
            InstantSource clock,
            InstantSource steady,
            DoubleSupplier random,
            Disk disk,
            List<ResourceBuilder> resources,
            List<ChangeListener> listeners,
            boolean alone) {
        this.settings = settings;
        this.clock = clock;
        this.steady = steady;
        this.random = random;
        this.disk = disk;
        this.resources = List.copyOf(resources);
        this.listeners = List.copyOf(listeners);
        this.alone = alone;
    }

    /** Takes the gateway out of a context, if it is there. */
    public static void remove(CamelContext context) throws Exception {
        Stay.end(context, GCX);
    }

    @Override
    public Rest into(CamelContext context, Stay stay) throws Exception {
        RouteLoader files = new RouteLoader(settings);
        SortedMap<String, ByteBuffer> contents = files.contents();
        List<ResourceFile> declaring = files.resources(contents);
        LiveCatalogue catalogue = new LiveCatalogue(Catalogue.of(declaring, resources, settings.defaults()));
        LiveSettings live = new LiveSettings(settings);
        placeholders(context, stay);
        Pools pools = Pools.in(context);
        MeterRegistry meters = Metering.of(context, name(), stay);
        Services services = new Services(
                clock, steady, random, new Meters(meters), new AuditTrail(settings.auditDir() != null), pools);
        Usages usages = new Usages(meters, clock, settings.maxWaiting());
        pools.timers().scheduleAtFixedRate(new Round("count a minute", usages::minuteEnds), 1, 1, TimeUnit.MINUTES);
        Schedules schedules = new Schedules(pools.timers(), steady);
        QuartzComponent quartz = Schedules.component();
        context.addComponent(Schedules.SCHEME, quartz);
        schedules.begin(quartz);
        services.meters().counter("gcx.audit.lost", services.audit()::lost);
        Snapshots snapshots = new Snapshots(steady);
        Optional<DiskTier> tier = Optional.ofNullable(settings.cacheFile())
                .map(file -> new DiskTier(file, disk, settings.owner(), clock, steady));
        // Not by a lambda: what it names would be loaded in a gateway that is alone.
        Optional<Shared> shared =
                settings.cluster().isPresent() ? Optional.of(new Shared(settings, services)) : Optional.empty();
        Backing own = tier.isPresent() ? tier.get() : Backing.NONE;
        EntryStore store =
                store(services, snapshots, shared.isPresent() ? shared.get().backing() : own);
        if (tier.isPresent()) {
            begin(tier.get(), store, catalogue, context, services);
        }
        pools.timers()
                .scheduleWithFixedDelay(
                        new Round("look at the heap", store.memoryPressure(new HeapAfterGc())),
                        PRESSURE_SECONDS,
                        PRESSURE_SECONDS,
                        TimeUnit.SECONDS);
        LocalBudgets budgets = new LocalBudgets(settings.budget(), services);

        UpstreamRoutes upstream = new UpstreamRoutes(settings.genesys(), budgets, services);
        ChangeRoutes changes =
                new ChangeRoutes(settings.cdn().outbox(), disk, settings.cdn().mostWaiting(), listeners, services);
        CdnRoutes cdn = new CdnRoutes(settings.cdn(), changes.outbox(), services);
        Generations generations = new Generations(
                context,
                settings.routesDir().orElse(null),
                alone,
                cdn,
                changes.outbox(),
                schedules,
                pools.events(),
                steady);
        context.addService(generations);
        context.addComponent(RouteFiles.OWN, new OwnRoutes(generations));
        Registry registry = context.getRegistry();
        registry.bind("gcxGenerations", generations);
        registry.bind("gcx", store.forRoutes());
        registry.bind("gcxBudgets", budgets);
        registry.bind("gcxList", new ListFetch(settings.segmentEntries(), settings.splitOversize(), clock));
        registry.bind("gcxOutbox", changes.outbox());
        registry.bind("gcxInventory", new Inventory(catalogue, declaring, changes.outbox()));
        Consumers consumers = new Consumers(settings.consumersFile(), steady);
        registry.bind("gcxConsumers", consumers);
        registry.bind("gcxUsages", usages);
        registry.bind("gcxMeters", services.meters());
        Tokens tokens = new Tokens(settings.tokensKeyFile(), settings.previousTokensKeyFile(), consumers, clock);
        pools.events()
                .scheduleWithFixedDelay(
                        new Round("write the revoked tokens", tokens::writeRest), 1, 1, TimeUnit.SECONDS);
        registry.bind("gcxTokens", tokens);
        registry.bind("gcxHealth", new GenesysHealthCheck(upstream.tokens(), () -> store.size() == 0));
        context.addRoutes(StepErrors.guard(
                new AuditRoutes(settings.auditDir(), disk, settings.auditBytes(), node(), clock, services.audit())));
        context.addRoutes(StepErrors.guard(changes));
        context.addRoutes(StepErrors.guard(cdn));
        context.addRoutes(StepErrors.guard(new BudgetRoutes(budgets, services)));
        context.addRoutes(StepErrors.guard(upstream));
        PageSteps.bind(registry, budgets, services);
        AskRoutes asking = new AskRoutes(
                catalogue,
                store,
                new Settling(settings.writeSettle(), steady),
                budgets,
                () -> live.current().earlyRefresh(),
                changes.outbox(),
                generations::reached,
                services);
        registry.bind("gcxHits", asking.hits());
        context.addRoutes(StepErrors.guard(asking));
        if (shared.isPresent()) {
            shared.get().begin(context, store, asking);
        } else {
            context.addRoutes(StepErrors.guard(new NoClusterRoutes()));
        }
        context.addRoutes(
                StepErrors.guard(new ApiRoutes(catalogue, store, snapshots, settings.wholeUpTo(), budgets, steady)));
        context.addRoutes(StepErrors.guard(new PassRoutes(settings.genesys(), services)));
        context.addRoutes(StepErrors.guard(new ListRoutes(catalogue, steady)));
        context.addRoutes(StepErrors.guard(
                new ReportRoutes(catalogue, store, budgets, () -> live.current().report(), services)));
        context.addRoutes(StepErrors.guard(new MetricsRoutes(services.meters(), store)));
        context.addRoutes(StepErrors.guard(new UsageRoutes(usages)));
        context.addRoutes(StepErrors.guard(new TickRoutes(catalogue, budgets, services)));
        Edits edits = edits(context, contents, live, catalogue, budgets, generations, services);
        return () -> {
            files.load(context, file -> !file.servesHttp());
            stay.whenStarted(begin(edits));
            stay.whenStarted(upstream.firstLogin());
            stay.whenStarted(new DeadEnds(catalogue, generations));
        };
    }

    private static ExtendedStartupListener begin(Edits edits) {
        return new ExtendedStartupListener() {
            @Override
            public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
                if (alreadyStarted) {
                    edits.begin();
                }
            }

            /** Not before: a timer of the user's may ask the gateway at once. */
            @Override
            public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
                edits.begin();
            }
        };
    }

    private Edits edits(
            CamelContext context,
            SortedMap<String, ByteBuffer> contents,
            LiveSettings live,
            LiveCatalogue catalogue,
            LocalBudgets budgets,
            Generations generations,
            Services services) {
        Path folder = settings.routesDir().orElse(null);
        Edits edits = new Edits(
                folder,
                contents,
                (files, missing) ->
                        Catalogue.of(files, resources, live.current().defaults(), missing),
                generations,
                catalogue,
                new EditAftermath(context, services),
                clock);
        Optional<SettingEdits> settingEdits =
                settings.file().map(file -> new SettingEdits(file, live, catalogue, budgets, services.audit(), clock));
        Supplier<Edits.State> state =
                () -> settingEdits.map(some -> edits.state().and(some.state())).orElseGet(edits::state);
        context.getRegistry().bind("gcxEdits", state);
        context.getRegistry().bind("gcxEditsHealth", new EditsHealthCheck(state));
        services.meters().gauge("gcx.edits.not.applied", () -> state.get().faults());
        // One after the other: both exchange the catalogue.
        Round look = new Round("look for edits", () -> {
            if (context.isStarted()) {
                if (folder != null) {
                    edits.look();
                }
                settingEdits.ifPresent(SettingEdits::look);
            }
        });
        if (folder != null || settingEdits.isPresent()) {
            services.pools().events().scheduleWithFixedDelay(look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return edits;
    }

    private void placeholders(CamelContext context, Stay stay) {
        SettingsSource source = new SettingsSource(settings);
        context.getPropertiesComponent().addPropertiesSource(source);
        stay.atTheEnd(
                () -> context.getPropertiesComponent().getPropertiesSources().remove(source));
    }

    /** What lines of the audit call this replica; null if the gateway is alone. */
    private String node() {
        // By a method reference a class of the replicas' would be loaded where there are none.
        return settings.cluster().isPresent() ? settings.cluster().get().node() : null;
    }

    private static void begin(
            DiskTier tier, EntryStore store, LiveCatalogue catalogue, CamelContext context, Services services)
            throws Exception {
        Set<String> declared = catalogue.current().all().stream()
                .map(resource -> resource.declaration().fingerprint())
                .collect(Collectors.toSet());
        tier.open(store, entry -> declared.contains(entry.fingerprint()));
        context.addService(new ServiceSupport() {
            /** Services stop after routes, so nothing is fetched any more. */
            @Override
            protected void doStop() {
                tier.close();
            }
        });
        context.getRegistry().bind("gcxCacheFileHealth", new FileHealthCheck("cache-file", tier::trouble));
        services.meters().gauge("gcx.cache.file.bytes", tier::size);
        services.pools()
                .events()
                .scheduleWithFixedDelay(new Round("write the cache's file", tier::tend), 1, 1, TimeUnit.SECONDS);
    }

    private EntryStore store(Services services, Snapshots snapshots, Backing backing) {
        return new EntryStore(
                settings.cache(),
                steady,
                (key, reason) -> {
                    services.meters().eviction();
                    services.audit().offer(AuditEvent.of(clock.instant(), "eviction", key, Map.of("reason", reason)));
                },
                snapshots::replaced,
                backing);
    }
}
