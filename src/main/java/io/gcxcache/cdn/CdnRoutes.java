package io.gcxcache.cdn;

import io.gcxcache.context.Round;
import io.gcxcache.context.Services;
import io.gcxcache.disk.Disk;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteTemplateContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.service.ServiceSupport;

/**
 * What happens behind a change: listeners are told, and {@code direct:gcx-notify}, which the YAML declares, tells every
 * target what is due. The template {@code gcx-target} is one target's part of it.
 */
public final class CdnRoutes extends RouteBuilder {
    private static final List<String> PARAMETERS = List.of("name", "on", "request", "batch", "shareableOnly");

    private final CdnSettings settings;
    private final List<ChangeListener> listeners;
    private final Outbox outbox;
    private final Services services;

    public CdnRoutes(CdnSettings settings, List<ChangeListener> listeners, Services services) {
        this.settings = settings;
        this.listeners = listeners;
        this.outbox = new Outbox(
                settings.outbox(),
                Disk.REAL,
                settings.mostWaiting(),
                services.clock(),
                new RetryBackoff(services.random()),
                new Dropped(settings.mostWaiting(), services)::tell);
        this.services = services;
    }

    public Outbox outbox() {
        return outbox;
    }

    @Override
    // spotless:off
    public void configure() throws Exception {
        errorHandler(noErrorHandler());
        CamelContext context = getContext();
        ChangeListeners told =
                new ChangeListeners(listeners, services.pools().work());
        context.getRegistry().bind("gcxWebhook", Webhook.of(settings.webhookSecrets(), services.clock()));
        context.getRegistry().bind("gcxCdnHealth", new CdnHealthCheck(outbox, settings.mostWaiting()));
        context.getRegistry().bind(CdnHttp.SCHEME, new CdnHttp(settings.timeout()));
        context.addService(new CloseAtTheEnd());
        long sync = Outbox.SYNC_PERIOD.toMillis();
        services.pools().events().scheduleWithFixedDelay(new Round("sync the outbox", outbox::sync), sync, sync, TimeUnit.MILLISECONDS);
        services.meters().counter("gcx.cdn.unsaved", outbox::unsaved);
        for (NotificationReport.State state : NotificationReport.State.values()) {
            services.meters().gauge("gcx.cdn.notifications", () -> outbox.count(state), Tag.of("state", state.word()));
        }

        from("direct:gcx-changed").routeId("gcx-changed")
                .process(exchange -> outbox.release(Change.of(exchange))).id("release-notifications")
                .process(exchange -> told.tell(Change.of(exchange))).id("tell-listeners")
                .filter(exchange -> outbox.hasDue()).id("if-notifications-are-due")
                        .to("direct:gcx-notify?block=false").id("notify-now")
                .end();

        from("scheduler:gcx-notify-due?delay=200&initialDelay=200&scheduledExecutorService=#gcx-events")
                .routeId("gcx-notify-due")
                .filter(exchange -> outbox.hasDue()).id("if-retries-are-due")
                        .to("direct:gcx-notify?block=false").id("notify-again")
                .end();

        routeTemplate("gcx-target")
                .templateParameter("name", null, "The target is told at direct:gcx-tell-{name}")
                .templateParameter("on", "", "The target is off while this is empty")
                .templateParameter("request", null, "The endpoint that makes and sends the request")
                .templateParameter("batch", "1", "How many changes one request may tell")
                .templateParameter("shareableOnly", "false", "Whether it is told only of what shared caches may keep")
                .templateBean("delivery", DeliverySteps.class, this::delivery)
                .from("direct:gcx-tell-{{name}}")
                .bean("{{delivery}}", "claim").id("{{name}}-claim")
                .loopDoWhile(exchange -> Delivery.of(exchange) != null).id("{{name}}-while-due")
                        .doTry().id("{{name}}-or-keep")
                                .to("{{request}}").id("{{name}}-request")
                                .bean("{{delivery}}", "delivered").id("{{name}}-delivered")
                        .endDoTry()
                        .doCatch(Throwable.class)
                                .bean("{{delivery}}", "failed").id("{{name}}-failed")
                        .end()
                        .bean("{{delivery}}", "claim").id("{{name}}-claim-next")
                .end();
    }
    // spotless:on

    private Object delivery(RouteTemplateContext template) {
        String name = text(template, "name");
        refuseUnknown(name, template);
        Target target = new Target(name, batch(name, text(template, "batch")), shareableOnly(name, template));
        if (!text(template, "on").isBlank()) {
            outbox.add(target);
        }
        return new DeliverySteps(target, outbox, services);
    }

    /** Camel itself takes any parameter; a misspelt one would leave the default in force without a word. */
    private static void refuseUnknown(String target, RouteTemplateContext template) {
        for (String parameter : template.getParameters().keySet()) {
            if (!PARAMETERS.contains(parameter)) {
                throw new IllegalArgumentException("Target " + target + ": parameter " + parameter
                        + " is unknown, allowed are " + String.join(", ", PARAMETERS));
            }
        }
    }

    private static boolean shareableOnly(String target, RouteTemplateContext template) {
        String value = text(template, "shareableOnly");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(
                    "Target " + target + ": parameter shareableOnly is " + value + ", allowed is true or false");
        }
        return value.equals("true");
    }

    private static int batch(String target, String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("Target " + target + ": parameter batch is " + value
                    + ", allowed is a whole number from 1 to 9999");
        }
        return Integer.parseInt(value);
    }

    private static String text(RouteTemplateContext template, String name) {
        return template.getCamelContext().resolvePropertyPlaceholders(String.valueOf(template.getProperty(name)));
    }

    /** Services stop after routes, so nothing is delivered any more. */
    private final class CloseAtTheEnd extends ServiceSupport {
        @Override
        protected void doStop() {
            outbox.close();
        }
    }
}
