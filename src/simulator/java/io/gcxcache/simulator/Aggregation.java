package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The answer of an aggregates query while it is computed. Everything counts at one moment, beginnings of intervals
 * belong to them and ends do not: what two adjacent intervals find together is what the whole one finds.
 */
final class Aggregation {
    private final AnalyticsQuery query;
    private final List<String> metrics;
    private final Granularity granularity;
    private final AnalyticsFilter filter;
    private final Interval interval;
    private final Map<Map<String, String>, Map<Interval, Map<Metric, Summary>>> groups = new HashMap<>();

    /** @param now what comes after it has not happened */
    Aggregation(AnalyticsQuery query, Instant now) {
        this.query = query;
        this.metrics = query.metrics(List.of());
        this.granularity = Granularity.of(query);
        this.filter = new AnalyticsFilter(query.body().path("filter"));
        this.interval = granularity.interval().within(Conversation.BEGINNING, now);
    }

    /** The interval of the query, as far as there was anything and it has passed. */
    Interval interval() {
        return interval;
    }

    boolean keeps(Function<String, List<String>> dimensions) {
        return filter.keeps(dimensions);
    }

    void add(Function<String, List<String>> dimensions, Conversation.Measurement measured) {
        Instant at = Instant.ofEpochMilli(measured.at());
        if (metrics.contains(measured.metric()) && !at.isBefore(interval.from()) && at.isBefore(interval.to())) {
            summary(dimensions, granularity.piece(at), new Metric(measured.metric(), ""))
                    .add(measured.millis());
        }
    }

    /** Adds a state that lasted, to each piece of the interval what of it lies in there. */
    void addState(Function<String, List<String>> dimensions, Metric metric, Instant since, Instant until) {
        if (!metrics.contains(metric.name)) {
            return;
        }
        Instant from = since.isBefore(interval.from()) ? interval.from() : since;
        Instant to = until.isAfter(interval.to()) ? interval.to() : until;
        while (from.isBefore(to)) {
            Interval piece = granularity.piece(from);
            Instant end = piece.to().isBefore(to) ? piece.to() : to;
            summary(dimensions, piece, metric).add(end.toEpochMilli() - from.toEpochMilli());
            from = end;
        }
    }

    ObjectNode answer() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode results = answer.putArray("results");
        sorted(groups, Comparator.comparing(Map::toString)).forEach((group, pieces) -> {
            ObjectNode result = results.addObject();
            ObjectNode values = result.putObject("group");
            group.forEach(values::put);
            ArrayNode data = result.putArray("data");
            sorted(pieces, Comparator.comparing(Interval::from)).forEach((piece, summaries) -> {
                ArrayNode found = data.addObject().put("interval", piece.text()).putArray("metrics");
                sorted(summaries, Comparator.comparing(Metric::name).thenComparing(Metric::qualifier))
                        .forEach((metric, summary) -> summary.write(metric, found.addObject()));
            });
        });
        return answer;
    }

    private Summary summary(Function<String, List<String>> dimensions, Interval piece, Metric metric) {
        Map<String, String> group = QueryAnswers.group(query, dimensions);
        return groups.computeIfAbsent(group, first -> new HashMap<>())
                .computeIfAbsent(piece, first -> new HashMap<>())
                .computeIfAbsent(metric, first -> new Summary());
    }

    private static <K, V> Map<K, V> sorted(Map<K, V> found, Comparator<K> order) {
        Map<K, V> sorted = new TreeMap<>(order);
        sorted.putAll(found);
        return sorted;
    }

    /** @param qualifier which state the metric is about, empty if about none */
    record Metric(String name, String qualifier) {}

    private static final class Summary {
        private long count;
        private long sum;
        private long min = Long.MAX_VALUE;
        private long max;

        void add(long millis) {
            count++;
            sum += millis;
            min = Math.min(min, millis);
            max = Math.max(max, millis);
        }

        void write(Metric metric, ObjectNode node) {
            node.put("metric", metric.name());
            if (!metric.qualifier().isEmpty()) {
                // A state is one length of time, however many pieces it was found in.
                node.put("qualifier", metric.qualifier()).putObject("stats").put("sum", sum);
                return;
            }
            ObjectNode stats = node.putObject("stats");
            if (metric.name().startsWith("t")) {
                stats.put("max", max).put("min", min).put("sum", sum);
            }
            stats.put("count", count);
        }
    }
}
