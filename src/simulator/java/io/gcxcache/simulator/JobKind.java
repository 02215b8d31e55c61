package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What jobs there are: where they are started, what a token needs for them and what they find. */
enum JobKind {
    DETAILS("conversations/details", "analytics:conversationDetail:view", "conversations", "interval") {
        @Override
        List<ObjectNode> items(AnalyticsQuery query, int count, int changes) {
            return SampleConversations.of(query, count, changes);
        }
    },
    USERS("users/details", "analytics:userDetail:view", "userDetails", "interval") {
        @Override
        List<ObjectNode> items(AnalyticsQuery query, int count, int changes) {
            return UserQueries.details(query, Math.min(count, Kind.USER.count()));
        }
    },
    AGGREGATES("conversations/aggregates", "analytics:conversationAggregate:view", "results", "interval", "metrics") {
        @Override
        List<ObjectNode> items(AnalyticsQuery query, int count, int changes) {
            Dimensions dimensions = Dimensions.of(query, Math.max(1, count));
            return new SampleResults("conversations/aggregates", query, dimensions, changes).aggregates(count);
        }
    };

    private final String path;
    private final String scope;
    private final String itemsName;
    private final List<String> required;

    JobKind(String pathPart, String scope, String itemsName, String... required) {
        this.path = "/api/v2/analytics/" + pathPart + "/jobs";
        this.scope = scope;
        this.itemsName = itemsName;
        this.required = List.of(required);
    }

    abstract List<ObjectNode> items(AnalyticsQuery query, int count, int changes);

    String path() {
        return path;
    }

    /** Whether it tells up to when there is data. */
    boolean isDetails() {
        return this != AGGREGATES;
    }

    String scope() {
        return scope;
    }

    /** The fields that the query must have. */
    List<String> required() {
        return required;
    }

    /** The field that holds the items of a page of results. */
    String itemsName() {
        return itemsName;
    }
}
