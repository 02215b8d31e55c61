package io.gcxcache.http;

import io.gcxcache.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who serves which path with which methods: a trie over the segments of the paths, so that looking one up costs the same
 * however many there are.
 *
 * <p>A path is split before it is decoded: {@code %2F} separates nothing. The most specific path wins that takes the
 * request's method: segment by segment, a literal beats a parameter, and any whole path beats a prefix, of which the longest
 * wins. A parameter stands for one segment of at least one character.
 *
 * <p>Below {@code /api/v2}, Genesys's own paths, what is found is passed on, so parameters are told as they were sent; and a
 * method that the most specific whole path does not take is left to a prefix, never to a path with a parameter in the
 * place of a literal.
 *
 * <p>What {@link RawPath} refuses is refused whether it is served or not.
 *
 * <p>Immutable; adding or removing makes another table.
 *
 * @param <T> who serves
 */
final class PathTable<T> {
    private final List<Entry<T>> entries;
    private final Node<T> root = new Node<>();

    PathTable() {
        this(List.of());
    }

    private PathTable(List<Entry<T>> entries) {
        this.entries = entries;
        entries.forEach(root::add);
    }

    /**
     * What one endpoint serves.
     *
     * @param methods in the order in which {@code Allow} lists them; empty for all
     */
    record Entry<T>(PathPattern path, List<String> methods, T target) {
        boolean takes(String method) {
            return methods.isEmpty() || methods.contains(method);
        }

        private boolean takesOneOf(Entry<T> other) {
            return methods.isEmpty()
                    || other.methods.isEmpty()
                    || methods.stream().anyMatch(other.methods::contains);
        }

        @Override
        public String toString() {
            return path.text() + (path.prefix() ? "/*" : "") + " " + (methods.isEmpty() ? "(all methods)" : methods);
        }
    }

    /**
     * An entry that serves a request.
     *
     * @param values the values of the path's parameters, in the order of their names
     * @param rest what follows a prefix, as it was sent; empty for a whole path
     */
    record Match<T>(Entry<T> entry, String[] values, String rest) {
        private void tell(int parameter, String sent) {
            values[parameter] = entry.path().isGenesys() ? sent : RawPath.decoded(sent);
        }
    }

    /** All of them, in no order. */
    List<Entry<T>> entries() {
        return entries;
    }

    /** @throws IllegalArgumentException if another entry serves the same path with one of these methods */
    PathTable<T> with(List<Entry<T>> added) {
        List<Entry<T>> all = new ArrayList<>(entries);
        for (Entry<T> each : added) {
            for (Entry<T> entry : all) {
                if (entry.path().matchesTheSameAs(each.path()) && entry.takesOneOf(each)) {
                    throw new IllegalArgumentException(each + " is served already, by " + entry);
                }
            }
            all.add(each);
        }
        return added.isEmpty() ? this : new PathTable<>(all);
    }

    PathTable<T> without(List<Entry<T>> removed) {
        List<Entry<T>> rest = entries.stream()
                .filter(entry -> removed.stream().noneMatch(each -> each.target() == entry.target()))
                .toList();
        return rest.size() == entries.size() ? this : new PathTable<>(rest);
    }

    /**
     * Who serves a path with a method; null if nobody does.
     *
     * @param path as it was sent, without the query
     * @throws Problem 400 if {@link RawPath} refuses it
     */
    Match<T> find(String path, String method) {
        if (!isPath(path)) {
            return null;
        }
        Match<T> whole = whole(root, path, 1, method, 0);
        return whole == null ? prefix(root, path, 1, method, 0) : whole;
    }

    /**
     * The methods that a path can be asked with, those of the most specific entry first; empty if it is served by nobody.
     * Those of Genesys's own paths are not told: what is not declared there is passed on.
     */
    Set<String> allowed(String path) {
        Set<String> methods = new LinkedHashSet<>();
        if (isPath(path)) {
            List<Entry<T>> matching = new ArrayList<>();
            List<Entry<T>> prefixes = new ArrayList<>();
            collect(root, path, 1, matching, prefixes);
            prefixes.sort(
                    Comparator.comparingInt(entry -> -entry.path().segments().size()));
            matching.addAll(prefixes);
            matching.stream()
                    .filter(entry -> !entry.path().isGenesys())
                    .forEach(entry -> methods.addAll(entry.methods()));
        }
        return methods;
    }

