package io.gcxcache.wiring;

import io.gcxcache.change.Target;
import io.gcxcache.context.StepErrors;
import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.routes.RouteFiles;
import io.gcxcache.settings.SettingException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.Suspendable;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.InflightRepository;
import org.apache.camel.spi.NodeIdFactory;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.TypeConverterSupport;
import org.apache.camel.support.service.ServiceHelper;

/**
 * The routes of all files of the user, as they were at one time, in a context of their own. There they find the beans, the settings,
 * the templates and the {@code direct:} endpoints of the gateway, which finds theirs through {@link Generations}.
 *
 * <p>Put together, started and stopped by one thread at a time; its routes may be asked by any.
 */
final class Generation {
    private static final String DIRECT = "direct:";

    /** Where nobody outside notices that a route begins. A queue of {@code seda:} is of one context. */
    private static final Set<String> INSIDE = Set.of("direct", "seda", GcxHttpComponent.SCHEME);

    private static final int SECONDS_TO_STOP = 5;

    private final DefaultCamelContext inner;
    private final DefaultRegistry registry;
    private final CamelContext gateway;
    private final GcxHttpComponent http;
    private final Schedules schedules;
    private final List<String> outside = new ArrayList<>();
    private final Map<String, Route> beginnings = new HashMap<>();
    private QuartzComponent quartz;
    private Future<?> firing = CompletableFuture.completedFuture(null);
    private List<String> suspended = List.of();

    /** @param http where its paths are served; null if none are */
    Generation(int number, CamelContext gateway, GcxHttpComponent http, Schedules schedules) throws Exception {
        this.gateway = gateway;
        this.http = http == null ? null : http.beside();
        this.schedules = schedules;
        this.registry = new DefaultRegistry(new Beans(gateway.getRegistry()));
        this.inner = new DefaultCamelContext(registry);
        inner.getCamelContextExtension().setName(gateway.getName() + "-routes-" + number);
        inner.setApplicationContextClassLoader(gateway.getApplicationContextClassLoader());
        inner.disableJMX();
        inner.setStartupSummaryLevel(StartupSummaryLevel.Off);
        inner.setTracing(gateway.isTracing());
        inner.setMessageHistory(gateway.isMessageHistory());
        inner.setLogMask(gateway.isLogMask());
        inner.setUseMDCLogging(gateway.isUseMDCLogging());
        ShutdownStrategy shutdown = inner.getShutdownStrategy();
        shutdown.setTimeout(SECONDS_TO_STOP);
        shutdown.setLogInflightExchangesOnTimeout(false);
        placeholders();
        inner.getTypeConverterRegistry().addFallbackTypeConverter(new Conversions(gateway), false);
        inner.addComponent("direct", new GatewayDirect(gateway));
        registry.bind(Schedules.SCHEME, Component.class, this::quartz);
        if (http != null) {
            inner.addComponent(GcxHttpComponent.SCHEME, this.http);
        }
        StepErrors.addTemplates((ModelCamelContext) gateway, inner);
    }

    private void placeholders() {
        PropertiesComponent properties = (PropertiesComponent) inner.getPropertiesComponent();
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        properties.addPropertiesSource(new PropertiesSource() {
            @Override
            public String getName() {
                return "gateway";
            }

            @Override
            public String getProperty(String name) {
                return gateway.getPropertiesComponent().resolveProperty(name).orElse(null);
            }
        });
    }

    private QuartzComponent quartz() {
        quartz = Schedules.component();
        return quartz;
    }

    /** Where its routes find what is not the gateway's. */
    DefaultRegistry registry() {
        return registry;
    }

    /**
     * Has its routes ready. Those that are noticed outside are not started before {@link #takeOver}.
     *
     * @param files by their names
     */
    void start(Path folder, SortedMap<String, ByteBuffer> files) throws Exception {
        RouteLoader.load(folder, files, http != null, inner, gateway);
        NodeIdFactory ids = inner.getCamelContextExtension().getContextPlugin(NodeIdFactory.class);
        for (RouteDefinition route : inner.getRouteDefinitions()) {
            route.idOrCreate(ids);
            refuseTaken(route);
            if (!INSIDE.contains(route.getEndpointUrl().split(":", 2)[0]) && isToStart(route)) {
                outside.add(route.getId());
                route.setAutoStartup("false");
            }
        }
        inner.start();
        for (Route route : inner.getRoutes()) {
            String uri = RouteFiles.endpoint(route.getEndpoint().getEndpointUri());
            if (uri.startsWith(DIRECT)) {
                beginnings.put(uri, route);
            }
        }
    }

