package io.gcxcache.wiring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.Service;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.service.ServiceHelper;

/**
 * How long a gateway is in somebody's context: what it brings goes when the context stops, comes anew when that is started
 * again, and goes for good when the gateway is removed. Camel itself would start the old routes again, over beans, pools and a
 * server that have ended.
 *
 * <p>Used by one thread at a time, as a context is while it is put together, started and stopped.
 */
final class Stay extends LifecycleStrategySupport implements ExtendedStartupListener {
    /** What the names of our classes begin with: Camel adds what is its own when it is asked for that first. */
    private static final String CLASSES = "io.gcxcache.";

    private static final int SECONDS_TO_END = 10;

    private final CamelContext context;
    private final String name;
    private final List<Part> parts = new ArrayList<>();

    /** Of this start of the context. */
    private final List<ExtendedStartupListener> listeners = new CopyOnWriteArrayList<>();

    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final List<RouteDefinition> routes = new ArrayList<>();
    private final List<RouteTemplateDefinition> templates = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();
    private final List<String> components = new ArrayList<>();

    /** Endpoints that the host had asked for before: its routes go on with them. */
    private final Set<Endpoint> known;

    private final Set<String> beans = new HashSet<>();
    private boolean listens;
    private boolean away;

    private Stay(CamelContext context, String name) {
        this.context = context;
        this.name = name;
        this.known = Set.copyOf(context.getEndpoints());
    }

    /** That of the gateway of this name in a context; a new one if there is none. */
    static Stay in(CamelContext context, String name) {
        return of(context, name).orElseGet(() -> {
            Stay made = new Stay(context, name);
            context.addLifecycleStrategy(made);
            return made;
        });
    }

    private static Optional<Stay> of(CamelContext context, String name) {
        return context.getLifecycleStrategies().stream()
                .filter(Stay.class::isInstance)
                .map(Stay.class::cast)
                .filter(stay -> stay.name.equals(name))
                .findFirst();
    }

    /** Takes the gateway of this name out of a context, if it is there. */
    static void end(CamelContext context, String name) throws Exception {
        Optional<Stay> there = of(context, name);
        if (there.isPresent()) {
            there.get().end();
        }
    }

    /** Puts a part of the gateway in. If that fails the gateway is gone. */
    void put(Part part) throws Exception {
        if (parts.stream().anyMatch(other -> other.getClass() == part.getClass())) {
            throw new IllegalStateException("This Camel context (" + context.getName() + ") has the gateway " + name
                    + "; a second one needs another name: GcxCache.builder(settings).name(…)");
        }
        parts.add(part);
        try {
            bring(part);
        } catch (Exception | Error e) {
            end();
            throw e;
        }
    }

    private void bring(Part part) throws Exception {
        if (!listens && !context.isStarted()) {
            context.addStartupListener(this);
            listens = true;
        }
        ModelCamelContext model = (ModelCamelContext) context;
        List<RouteDefinition> routesBefore = List.copyOf(model.getRouteDefinitions());
        List<RouteTemplateDefinition> templatesBefore = List.copyOf(model.getRouteTemplateDefinitions());
        List<Service> servicesBefore = services();
        List<String> componentsBefore = components();
        Set<String> beansBefore = bound();
        try {
            part.into(context, this).load();
        } finally {
            added(routesBefore, model.getRouteDefinitions(), routes);
            added(templatesBefore, model.getRouteTemplateDefinitions(), templates);
            added(servicesBefore, services(), services);
            components().stream()
                    .filter(each -> !componentsBefore.contains(each))
                    .forEach(components::add);
            bound().stream().filter(name -> !beansBefore.contains(name)).forEach(beans::add);
        }
    }

    private static <T> void added(List<T> before, List<T> after, List<T> ours) {
        for (T each : after) {
            if (before.stream().noneMatch(other -> other == each)) {
                ours.add(each);
            }
        }
    }

