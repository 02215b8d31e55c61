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

    Addresses(List<Resource> resources, List<JobCalls> jobs) {
        resources.stream()
                .filter(resource -> !(resource instanceof JobResource))
                .forEach(root::add);
        jobs.forEach(job -> root.add(job.start()));
        jobs.forEach(root::addRun);
        resources.stream()
                .filter(ReportResource.class::isInstance)
                .map(ReportResource.class::cast)
                .forEach(root::addPoll);
    }

    /** @param path by which it is asked for, or polled */
    private record Target(Template path, Resource resource) {}

    Optional<Addressed> find(String method, ApiPath path) {
        Node node = root.find(path.read(), 0);
        Target target = node == null ? null : node.targets.get(method);
        return Optional.ofNullable(target).map(found -> new Addressed(found.resource(), ids(found.path(), path)));
    }

    private static Map<String, String> ids(Template template, ApiPath path) {
        Map<String, String> ids = new HashMap<>();
        List<String> declared = segments(template);
        for (int i = 0; i < declared.size(); i++) {
            if (isGap(declared.get(i))) {
                String name = declared.get(i).substring(1, declared.get(i).length() - 1);
                ids.put(name, path.sent().get(i));
            }
        }
        return ids;
    }

    private static List<String> segments(Template path) {
        return List.of(path.text().substring(1).split("/", -1));
    }

    private static boolean isGap(String segment) {
        return segment.startsWith("{");
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Target> targets = new HashMap<>();
        private Node id;

        void add(Resource resource) {
            Target target = new Target(resource.declaration().path(), resource);
            // Where a list is declared, and its pages too, these are asked for; and of what has routes of its own the
            // first.
            at(target.path())
                    .targets
                    .merge(
                            resource.declaration().kind().method(),
                            target,
                            (before, other) -> before.resource() instanceof ListResource
                                            && other.resource() instanceof ReadResource
                                    ? other
                                    : before);
        }

        /** What is declared to be read at the path of the polls is read there. */
        void addPoll(ReportResource report) {
            Template path = report.polling().path();
            at(path).targets.putIfAbsent("GET", new Target(path, report));
        }

        /** The same holds for what clients ask of the run of a job. */
        void addRun(JobCalls job) {
            addCall("GET", job.status());
            addCall("GET", job.results());
            addCall("DELETE", job.status());
        }

        private void addCall(String method, ReadResource call) {
            Template path = call.declaration().path();
            at(path).targets.putIfAbsent(method, new Target(path, call));
        }

        private Node at(Template path) {
            Node node = this;
            for (String segment : segments(path)) {
                node = isGap(segment) ? node.id() : node.literals.computeIfAbsent(segment, first -> new Node());
            }
            return node;
        }

        Node find(List<String> segments, int from) {
            if (from == segments.size()) {
                return targets.isEmpty() ? null : this;
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
