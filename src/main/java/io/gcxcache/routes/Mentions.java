package io.gcxcache.routes;

import static io.gcxcache.routes.RouteYaml.child;
import static io.gcxcache.routes.RouteYaml.text;

import io.gcxcache.routes.RouteYaml.Entry;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Goes through an entry and finds what it mentions: endpoints, beans, placeholders, expressions. */
final class Mentions {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([A-Za-z0-9_.\\[\\]-]+)}}");
    private static final Pattern BEAN_IN_SIMPLE =
            Pattern.compile("\\$\\{bean:([A-Za-z0-9_-]+)(?:(?:\\.|::|\\?method=)([A-Za-z0-9_]+))?(?=[(}.?&\\[])");

    /** Names whose text is an endpoint. */
    private static final Set<String> ENDPOINTS = Set.of("to", "toD", "wireTap", "poll", "from", "deadLetterUri");

    /** Steps whose expression is an endpoint. */
    private static final Set<String> CALLS = Set.of("enrich", "pollEnrich", "recipientList", "routingSlip");

    /** Where {@code uri} is a pattern. */
    private static final Set<String> PATTERNS = Set.of("interceptFrom", "interceptSendToEndpoint");

    /** Names whose text, or that of their {@code expression}, is in the language Simple. */
    private static final Set<String> SIMPLE = Set.of("simple", "log");

    private static final Set<String> CALLING_BEANS = Set.of("bean", "method", "process");

    /** Names of whose inner names none is a word of Camel's. */
    private static final Set<String> FREE = Set.of("parameters", "properties", "beans");

    /** What nobody reads. */
    private static final Set<String> REMARKS = Set.of("description", "note");

    private final Told told;

    /** Who is told of what is mentioned, and where; {@code step} is how a message calls the step that it belongs to. */
    interface Told {
        void placeholder(Node at, String step, String name);

        /** @param begins whether a route begins with it */
        void endpoint(Node at, String step, String uri, Map<String, String> parameters, boolean begins);

        /** @param method null if none is named */
        void bean(Node at, String step, String name, String method);

        void pool(Node at, String step, String name);

        void simple(Node at, String step, String text);

        /** @param constant how long it waits */
        void delay(Node at, String step, String constant);
    }

    private Mentions(Told told) {
        this.told = told;
    }

    static void of(Entry entry, Told told) {
        new Mentions(told).look(entry.kind(), entry.body(), "");
    }

    /** The names of all placeholders of an entry. */
    static Set<String> placeholders(Entry entry) {
        return entry.nodes()
                .flatMap(named -> text(named.node()).stream())
                .flatMap(text -> PLACEHOLDER.matcher(text).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    /** @param name of which this is the value */
    private void look(String name, Node value, String step) {
        if (value instanceof SequenceNode list) {
            for (Node item : list.getValue()) {
                look(name, item, name.equals("steps") ? called(item).orElse(step) : step);
            }
        } else if (FREE.contains(name) || REMARKS.contains(name)) {
            if (!REMARKS.contains(name)) {
                placeholders(value, step);
            }
        } else if (value instanceof MappingNode mapping) {
            mapping(name, mapping, step);
            for (NodeTuple tuple : mapping.getValue()) {
                text(tuple.getKeyNode()).ifPresent(word -> look(word, tuple.getValueNode(), step));
            }
        } else {
            placeholders(value, step);
            String text = text(value).orElse("");
            if (ENDPOINTS.contains(name)) {
                endpoint(value, step, text, Map.of(), name.equals("from"));
            } else if (SIMPLE.contains(name)) {
                simple(value, step, text);
            } else if (name.equals("aggregationStrategy") && !text.contains("{{")) {
                told.bean(value, step, text.replaceFirst("^#(bean:|(?!class:|type:))", ""), null);
            } else if (name.equals("executorService") && !text.contains("{{")) {
                told.pool(value, step, text.replaceFirst("^#(bean:|(?!class:|type:))", ""));
            }
        }
    }

    private void mapping(String name, MappingNode mapping, String step) {
        if (!PATTERNS.contains(name)) {
            child(mapping, "uri").ifPresent(at -> text(at).ifPresent(uri -> {
                Map<String, String> parameters = RouteYaml.texts(child(mapping, "parameters"));
                endpoint(at, step, uri, parameters, name.equals("from"));
            }));
        }
        if (SIMPLE.contains(name)) {
            child(mapping, name.equals("log") ? "message" : "expression")
                    .filter(text -> child(mapping, "logLanguage").isEmpty())
                    .ifPresent(at -> text(at).ifPresent(text -> simple(at, step, text)));
        }
        if (CALLING_BEANS.contains(name)) {
            Optional<String> method = child(mapping, "method").flatMap(RouteYaml::text);
            child(mapping, "ref")
                    .ifPresent(at -> text(at).ifPresent(bean -> told.bean(at, step, bean, method.orElse(null))));
        }
        if (name.equals("delay")) {
            constant(mapping).ifPresent(at -> text(at).ifPresent(constant -> told.delay(at, step, constant)));
        }
        if (CALLS.contains(name)) {
            constant(mapping).ifPresent(at -> text(at).filter(uri -> uri.contains(":") && !uri.contains(","))
                    .ifPresent(uri -> endpoint(at, step, uri, Map.of(), false)));
        }
    }

    /** The text of a step's expression, if it is a constant. */
    private static Optional<Node> constant(MappingNode step) {
        return child(step, "constant")
                .or(() -> child(step, "expression").flatMap(inner -> child(inner, "constant")))
                .map(constant -> child(constant, "expression").orElse(constant));
    }

    private static Optional<String> called(Node item) {
        if (!(item instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
            return Optional.empty();
        }
        NodeTuple step = mapping.getValue().get(0);
        return child(step.getValueNode(), "id").flatMap(RouteYaml::text).or(() -> text(step.getKeyNode()));
    }

    private void placeholders(Node value, String step) {
        if (value instanceof SequenceNode list) {
            list.getValue().forEach(item -> placeholders(item, step));
        } else if (value instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> placeholders(tuple.getValueNode(), step));
        } else {
            Matcher found = PLACEHOLDER.matcher(text(value).orElse(""));
            while (found.find()) {
                told.placeholder(value, step, found.group(1));
            }
        }
    }

    private void endpoint(Node at, String step, String uri, Map<String, String> parameters, boolean begins) {
        if (uri.startsWith("bean:")) {
            beanEndpoint(at, step, uri, parameters);
        }
        told.endpoint(at, step, uri, parameters, begins);
    }

    private void beanEndpoint(Node at, String step, String uri, Map<String, String> parameters) {
        String[] parts = uri.substring("bean:".length()).split("\\?", 2);
        String method = parts.length < 2
                ? null
                : Arrays.stream(parts[1].split("&"))
                        .filter(option -> option.startsWith("method="))
                        .map(option -> option.substring("method=".length()))
                        .findFirst()
                        .orElse(null);
        told.bean(at, step, parts[0], parameters.getOrDefault("method", method));
    }

    private void simple(Node at, String step, String text) {
        Matcher beans = BEAN_IN_SIMPLE.matcher(text);
        while (beans.find()) {
            told.bean(at, step, beans.group(1), beans.group(2));
        }
        told.simple(at, step, text);
    }
}
