package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.IntSupplier;

/** The queries that are answered at once; each answer depends on nothing but the query and the number of changes. */
final class QueryEndpoints {
    private static final String AGGREGATES = "conversations/aggregates";
    private static final int GENERATED_VALUES = 3;
    private static final int MOST_RESULTS = 100;
    private static final int MOST_HITS = 400;

    private final IntSupplier changes;

    QueryEndpoints(IntSupplier changes) {
        this.changes = changes;
    }

    List<Endpoint> all() {
        return List.of(
                QueryAnswers.endpoint(
                        AGGREGATES,
                        "analytics:conversationAggregate:view",
                        QueryAnswers.IN_INTERVAL,
                        (call, query) -> aggregates(query)),
                QueryAnswers.endpoint(
                        "conversations/details",
                        "analytics:conversationDetail:view",
                        List.of("interval"),
                        (call, query) -> details(query)),
                observations("queues/observations", "analytics:queueObservation:view", "oWaiting", "oInteracting"),
                observations("users/observations", "analytics:userObservation:view", "oActiveQueues", "oMemberQueues"));
    }

    private ObjectNode aggregates(AnalyticsQuery query) {
        Dimensions dimensions = Dimensions.of(query, GENERATED_VALUES);
        SampleResults results = new SampleResults(AGGREGATES, query, dimensions, changes.getAsInt());
        return list(results.aggregates(dimensions.combinations(MOST_RESULTS)));
    }

    private Endpoint observations(String part, String scope, String... usualMetrics) {
        return QueryAnswers.endpoint(part, scope, QueryAnswers.OBSERVED, (call, query) -> {
            Dimensions dimensions = Dimensions.of(query, GENERATED_VALUES);
            SampleResults results = new SampleResults(part, query, dimensions, changes.getAsInt());
            return list(results.observations(dimensions.combinations(MOST_RESULTS), List.of(usualMetrics)));
        });
    }

    private ObjectNode details(AnalyticsQuery query) {
        AnalyticsQuery whole = query.without("paging");
        int most = 1 + SampleValues.random(whole.canonicalText()).nextInt(MOST_HITS);
        return QueryAnswers.page(query, "conversations", SampleConversations.of(whole, most, changes.getAsInt()));
    }

    private static ObjectNode list(List<ObjectNode> items) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode array = body.putArray("results");
        items.forEach(array::add);
        return body;
    }
}
