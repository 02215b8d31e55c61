package io.gcxcache.routes;

import static io.gcxcache.routes.RouteYaml.child;
import static io.gcxcache.routes.RouteYaml.items;
import static io.gcxcache.routes.RouteYaml.text;

import io.gcxcache.routes.RouteYaml.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.PropertiesComponent;
import org.snakeyaml.engine.v2.nodes.Node;

/** What a route may name: that of the gateway and the host around it, and that of the files. Nothing of it is changed. */
final class Surroundings {
    /** Beans that Camel makes of a settings file. */
    private static final String BEANS = "camel.beans.";

    private static final String COMPONENTS = "camel.component.";
    private static final String POOLS = "camel.threadpool.";

    /** What is shorter stands in messages by accident. */
    private static final int SHORTEST_SECRET = 4;

    private final CamelContext gateway;

    /** Of the context; not those that were read from one of the files before. */
    private final List<RouteDefinition> routes;

    private final Set<String> beginnings = new HashSet<>();

    /** Those of them that are not the user's: the gateway's own routes reach no others. */
    private final Set<String> ofGateway;

    private final Map<String, Template> templates = new HashMap<>();
    private final Set<String> declaredBeans = new TreeSet<>();

    /** The ids of those of routes. */
    private final Set<String> configurations = new TreeSet<>();

    /**
     * A template of routes.
     *
     * @param parameters whether each is required, by their names
     * @param from the endpoint that its routes begin with
     */
    record Template(Map<String, Boolean> parameters, String from) {}

    /** @param files that are checked */
    Surroundings(CamelContext gateway, Collection<RouteYaml> files) {
        this.gateway = gateway;
        ModelCamelContext model = (ModelCamelContext) gateway;
        Set<String> names = new HashSet<>();
        files.forEach(file -> names.add(file.name()));
        Set<String> instances = files.stream()
                .filter(RouteYaml::isShipped)
                .flatMap(file -> file.entries().stream())
                .filter(entry -> entry.is("templatedRoute"))
                .flatMap(entry -> entry.id().stream())
                .collect(Collectors.toSet());
        routes = model.getRouteDefinitions().stream()
                .filter(route -> !RouteFiles.isOf(route)
                        || !names.contains(name(route.getResource().getLocation())))
                // What a template has made does not tell its file.
                .filter(route -> route.getTemplateParameters() == null || !instances.contains(route.getId()))
                .toList();
        routes.forEach(route -> begins(resolved(route.getInput().getEndpointUri())));
        gateway.getRoutes().forEach(route -> begins(route.getEndpoint().getEndpointUri()));
        model.getRouteTemplateDefinitions().forEach(template -> templates.put(template.getId(), of(template)));
        gateway.getPropertiesComponent()
                .loadProperties(name -> name.startsWith(BEANS))
                .stringPropertyNames()
                .forEach(
                        name -> declaredBeans.add(name.substring(BEANS.length()).split("[.\\[]", 2)[0]));
        for (RouteYaml file : files) {
            file.entries().forEach(this::addDeclared);
        }
        addBeginnings(files, true);
        ofGateway = Set.copyOf(beginnings);
        addBeginnings(files, false);
    }

    private static String name(String place) {
        return place.substring(place.lastIndexOf('/') + 1);
    }

    private static Template of(RouteTemplateDefinition template) {
        Map<String, Boolean> parameters = new LinkedHashMap<>();
        if (template.getTemplateParameters() != null) {
            template.getTemplateParameters()
                    .forEach(parameter -> parameters.put(
                            parameter.getName(), parameter.isRequired() && parameter.getDefaultValue() == null));
        }
        return new Template(
                parameters,
                template.getRoute().getInput() == null
                        ? ""
                        : template.getRoute().getInput().getEndpointUri());
    }

    private void addDeclared(Entry entry) {
        if (entry.is("beans")) {
            items(Optional.of(entry.body()))
                    .forEach(
                            bean -> child(bean, "name").flatMap(RouteYaml::text).ifPresent(declaredBeans::add));
        }
        if (entry.is("routeConfiguration")) {
            entry.id().ifPresent(configurations::add);
        }
        if (entry.is("routeTemplate")) {
            Map<String, Boolean> parameters = new LinkedHashMap<>();
            for (Node parameter : items(child(entry.body(), "parameters"))) {
                Map<String, String> texts = RouteYaml.texts(Optional.of(parameter));
                String name = texts.get("name");
                if (name != null) {
                    parameters.put(name, texts.get("defaultValue") == null && !"false".equals(texts.get("required")));
                }
            }
            Template template =
                    new Template(parameters, entry.from().map(Surroundings::uri).orElse(""));
            entry.id().ifPresent(id -> templates.put(id, template));
        }
    }

    /** The text of an endpoint, without parameters beside it. */
    private static String uri(Node endpoint) {
        return text(endpoint)
                .or(() -> child(endpoint, "uri").flatMap(RouteYaml::text))
                .orElse("");
    }

