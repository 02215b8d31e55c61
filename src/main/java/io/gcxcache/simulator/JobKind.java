package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What jobs there are: where they are started, what a token needs for them and what they find. */
enum JobKind {
    DETAILS("details", "analytics:conversationDetail:view", "conversations") {
        @Override
        List<ObjectNode> items(AnalyticsQuery query, int count, int changes) {
            return SampleConversations.of(query, count, changes);
        }
    },
    AGGREGATES("aggregates", "analytics:conversationAggregate:view", "results") {
        @Override
        List<ObjectNode> items(AnalyticsQuery query, int count, int changes) {
            Dimensions dimensions = Dimensions.of(query, Math.max(1, count));
            return new SampleResults("conversations/aggregates", query, dimensions, changes).aggregates(count);
        }
    };

    private final String path;
    private final String scope;
    private final String itemsName;

    JobKind(String pathPart, String scope, String itemsName) {
        this.path = "/api/v2/analytics/conversations/" + pathPart + "/jobs";
        this.scope = scope;
        this.itemsName = itemsName;
    }

    abstract List<ObjectNode> items(AnalyticsQuery query, int count, int changes);

    String path() {
        return path;
    }

    String scope() {
        return scope;
    }

    /** The field that holds the items of a page of results. */
    String itemsName() {
        return itemsName;
    }
}