    private List<Service> services() {
        return context.getCamelContextExtension().getServices().stream()
                .filter(service -> service.getClass().getName().startsWith(CLASSES))
                .toList();
    }

    private List<String> components() {
        return context.getComponentNames().stream()
                .filter(each -> context.hasComponent(each).getClass().getName().startsWith(CLASSES))
                .toList();
    }

    private boolean isOurs(Endpoint endpoint) {
        return endpoint.getEndpointUri().matches("(" + name + "-|[a-z-]+://" + name + "-).*");
    }

    /** What is bound by name, and not by a framework around. */
    private Set<String> bound() {
        return context.getRegistry() instanceof DefaultRegistry registry
                ? Set.copyOf(registry.getFallbackRegistry()
                        .findByTypeWithName(Object.class)
                        .keySet())
                : Set.of();
    }

    /** Who is told when the routes are up; at once if they are. */
    void whenStarted(ExtendedStartupListener listener) throws Exception {
        if (context.isStarted()) {
            listener.onCamelContextStarted(context, true);
        } else {
            listeners.add(listener);
        }
    }

    /** What is to be done when the gateway goes, after its routes and services have ended. */
    void atTheEnd(Runnable task) {
        ends.push(task);
    }

    @Override
    public void onCamelContextStarted(CamelContext started, boolean alreadyStarted) throws Exception {
        for (ExtendedStartupListener listener : listeners) {
            listener.onCamelContextStarted(started, alreadyStarted);
        }
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext started, boolean alreadyStarted) throws Exception {
        for (ExtendedStartupListener listener : listeners) {
            listener.onCamelContextFullyStarted(started, alreadyStarted);
        }
    }

    @Override
    public void onContextInitializing(CamelContext starting) {
        if (!away) {
            return;
        }
        away = false;
        try {
            for (Part part : parts) {
                bring(part);
            }
        } catch (Exception e) {
            throw new IllegalStateException("The gateway cannot be started again: " + e.getMessage(), e);
        }
    }

    @Override
    public void onContextStopped(CamelContext stopped) {
        away = true;
        try {
            goAway();
        } catch (Exception e) {
            throw new IllegalStateException("The gateway did not end as a whole: " + e.getMessage(), e);
        }
    }

    /** Removes the gateway. Requests that are under way have {@value #SECONDS_TO_END} s to end. */
    private void end() throws Exception {
        parts.clear();
        context.getLifecycleStrategies().remove(this);
        goAway();
    }

    private void goAway() throws Exception {
        ModelCamelContext model = (ModelCamelContext) context;
        Collections.reverse(routes);
        for (RouteDefinition route : routes) {
            if (context.isStarted()) {
                context.getRouteController().stopRoute(route.getId(), SECONDS_TO_END, TimeUnit.SECONDS);
            }
            context.removeRoute(route.getId());
        }
        model.getRouteDefinitions().removeAll(routes);
        model.removeRouteTemplateDefinitions(templates);
        Collections.reverse(services);
        for (Service service : services) {
            context.removeService(service);
            ServiceHelper.stopAndShutdownService(service);
        }
        for (String component : components) {
            ServiceHelper.stopAndShutdownService(context.removeComponent(component));
        }
        for (Endpoint endpoint : List.copyOf(context.getEndpoints())) {
            if (isOurs(endpoint) && !known.contains(endpoint)) {
                context.removeEndpoint(endpoint);
            }
        }
        // Those that were found as beans.
        beans.stream()
                .filter(bean -> context.hasComponent(bean) != null)
                .forEach(bean -> ServiceHelper.stopAndShutdownService(context.removeComponent(bean)));
        beans.forEach(context.getRegistry()::unbind);
        ends.forEach(Runnable::run);
        ends.clear();
        beans.clear();
        components.clear();
        services.clear();
        templates.clear();
        routes.clear();
        listeners.clear();
    }
}
