package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** The queries that are answered at once; each answer depends on nothing but the query and the number of changes. */
final class QueryEndpoints {
    private static final String AGGREGATES = "conversations/aggregates";
    private static final int GENERATED_VALUES = 3;
    private static final int MOST_RESULTS = 100;
    private static final int PAGE_SIZE = 25;
    private static final int MAX_PAGE_SIZE = 100;
    private static final int MOST_HITS = 400;

    private final IntSupplier changes;

    QueryEndpoints(IntSupplier changes) {
        this.changes = changes;
    }

    List<Endpoint> all() {
        return List.of(
                query(AGGREGATES, "analytics:conversationAggregate:view", this::aggregates),
                query("conversations/details", "analytics:conversationDetail:view", this::details),
                observations("queues/observations", "analytics:queueObservation:view", "oWaiting", "oInteracting"),
                observations("users/observations", "analytics:userObservation:view", "oActiveQueues", "oMemberQueues"));
    }

    private static Endpoint query(String part, String scope, Function<ApiRequest, Reply> answer) {
        return new Endpoint(HttpMethod.POST, "/api/v2/analytics/" + part + "/query", scope, answer);
    }

    private Reply aggregates(ApiRequest call) {
        AnalyticsQuery query = AnalyticsQuery.read(call, List.of("interval", "metrics"));
        Dimensions dimensions = Dimensions.of(query, GENERATED_VALUES);
        SampleResults results = new SampleResults(AGGREGATES, query, dimensions, changes.getAsInt());
        return Reply.json(200, list("results", results.aggregates(dimensions.combinations(MOST_RESULTS))));
    }

    private Endpoint observations(String part, String scope, String... usualMetrics) {
        return query(part, scope, call -> {
            AnalyticsQuery query = AnalyticsQuery.read(call, List.of("filter", "metrics"));
            Dimensions dimensions = Dimensions.of(query, GENERATED_VALUES);
            SampleResults results = new SampleResults(part, query, dimensions, changes.getAsInt());
            int count = dimensions.combinations(MOST_RESULTS);
            return Reply.json(200, list("results", results.observations(count, List.of(usualMetrics))));
        });
    }

    private Reply details(ApiRequest call) {
        AnalyticsQuery query = AnalyticsQuery.read(call, List.of("interval"));
        JsonNode paging = query.body().path("paging");
        int size = paging.path("pageSize").asInt(PAGE_SIZE);
        int number = paging.path("pageNumber").asInt(1);
        if (size < 1 || size > MAX_PAGE_SIZE || number < 1) {
            String message = "paging needs a pageSize of 1.." + MAX_PAGE_SIZE + " and a pageNumber from 1";
            throw new Refusal(ErrorReplies.of(400, message, call.correlationId()));
        }
        AnalyticsQuery whole = query.without("paging");
        int most = 1 + SampleValues.random(whole.canonicalText()).nextInt(MOST_HITS);
        List<ObjectNode> found = SampleConversations.of(whole, most, changes.getAsInt());
        int hits = found.size();
        int from = (int) Math.min((number - 1L) * size, hits);
        ObjectNode body = list("conversations", found.subList(from, Math.min(from + size, hits)));
        return Reply.json(200, body.put("totalHits", hits));
    }

    private static ObjectNode list(String name, List<ObjectNode> items) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode array = body.putArray(name);
        items.forEach(array::add);
        return body;
    }
}
