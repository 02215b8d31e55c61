package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an answer is grouped by: the dimensions that a query names, each with the values that it filters by. An index
 * stands for one combination of values; indices beyond the last combination begin again.
 */
record Dimensions(List<Dimension> all) {

    /** @param values how many values a dimension has that is not filtered by */
    static Dimensions of(AnalyticsQuery query, int values) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        query.groupBy().forEach(name -> given.put(name, new ArrayList<>()));
        for (JsonNode predicate : query.predicates()) {
            JsonNode value = predicate.path("value");
            if (predicate.path("dimension").isTextual() && value.isValueNode() && !value.isNull()) {
                given.computeIfAbsent(predicate.path("dimension").asText(), name -> new ArrayList<>())
                        .add(value.asText());
            }
        }
        List<Dimension> all = new ArrayList<>();
        given.forEach(
                (name, filter) -> all.add(new Dimension(name, filter, filter.isEmpty() ? values : filter.size())));
        return new Dimensions(all);
    }

    /** The number of combinations, but not more than this. */
    int combinations(int most) {
        long count = 1;
        for (Dimension dimension : all) {
            count = Math.min(most, count * dimension.size);
        }
        return (int) count;
    }

    ObjectNode group(int index) {
        ObjectNode group = JsonNodeFactory.instance.objectNode();
        int rest = index;
        for (Dimension dimension : all) {
            group.put(dimension.name, dimension.value(rest % dimension.size));
            rest /= dimension.size;
        }
        return group;
    }

    private record Dimension(String name, List<String> given, int size) {
        String value(int index) {
            if (!given.isEmpty()) {
                return given.get(index);
            }
            if (name.equals("mediaType")) {
                return Conversation.MEDIA.get(index % Conversation.MEDIA.size());
            }
            // A generated queueId is the id of the queue with that index in the list of queues.
            return name.endsWith("Id")
                    ? SampleValues.uuid(name.substring(0, name.length() - 2), index)
                            .toString()
                    : name + " " + (index + 1);
        }
    }
}
