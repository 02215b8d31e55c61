package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Predicates over dimensions, joined by {@code and} or {@code or}, with clauses of the same kind in them. */
record AnalyticsFilter(JsonNode filter) {

    /** All of the filters in an array. */
    static Predicate<Function<String, List<String>>> all(JsonNode filters) {
        return values -> list(filters).allMatch(filter -> new AnalyticsFilter(filter).keeps(values));
    }

    /** Whether something is kept that has these values in each dimension; an empty filter keeps everything. */
    boolean keeps(Function<String, List<String>> values) {
        List<Boolean> parts = Stream.concat(
                        list(filter.path("predicates")).map(predicate -> fits(predicate, values)),
                        list(filter.path("clauses")).map(clause -> new AnalyticsFilter(clause).keeps(values)))
                .toList();
        return filter.path("type").asText().equals("or") && !parts.isEmpty()
                ? parts.contains(true)
                : !parts.contains(false);
    }

    /** Only dimensions are looked at: a predicate about a metric or a property fits. */
    private static boolean fits(JsonNode predicate, Function<String, List<String>> values) {
        if (!predicate.has("dimension")) {
            return true;
        }
        List<String> found = values.apply(predicate.path("dimension").asText());
        return switch (predicate.path("operator").asText("matches")) {
            case "exists" -> !found.isEmpty();
            case "notExists" -> found.isEmpty();
            default -> found.contains(predicate.path("value").asText());
        };
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
