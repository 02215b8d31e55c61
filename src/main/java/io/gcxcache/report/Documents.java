package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.cache.CanonicalJson;
import io.gcxcache.cache.Segments;
import io.gcxcache.resource.Answer;
import io.gcxcache.resource.Question;
import io.gcxcache.upstream.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;

/** Turns what upstream answered to a query into the document that clients get. */
final class Documents {
    private final InstantSource clock;

    Documents(InstantSource clock) {
        this.clock = clock;
    }

    /** A query that was answered at once: the answer as it came. */
    void ofQuery(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        try {
            answer(exchange, List.of(body), CanonicalJson.read(body));
        } catch (IllegalArgumentException e) {
            throw Problem.upstream("Genesys answered " + Question.of(exchange).key() + " unusably: " + e.getMessage());
        }
    }

    /** A run that is done: the last poll's answer as it came, or the pages of its results in one document. */
    void ofRun(Exchange exchange) {
        Run run = Run.of(exchange);
        List<byte[]> segments =
                run.pages().isEmpty() ? List.of(run.completedBytes()) : merged(run.pages(), run.resultsField());
        answer(exchange, segments, run.completed());
    }

    private void answer(Exchange exchange, List<byte[]> segments, JsonNode json) {
        Question question = Question.of(exchange);
        AskedQuery asked = AskedQuery.of(exchange);
        Instant began = Instant.ofEpochMilli(question.askedMillis());
        Duration fill = Duration.ofMillis(Math.max(0, clock.millis() - question.askedMillis()));
        exchange.getMessage()
                .setBody(new Answer(
                        segments,
                        asked.ttl(fill, began),
                        asked.staleWindow(question.profile().staleWindow(), fill, began),
                        0,
                        null,
                        schemaVersion(json)));
    }

    /** All pages as one document: their results in order, and the other fields of the last page but its cursor. */
    private static List<byte[]> merged(List<JsonNode> pages, String field) {
        ObjectNode rest = pages.get(pages.size() - 1).deepCopy();
        rest.remove(List.of(field, "cursor"));
        List<byte[]> segments = new ArrayList<>();
        String before = "{\"" + field + "\":[";
        String separator = "";
        for (JsonNode page : pages) {
            StringBuilder segment = new StringBuilder(before);
            for (JsonNode result : page.path(field)) {
                segment.append(separator).append(result);
                separator = ",";
            }
            segments.add(segment.toString().getBytes(StandardCharsets.UTF_8));
            before = "";
        }
        String end = rest.isEmpty() ? "]}" : "]," + rest.toString().substring(1);
        segments.add(end.getBytes(StandardCharsets.UTF_8));
        return segments;
    }

    /** What the answer says of its schema's version; else a fingerprint of its metric definitions; else null. */
    private static String schemaVersion(JsonNode json) {
        if (json.path("schemaVersion").isValueNode() && json.hasNonNull("schemaVersion")) {
            return json.path("schemaVersion").asText();
        }
        JsonNode metrics = json.path("metricDefinitions");
        if (metrics.isMissingNode() || metrics.isNull()) {
            return null;
        }
        byte[] canonical = CanonicalJson.write(metrics, Set.of()).getBytes(StandardCharsets.UTF_8);
        return Segments.etag(List.of(canonical)).replace("\"", "");
    }
}
