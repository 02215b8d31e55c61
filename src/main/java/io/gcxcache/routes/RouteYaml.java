package io.gcxcache.routes;

import io.gcxcache.catalogue.YamlDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A file of routes as nodes.
 *
 * @param place the file and its folder, for messages
 * @param text what it holds
 * @param entries what stands in the list at its top
 */
record RouteYaml(String place, String text, List<Entry> entries) {
    private static final String FORM = "a list of routes, each of which begins with \"- route:\"";
    private static final List<String> SECTIONS = List.of("lists", "queries", "reports", "jobs", "pages", "objects");
    private static final int DEEPEST = 400;
    private static final int MOST_NODES = 1_000_000;

    /**
     * A route, a template, or what else stands at the top of a file.
     *
     * @param kind of it, as it is written
     * @param line at which it begins
     * @param end the line of the next one; beyond the file if it is the last
     */
    record Entry(String kind, Node body, int line, int end) {
        boolean is(String... kinds) {
            return Stream.of(kinds).anyMatch(kind::equals);
        }

        /** The mapping that has {@code from}, as far as it is a route; nothing if it has none. */
        Optional<Node> route() {
            if (is("from")) {
                return Optional.of(body);
            }
            return child(body, "route").or(() -> Optional.of(body)).filter(route -> is("route", "routeTemplate"));
        }

        /** The endpoint that it begins with: a text, or a mapping with {@code uri}. */
        Optional<Node> from() {
            return is("from") ? Optional.of(body) : route().flatMap(route -> child(route, "from"));
        }

        Optional<String> id() {
            return child(body, is("templatedRoute") ? "routeId" : "id").flatMap(RouteYaml::text);
        }

        /** The line of a text that stands somewhere in it. */
        Optional<Integer> lineOf(String text) {
            return nodes("", body)
                    .filter(named -> text(named.node()).filter(text::equals).isPresent())
                    .map(named -> YamlDocument.line(named.node()))
                    .findFirst();
        }

        /** Everything in it, by the name that each is the value of. */
        Stream<Named> nodes() {
            return nodes(kind, body);
        }

        private static Stream<Named> nodes(String name, Node node) {
            Stream<Named> inside = Stream.of();
            if (node instanceof SequenceNode list) {
                inside = list.getValue().stream().flatMap(item -> nodes(name, item));
            } else if (node instanceof MappingNode mapping) {
                inside = mapping.getValue().stream()
                        .flatMap(tuple -> nodes(text(tuple.getKeyNode()).orElse(""), tuple.getValueNode()));
            }
            return Stream.concat(Stream.of(new Named(name, node)), inside);
        }

        /** How a message calls it. */
        String name() {
            return kind + id().map(id -> ' ' + id).orElse("");
        }
    }

    /** The value of a name. */
    record Named(String name, Node node) {}

    /** @param faults where to tell what keeps it from being read */
    static RouteYaml read(String place, byte[] content, Collection<RouteFault> faults) {
        List<Entry> entries = new ArrayList<>();
        try {
            new YamlDocument(content, FORM, DEEPEST, true)
                    .root()
                    .ifPresentOrElse(
                            root -> read(root, place, entries, faults),
                            () -> faults.add(new RouteFault(place, 0, "says nothing; it is to be " + FORM)));
        } catch (YamlDocument.Unreadable e) {
            faults.add(new RouteFault(place, e.line(), e.getMessage()));
        }
        return new RouteYaml(place, new String(content, StandardCharsets.UTF_8), entries);
    }

    private static void read(Node root, String place, List<Entry> entries, Collection<RouteFault> faults) {
        if (!new Twice(place, faults).tell(root, 0)) {
            return;
        }
        if (!(root instanceof SequenceNode list)) {
            Optional<String> section = declarations(root);
            faults.add(new RouteFault(
                    place,
                    YamlDocument.line(root),
                    section.map(name -> name + ": declares resources, which are read from files named *.resources.yaml")
                            .orElse("is to be " + FORM)));
            return;
        }
        List<Node> items = list.getValue();
        for (int i = 0; i < items.size(); i++) {
            int line = YamlDocument.line(items.get(i));
            int end = i + 1 < items.size() ? YamlDocument.line(items.get(i + 1)) : Integer.MAX_VALUE;
            if (items.get(i) instanceof MappingNode item) {
                item.getValue().forEach(tuple -> text(tuple.getKeyNode())
                        .ifPresent(kind -> entries.add(new Entry(kind, tuple.getValueNode(), line, end))));
            } else {
                faults.add(new RouteFault(place, line, "is to be " + FORM));
            }
        }
    }

