package io.gcxcache.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What an analytics call asks, as its body says it; nobody changes that body. */
record AnalyticsQuery(ObjectNode body) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .build();

    /** The fields that some query must have, and what they must be. */
    private static final Map<String, JsonNodeType> REQUIRED = Map.of(
            "interval", JsonNodeType.STRING,
            "metrics", JsonNodeType.ARRAY,
            "groupBy", JsonNodeType.ARRAY,
            "filter", JsonNodeType.OBJECT);

    /** Reads the body; anything but one JSON object is refused with 400. */
    static AnalyticsQuery read(ApiRequest call) {
        try {
            if (JSON.readTree(call.body().getBytes()) instanceof ObjectNode body) {
                return new AnalyticsQuery(body);
            }
        } catch (IOException unreadable) {
            // Refused like every other body that is no object.
        }
        throw new Refusal(ErrorReplies.of(400, "The body must be a JSON object", call.correlationId()));
    }

    /** Reads the body; one that lacks one of these fields, or whose interval is none, is refused with 400. */
    static AnalyticsQuery read(ApiRequest call, List<String> required) {
        AnalyticsQuery query = read(call);
        try {
            required.forEach(query::check);
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(ErrorReplies.of(400, wrong.getMessage(), call.correlationId()));
        }
        return query;
    }

    private void check(String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            throw new IllegalArgumentException(field + " is required");
        }
        if (value.getNodeType() != REQUIRED.get(field)) {
            throw new IllegalArgumentException(
                    field + " must be of type " + REQUIRED.get(field).name().toLowerCase(Locale.ROOT));
        }
        if (field.equals("interval")) {
            Interval.read(value.asText());
        }
    }

    /** The same text for bodies that differ only in white space and in the order of their fields. */
    String canonicalText() {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree can always be written", impossible);
        }
    }

    /** The interval as it was sent, empty if there is none. */
    String interval() {
        return body.path("interval").asText();
    }

    /** The metrics that are asked for, or these if none are. */
    List<String> metrics(List<String> otherwise) {
        List<String> asked = texts(body.path("metrics"));
        return asked.isEmpty() ? otherwise : asked;
    }

    List<String> groupBy() {
        return texts(body.path("groupBy"));
    }

    /** All predicates, of whatever filter and at whatever depth. */
    List<JsonNode> predicates() {
        return body.findValues("predicates").stream()
                .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
                .toList();
    }

    AnalyticsQuery without(String field) {
        return new AnalyticsQuery(body.deepCopy().without(field));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }
}
