package io.gcxcache.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The path of an endpoint, segment by segment: {@code /gcx/runs/{GcxFlightId}/result}.
 *
 * @param segments literal text, or null where a parameter stands
 * @param names the parameters' names in their order
 * @param prefix whether longer paths are meant too
 */
record PathPattern(String text, List<String> segments, List<String> names, boolean prefix) {
    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_.-]*)}");
    private static final Pattern NO_LITERAL = Pattern.compile("[{}*?#%\\\\\\x00-\\x1f\\x7f]");

    /** @throws IllegalArgumentException if no request could have such a path, or if it is ambiguous */
    static PathPattern of(String text, boolean prefix) {
        if (!text.startsWith("/")) {
            throw wrong(text, "it is to begin with a slash");
        }
        String whole = prefix && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        List<String> segments = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String segment :
                whole.isEmpty() ? List.<String>of() : List.of(whole.substring(1).split("/", -1))) {
            Matcher parameter = PARAMETER.matcher(segment);
            if (parameter.matches()) {
                segments.add(null);
                names.add(parameter.group(1));
            } else if (NO_LITERAL.matcher(segment).find()) {
                throw wrong(text, "'" + segment + "' is neither a literal nor one {parameter}");
            } else if (segment.equals(".") || segment.equals("..")) {
                throw wrong(text, "'" + segment + "' is never matched");
            } else {
                segments.add(segment);
            }
        }
        Set<String> distinct = new HashSet<>(names);
        if (distinct.size() < names.size()) {
            throw wrong(text, "a parameter's name stands there twice");
        }
        return new PathPattern(text, Collections.unmodifiableList(segments), List.copyOf(names), prefix);
    }

    /** Whether both match the very same paths, whatever they call their parameters. */
    boolean matchesTheSameAs(PathPattern other) {
        return prefix == other.prefix && segments.equals(other.segments);
    }

    /** Whether this matches a part of what the other does, and neither is a prefix. */
    boolean isNarrowerThan(PathPattern other) {
        boolean isAlike = !prefix
                && !other.prefix
                && !segments.equals(other.segments)
                && segments.size() == other.segments.size();
        return isAlike
                && IntStream.range(0, segments.size())
                        .allMatch(i -> other.segments.get(i) == null
                                || other.segments.get(i).equals(segments.get(i)));
    }

    /** Whether this is one of Genesys's own paths. */
    boolean isGenesys() {
        return segments.size() >= 2 && "api".equals(segments.get(0)) && "v2".equals(segments.get(1));
    }

    private static IllegalArgumentException wrong(String path, String why) {
        return new IllegalArgumentException("The path " + path + " cannot be served: " + why);
    }
}
