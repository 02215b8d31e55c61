package io.gcxcache.catalogue;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How the query string of a question is read: which of its spellings ask the same. Immutable.
 *
 * <p>Parameters are sorted by name, and what means the same if it is left out is left out. Of a set neither order nor doubles
 * count, whether its values come with commas or by repeating the name. What is not known stays in.
 */
public final class Parameters {
    /** Nothing is known of any parameter. */
    public static final Parameters NONE = new Parameters(List.of(), List.of(), List.of());

    /** In the place of a value: any. */
    private static final String ANY = "*";

    private final Map<String, Set<String>> dropped;
    private final Set<String> arrays;
    private final Map<String, Map<String, Duration>> live;

    /**
     * @param dropped {@code name=value} that mean the same if they are left out
     * @param arrays names whose values are a set
     * @param live {@code name=value:seconds}: how long an answer is fresh that changes by the second with that value, {@code *}
     *     for any
     */
    Parameters(List<String> dropped, List<String> arrays, List<String> live) {
        this.dropped = dropped.stream()
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.groupingBy(
                        pair -> pair[0], Collectors.mapping(pair -> pair[1], Collectors.toUnmodifiableSet())));
        this.arrays = Set.copyOf(arrays);
        this.live = new HashMap<>();
        for (String declared : live) {
            int colon = declared.lastIndexOf(':');
            String[] pair = declared.substring(0, colon).split("=", 2);
            this.live
                    .computeIfAbsent(pair[0], first -> new HashMap<>())
                    .put(pair[1], Duration.ofSeconds(Long.parseLong(declared.substring(colon + 1))));
        }
    }

    /**
     * A query string, read.
     *
     * @param canonical the same for all spellings that ask the same; empty if nothing is left
     * @param live how long the answer is fresh if it changes by the second; else null
     */
    public record Read(String canonical, Duration live) {}

    /**
     * @param query as it was sent, without its question mark; null if there is none
     * @throws IllegalArgumentException if it is not percent-encoded UTF-8
     */
    public Read read(String query) {
        if (query == null || query.isEmpty()) {
            return new Read("", null);
        }
        Map<String, List<String>> values = new TreeMap<>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                String[] words = pair.split("=", 2);
                String value = words.length == 1 ? "" : decoded(words[1]);
                values.computeIfAbsent(decoded(words[0]), first -> new ArrayList<>())
                        .add(value);
            }
        }
        values.replaceAll((name, all) -> arrays.contains(name) ? set(all) : all);
        values.entrySet().removeIf(entry -> isLeftOut(entry.getKey(), entry.getValue()));
        return new Read(written(values), life(values));
    }

    private static List<String> set(List<String> values) {
        Set<String> sorted = new TreeSet<>();
        values.forEach(value -> sorted.addAll(Arrays.asList(value.split(","))));
        sorted.remove("");
        return List.copyOf(sorted);
    }

    private boolean isLeftOut(String name, List<String> values) {
        return values.isEmpty()
                || values.size() == 1 && dropped.getOrDefault(name, Set.of()).contains(values.get(0));
    }

    private Duration life(Map<String, List<String>> values) {
        Duration shortest = null;
        for (Map.Entry<String, List<String>> entry : values.entrySet()) {
            Map<String, Duration> byValue = live.getOrDefault(entry.getKey(), Map.of());
            for (String value : entry.getValue()) {
                Duration life = byValue.getOrDefault(value, byValue.get(ANY));
                if (life != null && (shortest == null || life.compareTo(shortest) < 0)) {
                    shortest = life;
                }
            }
        }
        return shortest;
    }

    private String written(Map<String, List<String>> values) {
        StringBuilder query = new StringBuilder();
        values.forEach((name, all) -> {
            for (String value : arrays.contains(name) ? List.of(String.join(",", all)) : all) {
                query.append(query.isEmpty() ? "" : "&")
                        .append(encoded(name))
                        .append('=')
                        .append(encoded(value));
            }
        });
        return query.toString();
    }

    private static String decoded(String text) {
        String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
        if (decoded.indexOf('\uFFFD') >= 0) {
            throw new IllegalArgumentException("not UTF-8");
        }
        return decoded;
    }

    /** As RFC 3986, section 2.3, has it: all but unreserved characters are escaped, in capitals. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
