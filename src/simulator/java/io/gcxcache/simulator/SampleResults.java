package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Results of aggregate and observation queries. They tell what was asked: their groups hold the values that the query
 * filters by, their metrics are those of the query, and aggregates repeat its interval.
 */
final class SampleResults {
    private static final List<String> USUAL_METRICS = List.of("nOffered", "tHandle");

    private final UUID origin;
    private final AnalyticsQuery query;
    private final Dimensions dimensions;
    private final int changes;

    /** @param part the part of the API that is asked; the same query finds something else in another one */
    SampleResults(String part, AnalyticsQuery query, Dimensions dimensions, int changes) {
        this.origin = SampleValues.uuid(part, query.canonicalText());
        this.query = query;
        this.dimensions = dimensions;
        this.changes = changes;
    }

    List<ObjectNode> aggregates(int count) {
        return new GeneratedList(count, this::aggregate);
    }

    List<ObjectNode> observations(int count, List<String> usualMetrics) {
        return new GeneratedList(count, index -> observation(index, query.metrics(usualMetrics)));
    }

    private ObjectNode aggregate(int index) {
        ObjectNode result = grouped(index);
        ObjectNode data = result.putArray("data").addObject().put("interval", query.interval());
        fill(data.putArray("metrics"), index, query.metrics(USUAL_METRICS));
        return result;
    }

    private ObjectNode observation(int index, List<String> metrics) {
        ObjectNode result = grouped(index);
        fill(result.putArray("data"), index, metrics);
        return result;
    }

    private ObjectNode grouped(int index) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("group", dimensions.group(index));
        return result;
    }

    private void fill(ArrayNode data, int index, List<String> metrics) {
        SplittableRandom random = SampleValues.random(origin, index);
        for (String metric : metrics) {
            ObjectNode item = data.addObject().put("metric", metric);
            if (metric.endsWith("Users") || metric.endsWith("Statuses")) {
                item.put("qualifier", "IDLE");
            }
            item.set("stats", SampleValues.stats(metric, random, changes));
        }
    }
}
