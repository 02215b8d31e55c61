package io.gcxcache.wiring;

import io.gcxcache.catalogue.Declaration;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.routes.RouteFiles;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells at the start which {@code direct:} endpoints a declaration or a YAML route sends to that no route begins with, and
 * which targets are on and told by nobody. A host may bring them later; until then, sending there is an error at once.
 */
record DeadEnds(LiveCatalogue catalogue, Generations generations) implements ExtendedStartupListener {
    private static final Logger LOG = LoggerFactory.getLogger(DeadEnds.class);
    private static final String TARGET = "direct:gcx-tell-";

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // routes are not up yet
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        Set<String> beginnings = beginnings(context, generations.beginnings());
        for (Resource resource : catalogue.current().all()) {
            Declaration declaration = resource.declaration();
            missing(declaration.fetch(), beginnings, context)
                    .ifPresent(why -> LOG.error("{}.fetch: {}", declaration.where(), why));
        }
        List<RouteDefinition> routes = ((ModelCamelContext) context).getRouteDefinitions();
        Set<String> ledTo = routes.stream()
                .flatMap(route -> hops(route).stream())
                .map(step -> RouteFiles.endpoint(step.getUri()))
                .collect(Collectors.toSet());
        for (RouteDefinition route : routes) {
            Route made = context.getRoute(route.getId());
            String beginning =
                    made == null ? "" : RouteFiles.endpoint(made.getEndpoint().getEndpointUri());
            if (beginning.startsWith(TARGET) && isOn(route, context) && !ledTo.contains(beginning)) {
                LOG.error(
                        "target {} is on, and is told nothing: no step leads to {}; it is to be one of the multicast of gcx-notify"
                                + " in routes/cdn.camel.yaml",
                        beginning.substring(TARGET.length()),
                        beginning);
            }
        }
        Stream.concat(routes.stream(), generations.routes().stream()).forEach(route -> tell(route, beginnings));
    }

    private static void tell(RouteDefinition route, Set<String> beginnings) {
        if (route.getTemplateParameters() != null) {
            route.getTemplateParameters().forEach((name, value) -> {
                if (RouteFiles.isDeadEnd(String.valueOf(value), beginnings)) {
                    LOG.error("route {}, parameter {}: no route begins with {}", route.getId(), name, value);
                }
            });
        }
        if (RouteFiles.isOf(route)) {
            hops(route).stream()
                    .filter(step -> RouteFiles.isDeadEnd(step.getUri(), beginnings))
                    .forEach(step -> LOG.error(
                            "{}: route {}, step {}: no route begins with {}",
                            RouteFiles.place(step),
                            route.getId(),
                            step.getId(),
                            step.getUri()));
        }
    }

    /**
     * Why nothing can be fetched from an endpoint; nothing if something can.
     *
     * @param own what the user's routes begin with
     */
    static Optional<String> missing(String endpoint, CamelContext context, Set<String> own) {
        return missing(endpoint, beginnings(context, own), context);
    }

    private static Optional<String> missing(String endpoint, Set<String> beginnings, CamelContext context) {
        if (RouteFiles.isDeadEnd(endpoint, beginnings)) {
            return Optional.of("no route begins with " + endpoint);
        }
        return context.getComponent(endpoint.split(":", 2)[0]) == null
                ? Optional.of("there is no component for " + endpoint)
                : Optional.empty();
    }

    private static Set<String> beginnings(CamelContext context, Set<String> own) {
        return Stream.concat(
                        own.stream(),
                        context.getRoutes().stream()
                                .map(route ->
                                        RouteFiles.endpoint(route.getEndpoint().getEndpointUri())))
                .collect(Collectors.toSet());
    }

    private static Collection<ToDefinition> hops(RouteDefinition route) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class);
    }

    private static boolean isOn(RouteDefinition target, CamelContext context) {
        Map<String, Object> parameters = target.getTemplateParameters();
        Object on = parameters == null ? null : parameters.get("on");
        return on != null && !context.resolvePropertyPlaceholders(on.toString()).isBlank();
    }
}
