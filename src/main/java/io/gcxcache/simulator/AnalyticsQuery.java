package io.gcxcache.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;

/** What an analytics call asks, as its body says it; nobody changes that body. */
record AnalyticsQuery(ObjectNode body) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .build();

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
