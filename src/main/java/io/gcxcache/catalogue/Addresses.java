package io.gcxcache.catalogue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is declared, found by Genesys's own method and path. Immutable.
 *
 * <p>Paths are compared as they are sent, segment by segment; a literal beats an id, whatever the method: {@code GET
 * /users/search} is no user, if a search is declared that is posted.
 */
final class Addresses {
    private final Node root = new Node();

    Addresses(List<Resource> resources) {
        resources.forEach(resource -> root.add(resource));
    }

    Optional<Addressed> find(String method, String path) {
        String[] segments = path.split("/", -1);
        Node node = root.find(segments, 1);
        Resource resource = node == null ? null : node.resources.get(method);
        return Optional.ofNullable(resource).map(found -> new Addressed(found, ids(found, segments)));
    }

    private static Map<String, String> ids(Resource resource, String[] sent) {
        Map<String, String> ids = new HashMap<>();
        String[] declared = resource.declaration().path().text().split("/", -1);
        for (int i = 0; i < declared.length; i++) {
            if (isGap(declared[i])) {
                ids.put(declared[i].substring(1, declared[i].length() - 1), sent[i]);
            }
        }
        return Map.copyOf(ids);
    }

    private static boolean isGap(String segment) {
        return segment.startsWith("{");
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Resource> resources = new HashMap<>();
        private Node id;

        void add(Resource resource) {
            Node node = this;
            for (String segment :
                    resource.declaration().path().text().substring(1).split("/", -1)) {
                node = isGap(segment) ? node.id() : node.literals.computeIfAbsent(segment, first -> new Node());
            }
            // What has a route of its own may ask for something else at a path that is taken.
            node.resources.putIfAbsent(resource.declaration().kind().method(), resource);
        }

        Node find(String[] segments, int from) {
            if (from == segments.length) {
                return resources.isEmpty() ? null : this;
            }
            Node literal = literals.get(segments[from]);
            Node found = literal == null ? null : literal.find(segments, from + 1);
            boolean isId = id != null && !segments[from].isEmpty();
            return found == null && isId ? id.find(segments, from + 1) : found;
        }

        private Node id() {
            if (id == null) {
                id = new Node();
            }
            return id;
        }
    }
}
