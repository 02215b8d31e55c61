package io.gcxcache.wiring;

import io.gcxcache.budget.Budget;
import io.gcxcache.budget.Budgets;
import io.gcxcache.catalogue.Declaration;
import io.gcxcache.catalogue.Kind;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.catalogue.Schedule;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Round;
import io.gcxcache.context.Services;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for what is declared with a schedule, by the doors that everybody uses: {@code gcx-tick} and {@code gcx-scheduled} behind
 * it.
 */
final class TickRoutes extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(TickRoutes.class);

    /** The exchange property with the {@link Scheduled} that is asked for. */
    private static final String SCHEDULED = "GcxScheduled";

    private static final String API = "/api/v2";

    /** Gateways that were started together do not ask together. */
    private static final int JITTER_MILLIS = 20_000;

    private final LiveCatalogue catalogue;
    private final Budgets budgets;
    private final Services services;

    TickRoutes(LiveCatalogue catalogue, Budgets budgets, Services services) {
        this.catalogue = catalogue;
        this.budgets = budgets;
        this.services = services;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-tick").routeId("gcx-tick")
                .wireTap("direct:gcx-scheduled?block=false").executorService("gcx-work").id("leave-the-tick").end();

        from("direct:gcx-scheduled").routeId("gcx-scheduled")
                .delay().exchange(exchange -> jitter()).asyncDelayed().executorService("gcx-timers").id("tick-jitter")
                .threads().executorService("gcx-work").id("leave-the-tick-timer")
                .filter(this::prepare).id("if-still-declared-and-budget-allows")
                        .doTry().id("ask-or-tell")
                                .choice().id("ask-by-kind")
                                        .when(header(GcxHeaders.LIST_NAME).isNotNull())
                                                .to("direct:gcx-list?block=false").id("ask-scheduled-list")
                                        .endChoice()
                                        .when(header(GcxHeaders.REPORT_ID).isNotNull())
                                                .to("direct:gcx-report?block=false").id("ask-scheduled-report")
                                        .endChoice()
                                        .when(header(GcxHeaders.QUERY_NAME).isNotNull())
                                                .to("direct:gcx-query?block=false").id("ask-scheduled-query")
                                        .endChoice()
                                        .otherwise()
                                                .to("direct:gcx-api?block=false").id("ask-scheduled-object")
                                .end()
                        .endDoTry()
                        .doCatch(Exception.class)
                                .process(exchange -> tell(scheduled(exchange), exchange.getProperty(
                                        Exchange.EXCEPTION_CAUGHT, Exception.class))).id("tell-of-scheduled")
                        .end()
                .end();

        begin();
    }
    // spotless:on

    private void begin() {
        ProducerTemplate routes = getContext().createProducerTemplate();
        Ticks ticks = new Ticks(catalogue, services.clock(), services.steady(), scheduled -> {
            Exchange sent =
                    routes.send("direct:gcx-tick?block=false", exchange -> exchange.setProperty(SCHEDULED, scheduled));
            if (sent.getException() != null) {
                tell(scheduled, sent.getException());
            }
        });
        services.pools()
                .timers()
                .scheduleWithFixedDelay(new Round("look for what is due", ticks::look), 1, 1, TimeUnit.SECONDS);
    }

    private long jitter() {
        return (long) (services.random().getAsDouble() * JITTER_MILLIS);
    }

    /** Makes the exchange ask; false if nothing is to be asked any more, or not now: people's questions go first. */
    private boolean prepare(Exchange exchange) {
        Scheduled scheduled = scheduled(exchange);
        Optional<Resource> declared = scheduled.in(catalogue.current());
        if (declared.isEmpty()) {
            return false;
        }
        Declaration declaration = declared.get().declaration();
        Budget.Mode mode = budgets.mode(declaration.family());
        if (mode != Budget.Mode.NORMAL) {
            LOG.debug("{} is not asked for by its schedule: {} is {}", scheduled.where(), declaration.family(), mode);
            return false;
        }
        ask(exchange.getMessage(), declaration, scheduled.schedule());
        return true;
    }

    private static void ask(Message message, Declaration declaration, Schedule schedule) {
        message.setHeader(GcxHeaders.WARM_UP, true);
        switch (declaration.kind()) {
            case LIST -> {
                message.setHeader(GcxHeaders.LIST_NAME, declaration.name());
                message.setHeader(GcxHeaders.ID, schedule.id());
            }
            case REPORT -> message.setHeader(GcxHeaders.REPORT_ID, schedule.id());
            case QUERY, JOB -> message.setHeader(GcxHeaders.QUERY_NAME, declaration.name());
            case PAGE, OBJECT -> {
                String path = declaration.path().fill(gap -> schedule.id());
                message.setHeader(Exchange.HTTP_METHOD, Kind.OBJECT.method());
                message.setHeader(Exchange.HTTP_PATH, path.substring(API.length()));
            }
        }
        if (schedule.query() != null) {
            message.setHeader(GcxHeaders.LOCALE, schedule.locale());
            message.setBody(schedule.query().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Scheduled scheduled(Exchange exchange) {
        return exchange.getProperty(SCHEDULED, Scheduled.class);
    }

    private static void tell(Scheduled scheduled, Exception failure) {
        LOG.warn("{} was not fetched by its schedule: {}", scheduled.where(), failure.getMessage());
    }
}