    private static Optional<String> declarations(Node root) {
        return SECTIONS.stream().filter(name -> child(root, name).isPresent()).findFirst();
    }

    /** Tells the names that stand twice in a mapping: Camel would take one of the two without a word. */
    private static final class Twice {
        private final String place;
        private final Collection<RouteFault> faults;
        private int nodes;

        Twice(String place, Collection<RouteFault> faults) {
            this.place = place;
            this.faults = faults;
        }

        /** Whether it has an end. */
        boolean tell(Node node, int depth) {
            if (depth > DEEPEST || ++nodes > MOST_NODES) {
                faults.add(new RouteFault(
                        place, YamlDocument.line(node), "holds itself, or too much; are there aliases of aliases?"));
                return false;
            }
            if (node instanceof SequenceNode list) {
                return list.getValue().stream().allMatch(item -> tell(item, depth + 1));
            }
            if (!(node instanceof MappingNode mapping)) {
                return true;
            }
            Map<String, Integer> lines = new HashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                text(tuple.getKeyNode()).ifPresent(name -> {
                    int line = YamlDocument.line(tuple.getKeyNode());
                    Integer before = lines.putIfAbsent(name, line);
                    if (before != null) {
                        faults.add(new RouteFault(place, line, name + ": stands at line " + before + " already"));
                    }
                });
            }
            return mapping.getValue().stream().allMatch(tuple -> tell(tuple.getValueNode(), depth + 1));
        }
    }

    /** The file with nothing but some entries, at the lines that they have. */
    String only(Predicate<Entry> wanted) {
        BitSet lines = new BitSet();
        String[] all = text.split("\n", -1);
        entries.stream()
                .filter(wanted)
                .forEach(entry -> lines.set(entry.line(), Math.min(entry.end(), all.length + 1)));
        return IntStream.rangeClosed(1, all.length)
                .mapToObj(line -> lines.get(line) ? all[line - 1] : "")
                .collect(Collectors.joining("\n"));
    }

    /** Whether it is one of the gateway's own, edited or not. */
    boolean isShipped() {
        return RouteFiles.SHIPPED.contains(name());
    }

    /** Without the folder. */
    String name() {
        return place.substring(place.lastIndexOf('/') + 1);
    }

    /** The line of a name in a mapping. */
    static Optional<Integer> lineOfName(Node node, String name) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .map(NodeTuple::getKeyNode)
                        .filter(key -> text(key).filter(name::equals).isPresent())
                        .map(YamlDocument::line)
                        .findFirst()
                : Optional.empty();
    }

    static Optional<String> text(Node node) {
        return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }

    /** The value of a name in a mapping. */
    static Optional<Node> child(Node node, String name) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple ->
                                text(tuple.getKeyNode()).filter(name::equals).isPresent())
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }

    /** The elements of a list; nothing if it is none. */
    static List<Node> items(Optional<Node> list) {
        return list.filter(SequenceNode.class::isInstance)
                .map(node -> ((SequenceNode) node).getValue())
                .orElse(List.of());
    }

    /** The texts of a mapping by their names. */
    static Map<String, String> texts(Optional<Node> mapping) {
        Map<String, String> texts = new HashMap<>();
        mapping.filter(MappingNode.class::isInstance)
                .ifPresent(node -> ((MappingNode) node).getValue().forEach(tuple -> text(tuple.getKeyNode())
                        .ifPresent(name -> text(tuple.getValueNode()).ifPresent(value -> texts.put(name, value)))));
        return texts;
    }
}
