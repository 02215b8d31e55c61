package io.gcxcache.wiring;

import io.gcxcache.ask.Hits;
import io.gcxcache.budget.Budgets;
import io.gcxcache.change.Outbox;
import io.gcxcache.consumer.Consumers;
import io.gcxcache.consumer.TokenRoutes;
import io.gcxcache.consumer.Tokens;
import io.gcxcache.context.Round;
import io.gcxcache.context.SteadyClock;
import io.gcxcache.context.StepErrors;
import io.gcxcache.http.EventLoopHealthCheck;
import io.gcxcache.http.Gate;
import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.http.GcxHttpServer;
import io.gcxcache.http.NotificationRoutes;
import io.gcxcache.http.ObserveRoutes;
import io.gcxcache.http.Replays;
import io.gcxcache.http.ServedRoutes;
import io.gcxcache.http.ShippedRoutes;
import io.gcxcache.http.Tls;
import io.gcxcache.metrics.Meters;
import io.gcxcache.metrics.Usages;
import io.gcxcache.routes.RouteFile;
import io.gcxcache.settings.HttpSettings;
import io.gcxcache.settings.Settings;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds the gateway's own HTTP server and the routes that bind it. */
public final class HttpBundle implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(HttpBundle.class);

    /** How often the file of consumers is looked at. */
    private static final int CONSUMERS_SECONDS = 1;

    /** How often the certificate is looked at. */
    private static final int TLS_SECONDS = 5;

    private final Settings settings;

    public HttpBundle(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Rest into(CamelContext context, Stay stay) throws Exception {
        HttpSettings http = settings.http();
        int cores = Runtime.getRuntime().availableProcessors();
        Tokens tokens = context.getRegistry().lookupByNameAndType("gcxTokens", Tokens.class);
        Consumers consumers = context.getRegistry().lookupByNameAndType("gcxConsumers", Consumers.class);
        Usages usages = context.getRegistry().lookupByNameAndType("gcxUsages", Usages.class);
        consumers.read();
        tokens.read();
        events(context)
                .scheduleWithFixedDelay(
                        new Round("read the consumers again", consumers::readIfChanged),
                        CONSUMERS_SECONDS,
                        CONSUMERS_SECONDS,
                        TimeUnit.SECONDS);
        Gate gate = http.gate(tokens, usages);
        GcxHttpServer server = new GcxHttpServer(
                http.listener(),
                http.management(),
                tls(context),
                http.hosts(),
                consumers::areDeclared,
                http.origins(),
                http.connections(),
                cores,
                InstantSource.system(),
                http.limits(),
                context.getRegistry().lookupByNameAndType("gcxBudgets", Budgets.class)::fields,
                http.replay()
                        ? new Replays(
                                context.getRegistry().lookupByNameAndType("gcxHits", Hits.class),
                                gate,
                                new ShippedRoutes(context))
                        : null);
        context.addService(server, true, false);
        context.getRegistry().bind("gcxHttpHealth", new EventLoopHealthCheck(server));
        GcxHttpComponent component = new GcxHttpComponent(server, gate);
        context.addComponent(GcxHttpComponent.SCHEME, component);
        context.addRoutes(StepErrors.guard(new TokenRoutes(
                tokens,
                consumers,
                new SteadyClock(),
                context.getRegistry().lookupByNameAndType("gcxMeters", Meters.class))));
        context.addRoutes(StepErrors.guard(new ObserveRoutes(Metering.scraped(context))));
        context.addRoutes(StepErrors.guard(
                new NotificationRoutes(context.getRegistry().lookupByNameAndType("gcxOutbox", Outbox.class))));
        context.addRoutes(StepErrors.guard(
                new ServedRoutes(server, context.getRegistry().lookupByNameAndType("gcxEdits", Supplier.class))));
        return () -> {
            new RouteLoader(settings).load(context, RouteFile::servesHttp);
            context.getRegistry()
                    .lookupByNameAndType("gcxGenerations", Generations.class)
                    .serve(component);
            stay.whenStarted(new ListenWhenRoutesAreUp(
                    server, consumers, context.getRegistry().lookupByNameAndType("gcxInventory", Inventory.class)));
        };
    }

    /** Null if there is none. */
    private Tls tls(CamelContext context) {
        if (settings.http().tls() == null) {
            return null;
        }
        Tls tls = new Tls(settings.http().tls(), InstantSource.system());
        events(context)
                .scheduleWithFixedDelay(
                        new Round("read the certificate again", tls::readIfChanged),
                        TLS_SECONDS,
                        TLS_SECONDS,
                        TimeUnit.SECONDS);
        return tls;
    }

    /** That of the pools that were made with the rooms. */
    private static ScheduledExecutorService events(CamelContext context) {
        return context.getRegistry().lookupByNameAndType("gcx-events", ScheduledExecutorService.class);
    }

    /** Nobody is answered before every route can. */
    private record ListenWhenRoutesAreUp(GcxHttpServer server, Consumers consumers, Inventory inventory)
            implements ExtendedStartupListener {
        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) throws Exception {
            if (alreadyStarted) {
                listen();
            }
        }

        @Override
        public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) throws Exception {
            listen();
        }

        private void listen() throws Exception {
            server.listen();
            String version = HttpBundle.class.getPackage().getImplementationVersion();
            LOG.info(
                    "Listening on {}; gcx-cache {}; {}",
                    server.addresses(),
                    version == null ? "unpackaged" : version,
                    inventory.told());
            consumers.tellTheLog();
        }
    }
}
