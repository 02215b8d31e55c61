package io.gcxcache.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.model.InterceptDefinition;
import org.apache.camel.model.InterceptSendToEndpointDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.spi.InterceptSendToEndpoint;

/**
 * The routes behind a door that the gateway ships, as they were when they were added: what they do besides answering is known.
 * Thread-safe.
 */
public final class ShippedRoutes {
    /** Where all doors lead. */
    private static final String ASK = "gcx-ask";

    private static final Set<String> DOORS = Set.of("gcx-api", "gcx-directory", "gcx-list");
    private static final String DIRECT = "direct:";
    private static final String LOOK_UP = "caffeine-cache:gcx?action=GET";

    private final ModelCamelContext context;
    private final Map<String, RouteDefinition> added = new HashMap<>();

    /** Called when they are added, and nobody else has come. */
    public ShippedRoutes(CamelContext context) {
        this.context = (ModelCamelContext) context;
        added.put(ASK, this.context.getRouteDefinition(ASK));
        DOORS.forEach(door -> added.put(door, this.context.getRouteDefinition(door)));
    }

    /**
     * Whether a route leads to a door and does nothing else, and nobody watches what passes there.
     *
     * @param obstacle why not; null if so
     * @param consumers those that have to be started so that it answers
     */
    record Passage(String obstacle, List<StatefulService> consumers) {
        private static Passage barred(String obstacle) {
            return new Passage(obstacle, List.of());
        }
    }

    /** Whether they are those of this context. */
    boolean areIn(CamelContext other) {
        return context == other;
    }

    /** @param begins the context of the route, in which it begins */
    Passage behind(CamelContext begins, String routeId) {
        RouteDefinition route = ((ModelCamelContext) begins).getRouteDefinition(routeId);
        if (route == null) {
            return Passage.barred("the route is gone");
        }
        String door = door(route);
        if (door == null) {
            return Passage.barred("its only step is to be a to: direct:gcx-api, gcx-directory or gcx-list");
        }
        Set<CamelContext> passed = new LinkedHashSet<>(List.of(begins, context));
        for (CamelContext each : passed) {
            String watcher = watcher(each);
            if (watcher != null) {
                return Passage.barred(watcher);
            }
        }
        if (route.getInputType() != null || route.getOutputType() != null) {
            return Passage.barred("the route says what its bodies are");
        }
        List<StatefulService> consumers = new ArrayList<>();
        for (String id : List.of(routeId, door, ASK)) {
            ModelCamelContext in = (ModelCamelContext) (id.equals(routeId) ? begins : context);
            RouteDefinition definition = in.getRouteDefinition(id);
            Route running = in.getRoute(id);
            if (definition == null || running == null) {
                return Passage.barred("route " + id + " is gone");
            }
            if (!id.equals(routeId) && definition != added.get(id)) {
                return Passage.barred("route " + id + " was replaced");
            }
            if (definition.getOutputs().stream().anyMatch(ShippedRoutes::isIntercept)
                    || passed.stream()
                            .anyMatch(each -> each.hasEndpoint(DIRECT + id + "?block=false")
                                    instanceof InterceptSendToEndpoint)) {
                return Passage.barred("route " + id + " is intercepted");
            }
            if (running.getRoutePolicyList() != null
                    && !running.getRoutePolicyList().isEmpty()) {
                return Passage.barred("route " + id + " has a policy");
            }
            if (!(running.getConsumer() instanceof StatefulService consumer)) {
                return Passage.barred("nobody knows whether route " + id + " is started");
            }
            consumers.add(consumer);
        }
        return new Passage(null, List.copyOf(consumers));
    }

    /** What is told of whatever passes a context; null if nobody is. */
    private static String watcher(CamelContext of) {
        if (Boolean.TRUE.equals(of.isTracing())
                || Boolean.TRUE.equals(of.isBacklogTracing())
                || Boolean.TRUE.equals(of.isDebugging())
                || of.isDebugStandby()) {
            return "exchanges are traced or debugged";
        }
        if (!of.getCamelContextExtension().getInterceptStrategies().isEmpty()) {
            return "steps are intercepted";
        }
        if (of.getManagementStrategy().getEventNotifiers().stream().anyMatch(ShippedRoutes::hearsOfExchanges)) {
            return "somebody is notified of exchanges";
        }
        if (of.hasEndpoint(LOOK_UP) instanceof InterceptSendToEndpoint) {
            return "what is sent to caffeine-cache:gcx is intercepted";
        }
        return null;
    }

    /** Null if there is anything else on the way. */
    private static String door(RouteDefinition route) {
        List<ProcessorDefinition<?>> steps = route.getOutputs().stream()
                .filter(step -> !isIntercept(step) && !(step instanceof OnExceptionDefinition))
                .toList();
        if (steps.size() != 1
                || !(steps.get(0) instanceof ToDefinition to)
                || !to.getUri().startsWith(DIRECT)) {
            return null;
        }
        String name = to.getUri().substring(DIRECT.length()).split("\\?", 2)[0];
        return DOORS.contains(name) ? name : null;
    }

    private static boolean isIntercept(ProcessorDefinition<?> step) {
        return step instanceof InterceptDefinition
                || step instanceof InterceptSendToEndpointDefinition
                || step instanceof OnCompletionDefinition;
    }

    private static boolean hearsOfExchanges(EventNotifier notifier) {
        return !notifier.isIgnoreExchangeEvents();
    }
}
