package io.gcxcache.catalogue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is declared, found by Genesys's own method and path. Immutable.
 *
 * <p>Paths are compared segment by segment, as they read, and ids are taken as they were sent; a literal beats an id, whatever
 * the method: {@code GET /users/search} is no user, if a search is declared that is posted.
 */
final class Addresses {
    private final Node root = new Node();

    Addresses(List<Resource> resources) {
        resources.forEach(resource -> root.add(resource));
    }

    Optional<Addressed> find(String method, ApiPath path) {
        Node node = root.find(path.read(), 0);
        Resource resource = node == null ? null : node.resources.get(method);
        return Optional.ofNullable(resource).map(found -> new Addressed(found, ids(found, path)));
    }

    private static Map<String, String> ids(Resource resource, ApiPath path) {
        Map<String, String> ids = new HashMap<>();
        List<String> declared = segments(resource);
        for (int i = 0; i < declared.size(); i++) {
            if (isGap(declared.get(i))) {
                String name = declared.get(i).substring(1, declared.get(i).length() - 1);
                ids.put(name, path.sent().get(i));
            }
        }
        return ids;
    }

    private static List<String> segments(Resource resource) {
        return List.of(resource.declaration().path().text().substring(1).split("/", -1));
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
            for (String segment : segments(resource)) {
                node = isGap(segment) ? node.id() : node.literals.computeIfAbsent(segment, first -> new Node());
            }
            // What has a route of its own may ask for something else at a path that is taken.
            node.resources.putIfAbsent(resource.declaration().kind().method(), resource);
        }

        Node find(List<String> segments, int from) {
            if (from == segments.size()) {
                return resources.isEmpty() ? null : this;
            }
            String segment = segments.get(from);
            Node literal = literals.get(segment);
            Node found = literal == null ? null : literal.find(segments, from + 1);
            return found == null && id != null && !segment.isEmpty() ? id.find(segments, from + 1) : found;
        }

        private Node id() {
            if (id == null) {
                id = new Node();
            }
            return id;
        }
    }
}