    private static <T> Match<T> whole(Node<T> node, String path, int from, String method, int parameter) {
        if (from > path.length()) {
            return first(node.whole, method, "");
        }
        int end = end(path, from);
        String sent = path.substring(from, end);
        Node<T> literal = node.literals.get(RawPath.decoded(sent));
        Match<T> found = literal == null ? null : whole(literal, path, end + 1, method, parameter);
        if (found == null && node.parameter != null && !sent.isEmpty() && !leadsToGenesys(literal, path, end + 1)) {
            found = whole(node.parameter, path, end + 1, method, parameter + 1);
            if (found != null) {
                found.tell(parameter, sent);
            }
        }
        return found;
    }

    /** Whether the path is one of Genesys's own from here on, whatever its methods. */
    private static <T> boolean leadsToGenesys(Node<T> node, String path, int from) {
        if (node == null) {
            return false;
        }
        if (from > path.length()) {
            return node.whole.stream().anyMatch(entry -> entry.path().isGenesys());
        }
        int end = end(path, from);
        String sent = path.substring(from, end);
        return leadsToGenesys(node.literals.get(RawPath.decoded(sent)), path, end + 1)
                || !sent.isEmpty() && leadsToGenesys(node.parameter, path, end + 1);
    }

    private static <T> Match<T> prefix(Node<T> node, String path, int from, String method, int parameter) {
        Match<T> longest = null;
        if (from <= path.length() && !node.isLeaf()) {
            int end = end(path, from);
            String sent = path.substring(from, end);
            Node<T> literal = node.literals.get(RawPath.decoded(sent));
            if (literal != null) {
                longest = prefix(literal, path, end + 1, method, parameter);
            }
            if (node.parameter != null && !sent.isEmpty()) {
                Match<T> other = prefix(node.parameter, path, end + 1, method, parameter + 1);
                if (other != null && (longest == null || length(other) > length(longest))) {
                    other.tell(parameter, sent);
                    longest = other;
                }
            }
        }
        return longest == null ? first(node.prefixes, method, path.substring(from - 1)) : longest;
    }

    private static <T> void collect(
            Node<T> node, String path, int from, List<Entry<T>> whole, List<Entry<T>> prefixes) {
        prefixes.addAll(node.prefixes);
        if (from > path.length()) {
            whole.addAll(node.whole);
            return;
        }
        int end = end(path, from);
        String sent = path.substring(from, end);
        Node<T> literal = node.literals.get(RawPath.decoded(sent));
        if (literal != null) {
            collect(literal, path, end + 1, whole, prefixes);
        }
        if (node.parameter != null && !sent.isEmpty()) {
            collect(node.parameter, path, end + 1, whole, prefixes);
        }
    }

    private static <T> Match<T> first(List<Entry<T>> entries, String method, String rest) {
        for (Entry<T> entry : entries) {
            if (entry.takes(method)) {
                return new Match<>(entry, new String[entry.path().names().size()], rest);
            }
        }
        return null;
    }

    private static <T> int length(Match<T> match) {
        return match.entry().path().segments().size();
    }

    private static int end(String path, int from) {
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    /** Whether this is a path, and not {@code *} or the like. */
    private static boolean isPath(String path) {
        if (!path.startsWith("/")) {
            return false;
        }
        RawPath.check(path);
        return true;
    }

    /** What lies below the segments so far; not changed once the table is made. */
    private static final class Node<T> {
        private final Map<String, Node<T>> literals = new HashMap<>();
        private final List<Entry<T>> whole = new ArrayList<>();
        private final List<Entry<T>> prefixes = new ArrayList<>();
        private Node<T> parameter;

        void add(Entry<T> entry) {
            Node<T> node = this;
            for (String segment : entry.path().segments()) {
                node = segment == null
                        ? node.parameter()
                        : node.literals.computeIfAbsent(segment, first -> new Node<>());
            }
            (entry.path().prefix() ? node.prefixes : node.whole).add(entry);
        }

        boolean isLeaf() {
            return literals.isEmpty() && parameter == null;
        }

        private Node<T> parameter() {
            if (parameter == null) {
                parameter = new Node<>();
            }
            return parameter;
        }
    }
}
