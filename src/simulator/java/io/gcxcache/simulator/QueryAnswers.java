package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The shapes that answers of analytics queries come in. */
final class QueryAnswers {
    /** What queries about an interval, about the moment, and about what is going on must have. */
    static final List<String> IN_INTERVAL = List.of("interval", "metrics");

    static final List<String> OBSERVED = List.of("filter", "metrics");
    static final List<String> GROUPED = List.of("groupBy", "metrics");

    private static final int MAX_PAGE_SIZE = 100;

    private QueryAnswers() {}

    static Endpoint endpoint(
            String part,
            String scope,
            List<String> required,
            BiFunction<ApiRequest, AnalyticsQuery, ObjectNode> answer) {
        return new Endpoint(HttpMethod.POST, "/api/v2/analytics/" + part + "/query", scope, call -> {
            try {
                return Reply.json(200, answer.apply(call, AnalyticsQuery.read(call, required)));
            } catch (IllegalArgumentException wrong) {
                throw new Refusal(ErrorReplies.of(400, wrong.getMessage(), call.correlationId()));
            }
        });
    }

    static ObjectNode page(AnalyticsQuery query, String name, List<ObjectNode> all) {
        JsonNode paging = query.body().path("paging");
        int size = paging.path("pageSize").asInt(PageRequest.DEFAULT_SIZE);
        int number = paging.path("pageNumber").asInt(1);
        if (size < 1 || size > MAX_PAGE_SIZE || number < 1) {
            throw new IllegalArgumentException(
                    "paging needs a pageSize of 1.." + MAX_PAGE_SIZE + " and a pageNumber from 1");
        }
        int from = (int) Math.min((number - 1L) * size, all.size());
        ObjectNode body = object();
        ArrayNode items = body.putArray(name);
        all.subList(from, Math.min(from + size, all.size())).forEach(items::add);
        return body.put("totalHits", all.size());
    }

    static void observe(
            ArrayNode results,
            AnalyticsFilter filter,
            Map<String, String> group,
            AnalyticsQuery query,
            Function<String, Map<String, Long>> count) {
        // A group that does not tell the medium is about all media.
        if (!filter.keeps(name -> group.containsKey(name) || !name.equals("mediaType")
                ? values(group).apply(name)
                : Conversation.MEDIA)) {
            return;
        }
        ObjectNode result = object();
        group.forEach(result.putObject("group")::put);
        ArrayNode data = result.putArray("data");
        query.metrics(List.of()).forEach(metric -> count.apply(metric)
                .forEach((qualifier, number) -> qualified(data.addObject().put("metric", metric), qualifier)
                        .putObject("stats")
                        .put("count", number)));
        if (!data.isEmpty()) {
            results.add(result);
        }
    }

    static <T> ObjectNode activity(
            ApiRequest call,
            AnalyticsQuery query,
            String entity,
            Map<Map<String, String>, List<T>> groups,
            BiFunction<String, List<T>, Map<String, Long>> count) {
        PageRequest asked = PageRequest.read(call, PageRequest.PAGE_NUMBER, PageRequest.DEFAULT_SIZE, MAX_PAGE_SIZE);
        List<ObjectNode> results = groups.entrySet().stream()
                .map(group -> {
                    ObjectNode result = object();
                    group.getKey().forEach(result.putObject("group")::put);
                    ArrayNode data = result.putArray("data");
                    list(query.body().path("metrics")).forEach(metric -> {
                        String name = metric.path("metric").asText();
                        count.apply(name, group.getValue()).forEach((qualifier, number) -> qualified(
                                        data.addObject().put("metric", name), qualifier)
                                .put("count", number));
                    });
                    return result;
                })
                .toList();
        ObjectNode answer = new ListPage(call, asked, results).entities();
        answer.set("results", answer.remove("entities"));
        return answer.put("entityIdDimension", entity);
    }

    static Map<String, String> group(AnalyticsQuery query, Function<String, List<String>> values) {
        Map<String, String> group = new LinkedHashMap<>();
        query.groupBy()
                .forEach(name -> values.apply(name).stream().findFirst().ifPresent(value -> group.put(name, value)));
        return group;
    }

    static Function<String, List<String>> values(Map<String, String> group) {
        return name -> group.containsKey(name) ? List.of(group.get(name)) : List.of();
    }

    static Map<String, Long> count(Stream<?> some) {
        return Map.of("", some.count());
    }

    private static ObjectNode qualified(ObjectNode data, String qualifier) {
        return qualifier.isEmpty() ? data : data.put("qualifier", qualifier);
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
