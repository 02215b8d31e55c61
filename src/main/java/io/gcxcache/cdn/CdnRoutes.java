package io.gcxcache.cdn;

import io.gcxcache.change.Delivery;
import io.gcxcache.change.Outbox;
import io.gcxcache.change.Target;
import io.gcxcache.context.Services;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.RouteTemplateContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;

/** The template {@code gcx-target}: one target is told what is due, one request after another. */
public final class CdnRoutes extends RouteBuilder {
    public static final String TEMPLATE = "gcx-target";

    private static final List<String> PARAMETERS = List.of("name", "on", "request", "batch", "shareableOnly");

    private final CdnSettings settings;
    private final Outbox outbox;
    private final Services services;

    public CdnRoutes(CdnSettings settings, Outbox outbox, Services services) {
        this.settings = settings;
        this.outbox = outbox;
        this.services = services;
    }

    @Override
    // spotless:off
    public void configure() throws Exception {
        errorHandler(noErrorHandler());
        CamelContext context = getContext();
        context.getRegistry().bind("gcxWebhook", Webhook.of(settings.webhookSecrets(), services.clock()));
        context.getRegistry().bind("gcxCdnHealth", new CdnHealthCheck(outbox, settings.mostWaiting()));
        context.getRegistry().bind(CdnHttp.SCHEME, new CdnHttp(settings.timeout()));

        routeTemplate(TEMPLATE)
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

    /** Has another context reach targets too: its {@code gcx-cdn:} is made when it is asked for. */
    public void reachTargets(Registry registry) {
        registry.bind(CdnHttp.SCHEME, Component.class, () -> new CdnHttp(settings.timeout()));
    }

    /** Has the routes of another context tell its targets nothing more: others have taken their place. */
    public static void end(Registry registry, Collection<Target> targets) {
        targets.forEach(target -> registry.unbind(DeliverySteps.bean(target)));
    }

    /** A target of another context is taken up by whoever made that. */
    private Object delivery(RouteTemplateContext template) {
        String name = text(template, "name");
        refuseUnknown(name, template);
        Target target = new Target(
                name, batch(name, text(template, "batch")), shareableOnly(name, text(template, "shareableOnly")));
        if (!text(template, "on").isBlank()) {
            template.getCamelContext().getRegistry().bind(DeliverySteps.bean(target), target);
            if (template.getCamelContext() == getContext()) {
                outbox.add(target);
            }
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

    /** What is wrong with the values that a target is given, by the parameters. */
    public static Map<String, String> faults(Map<String, String> given) {
        String target = given.get("name");
        Map<String, String> faults = new TreeMap<>();
        given.forEach((parameter, value) -> {
            try {
                if (parameter.equals("batch")) {
                    batch(target, value);
                } else if (parameter.equals("shareableOnly")) {
                    shareableOnly(target, value);
                }
            } catch (IllegalArgumentException e) {
                faults.put(parameter, e.getMessage());
            }
        });
        return faults;
    }

    private static boolean shareableOnly(String target, String value) {
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
}