    /** What the routes of an entry begin with. */
    Optional<String> beginning(Entry entry) {
        if (!entry.is("templatedRoute")) {
            return entry.is("routeTemplate") ? Optional.empty() : entry.from().map(from -> resolved(uri(from)));
        }
        return child(entry.body(), "routeTemplateRef")
                .flatMap(RouteYaml::text)
                .map(templates::get)
                .map(template -> {
                    String from = template.from();
                    for (Map.Entry<String, String> parameter : parameters(entry).entrySet()) {
                        from = from.replace("{{" + parameter.getKey() + "}}", parameter.getValue());
                    }
                    return resolved(from);
                });
    }

    /** What an instance of a template is given. */
    static Map<String, String> parameters(Entry templatedRoute) {
        Map<String, String> given = new LinkedHashMap<>();
        for (Node parameter : items(child(templatedRoute.body(), "parameters"))) {
            Map<String, String> texts = RouteYaml.texts(Optional.of(parameter));
            if (texts.get("name") != null) {
                given.put(texts.get("name"), texts.getOrDefault("value", ""));
            }
        }
        return given;
    }

    private void begins(String uri) {
        beginnings.add(RouteFiles.endpoint(uri));
    }

    private void addBeginnings(Collection<RouteYaml> files, boolean shipped) {
        files.stream()
                .filter(file -> file.isShipped() == shipped)
                .flatMap(file -> file.entries().stream())
                .forEach(entry -> beginning(entry).ifPresent(this::begins));
    }

    /**
     * Whether this is a {@code direct:} endpoint that no route begins with.
     *
     * @param isShipped whether it is one of the gateway's files that sends there
     */
    boolean isDeadEnd(String uri, boolean isShipped) {
        return RouteFiles.isDeadEnd(uri, isShipped ? ofGateway : beginnings);
    }

    Set<String> beginnings() {
        return beginnings;
    }

    List<RouteDefinition> routes() {
        return routes;
    }

    Map<String, Template> templates() {
        return templates;
    }

    /** Whether a template is not one of the files'. */
    boolean isOfGateway(String template) {
        return ((ModelCamelContext) gateway).getRouteTemplateDefinition(template) != null;
    }

    /** The ids of those that the files have. */
    Set<String> configurations() {
        return configurations;
    }

    CamelContext gateway() {
        return gateway;
    }

    /** Of the gateway or its host; null if there is none. */
    Object bean(String name) {
        return gateway.getRegistry().lookupByName(name);
    }

    /** Whether a message is of a bean that is declared, and not made here. */
    boolean isOfDeclaredBean(String message) {
        return declaredBeans.stream().anyMatch(bean -> Pattern.compile("\\b" + Pattern.quote(bean) + "\\b")
                .matcher(message)
                .find());
    }

    /** Whether a component is set up by properties of Camel's own, which are not applied here. */
    boolean isSetUp(String scheme) {
        // That of direct: is one of the program's own, and says nothing of endpoints.
        return !scheme.equals("direct")
                && !gateway.getPropertiesComponent()
                        .loadProperties(name -> name.startsWith(COMPONENTS + scheme + '.'))
                        .isEmpty();
    }

    /** The settings that placeholders may stand for. */
    Set<String> settings() {
        return gateway.getPropertiesComponent().getPropertiesSources().stream()
                .filter(SettingsSource.class::isInstance)
                .flatMap(source -> ((SettingsSource) source).names().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a bean is one of the files' or of the settings', of which nothing is known but the name. */
    boolean isDeclared(String bean) {
        return declaredBeans.contains(bean);
    }

    /** Whether steps may run in it. Those that settings give Camel itself are not known here. */
    boolean isPool(String name) {
        return pools().contains(name)
                || gateway.getExecutorServiceManager().getThreadPoolProfile(name) != null
                || !gateway.getPropertiesComponent()
                        .loadProperties(property -> property.startsWith(POOLS))
                        .isEmpty();
    }

    Set<String> pools() {
        return gateway.getRegistry().findByTypeWithName(ExecutorService.class).keySet();
    }

    /** What beans there are, as far as they can be listed. */
    List<String> beans() {
        Set<String> names = new TreeSet<>(declaredBeans);
        names.addAll(gateway.getRegistry().findByTypeWithName(Object.class).keySet());
        return new ArrayList<>(names);
    }

    /** Whether there is a class; it is not loaded. */
    boolean hasClass(String name) {
        return gateway.getClassResolver().loadResourceAsURL(name.replace('.', '/') + ".class") != null;
    }

    /** The value of a placeholder. */
    Optional<String> property(String name) {
        PropertiesComponent properties = gateway.getPropertiesComponent();
        return properties.resolveProperty(name);
    }

    /** A message about an entry with its placeholders in the place of their values, since some of these are secrets. */
    String shown(String message, Entry entry) {
        String shown = message;
        for (String name : Mentions.placeholders(entry)) {
            String value = property(name).orElse("");
            if (value.length() >= SHORTEST_SECRET) {
                shown = shown.replace(value, "{{" + name + "}}");
            }
        }
        return shown;
    }

    Map<String, Object> resolved(Map<String, String> parameters) {
        Map<String, Object> resolved = new TreeMap<>();
        parameters.forEach((name, value) -> resolved.put(name, resolved(value)));
        return resolved;
    }

    /** A text with its placeholders replaced; as it is, if one of them has no value. */
    String resolved(String text) {
        try {
            return gateway.resolvePropertyPlaceholders(text);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
