package io.gcxcache.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.dsl.yaml.common.YamlSupport;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Language;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * A context in which routes are made and never started: no endpoint of it opens anything. It sees the beans, components and
 * placeholders of the gateway.
 */
final class Rehearsal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CamelContext gateway;
    private final DefaultCamelContext aside;
    private final ErrorHandlerFactory errorHandler;

    Rehearsal(CamelContext gateway) {
        this.gateway = gateway;
        aside = new DefaultCamelContext(false);
        aside.getCamelContextExtension().setRegistry(new DefaultRegistry(new Beans(gateway.getRegistry())));
        aside.disableJMX();
        aside.setAutoStartup(false);
        aside.setSourceLocationEnabled(true);
        aside.setApplicationContextClassLoader(gateway.getApplicationContextClassLoader());
        aside.getPropertiesComponent().addPropertiesSource(new Placeholders(gateway));
        aside.build();
        errorHandler = aside.getCamelContextExtension().getErrorHandlerFactory();
    }

    @Override
    public void close() {
        aside.stop();
    }

    /** An endpoint, as far as it can be made without opening anything. Fails with what is wrong with it. */
    Endpoint endpoint(String uri, Map<String, Object> parameters) {
        String whole = parameters.isEmpty() ? uri : YamlSupport.createEndpointUri(aside, null, uri, parameters);
        borrow(uri.split(":", 2)[0]);
        return aside.getEndpoint(whole);
    }

    /** What options a component knows; none if that cannot be told. */
    Set<String> options(String scheme) {
        return Optional.ofNullable(aside.getCamelContextExtension().getEndpointUriFactory(scheme))
                .map(factory -> factory.propertyNames())
                .orElse(Set.of());
    }

    /** What a component's schema says of its options; nothing if it has none. */
    JsonNode schema(String scheme) {
        try {
            String schema = aside.getComponentParameterJsonSchema(scheme);
            return schema == null
                    ? MissingNode.getInstance()
                    : JSON.readTree(schema).path("properties");
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** Reads a text as an expression or a predicate. Fails with what is wrong with it. */
    void simple(String text) {
        Language simple = aside.resolveLanguage("simple");
        try {
            simple.createExpression(text);
        } catch (RuntimeException e) {
            try {
                simple.createPredicate(text);
            } catch (RuntimeException alike) {
                throw e;
            }
        }
    }

    /**
     * The routes of a file, or of a part of one, read and not made.
     *
     * @param name of the file
     */
    List<RouteDefinition> read(String name, String text) throws Exception {
        aside.removeRouteDefinitions(List.copyOf(aside.getRouteDefinitions()));
        aside.getCamelContextExtension().setErrorHandlerFactory(errorHandler);
        for (RoutesBuilder file : PluginHelper.getRoutesLoader(aside)
                .findRoutesBuilders(List.of(ResourceHelper.fromBytes(name, text.getBytes(StandardCharsets.UTF_8))))) {
            aside.addRoutes(file);
        }
        return new ArrayList<>(aside.getRouteDefinitions());
    }

    /** Makes a route, and does not start it. Fails with what is wrong with it. */
    void make(RouteDefinition route) {
        aside.getModelReifierFactory().createRoute(aside, route);
    }

    /** A component of the gateway's makes its endpoints for the gateway: another one would know nothing of how it is set up. */
    private void borrow(String scheme) {
        boolean isTheirs = gateway.hasComponent(scheme) != null
                || gateway.getRegistry().lookupByNameAndType(scheme, Component.class) != null
                || gateway.getRegistry().lookupByNameAndType(scheme + "-component", Component.class) != null;
        if (isTheirs && aside.hasComponent(scheme) == null) {
            aside.addComponent(scheme, new Borrowed(gateway.getComponent(scheme)));
        }
    }

    private static final class Borrowed extends DefaultComponent {
        private final Component component;

        Borrowed(Component component) {
            this.component = component;
        }

        @Override
        public Endpoint createEndpoint(String uri) throws Exception {
            return component.createEndpoint(uri);
        }

        @Override
        public Endpoint createEndpoint(String uri, Map<String, Object> properties) throws Exception {
            return component.createEndpoint(uri, properties);
        }

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
                throws Exception {
            return component.createEndpoint(uri);
        }
    }

    /** Those of the gateway but its components, which belong to its own context. */
    private record Beans(Registry registry) implements BeanRepository {
        @Override
        public Object lookupByName(String name) {
            return unlessComponent(registry.lookupByName(name));
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            return unlessComponent(registry.lookupByNameAndType(name, type));
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            Map<String, T> beans = new TreeMap<>(registry.findByTypeWithName(type));
            beans.values().removeIf(Component.class::isInstance);
            return beans;
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return Set.copyOf(findByTypeWithName(type).values());
        }

        private static <T> T unlessComponent(T bean) {
            return bean instanceof Component ? null : bean;
        }
    }

    private record Placeholders(CamelContext gateway) implements PropertiesSource {
        @Override
        public String getName() {
            return "gateway";
        }

        @Override
        public String getProperty(String name) {
            return gateway.getPropertiesComponent().resolveProperty(name).orElse(null);
        }
    }
}