    private void refuseTaken(RouteDefinition route) {
        if (gateway.getRoute(route.getId()) != null) {
            throw new SettingException(
                    "the route id " + route.getId() + " is one of the gateway's; every route has one of its own");
        }
    }

    private boolean isToStart(RouteDefinition route) throws Exception {
        return route.getAutoStartup() == null
                || Boolean.parseBoolean(inner.resolvePropertyPlaceholders(route.getAutoStartup()));
    }

    /** What its routes are, as they are written. */
    List<RouteDefinition> routes() {
        return inner.getRouteDefinitions();
    }

    /** The {@code direct:} endpoints that its routes begin with, without options. */
    Set<String> beginnings() {
        return beginnings.keySet();
    }

    List<Target> targets() {
        return List.copyOf(registry.getFallbackRegistry().findByType(Target.class));
    }

    /**
     * Does what the other one does, in its place: at once, or else not at all.
     *
     * @param other null if there is none
     */
    void takeOver(Generation other) throws Exception {
        try {
            if (other != null) {
                other.suspend();
            }
            for (String route : outside) {
                inner.getRouteController().startRoute(route);
            }
            if (http != null) {
                http.takeOver(other == null ? null : other.http);
            }
        } catch (Exception e) {
            suspend();
            if (other != null) {
                other.resume();
            }
            throw e;
        }
        if (quartz != null) {
            firing = schedules.begin(quartz);
        }
    }

    /** Begins nothing any more; what has begun goes on. */
    void suspend() throws Exception {
        suspended = outside.stream()
                .filter(route ->
                        inner.getRouteController().getRouteStatus(route).isStarted())
                .toList();
        for (String route : suspended) {
            Consumer consumer = inner.getRoute(route).getConsumer();
            if (consumer instanceof Suspendable) {
                ServiceHelper.suspendService(consumer);
            } else {
                inner.getRouteController().stopRoute(route, SECONDS_TO_STOP, TimeUnit.SECONDS);
            }
        }
    }

    private void resume() throws Exception {
        for (String route : suspended) {
            Consumer consumer = inner.getRoute(route).getConsumer();
            if (consumer instanceof Suspendable) {
                ServiceHelper.resumeService(consumer);
            } else {
                inner.getRouteController().startRoute(route);
            }
        }
    }

    /** Whether nothing is under way in it, or waits in a queue of it. */
    boolean isIdle() {
        // Those that came from the gateway are counted by their routes alone.
        InflightRepository underWay = inner.getInflightRepository();
        return underWay.size() == 0
                && inner.getRoutes().stream()
                        .noneMatch(route -> underWay.size(route.getRouteId()) > 0
                                || route.getConsumer() instanceof ShutdownAware queue
                                        && queue.getPendingExchangesSize() > 0);
    }

    /** Ends it; what is under way has {@value #SECONDS_TO_STOP} s. */
    void end() {
        firing.cancel(false);
        inner.stop();
    }

    /** Has a route of it do what an exchange of the gateway asks for. */
    boolean pass(String beginning, Exchange exchange, AsyncCallback callback) {
        DefaultConsumer consumer = (DefaultConsumer) beginnings.get(beginning).getConsumer();
        if (!consumer.isStarted()) {
            exchange.setException(new DirectConsumerNotAvailableException(beginning + " is not started", exchange));
            callback.done(true);
            return true;
        }
        return Crossing.cross(exchange, inner, consumer.getAsyncProcessor(), callback);
    }

    /** What values of the gateway are turned into. */
    private static final class Conversions extends TypeConverterSupport {
        private final CamelContext gateway;

        Conversions(CamelContext gateway) {
            this.gateway = gateway;
        }

        @Override
        public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
            return gateway.getTypeConverter().tryConvertTo(type, exchange, value);
        }
    }

    /** All but its components: those are of one context. */
    private record Beans(Registry gateway) implements BeanRepository {
        @Override
        public Object lookupByName(String name) {
            Object bean = gateway.lookupByName(name);
            return bean instanceof Component ? null : bean;
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            T bean = gateway.lookupByNameAndType(name, type);
            return bean instanceof Component ? null : bean;
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return Component.class.isAssignableFrom(type) ? Map.of() : gateway.findByTypeWithName(type);
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return Component.class.isAssignableFrom(type) ? Set.of() : gateway.findByType(type);
        }
    }
}
