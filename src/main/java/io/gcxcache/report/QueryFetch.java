package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.ask.PostedQuery;
import io.gcxcache.ask.Question;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CanonicalJson;
import io.gcxcache.cache.JsonFields;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.upstream.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The steps that fetch a query that is answered at once, around the call. */
public final class QueryFetch {
    /** What an answer says of its schema. */
    private static final Set<String> SCHEMA = Set.of("schemaVersion", "metricDefinitions");

    QueryFetch() {}

    /** Makes the message the call that posts the query. */
    public void ask(Exchange exchange) {
        post(exchange);
    }

    /** Turns the answer into an {@link Answer}, as it came. */
    public Answer render(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        try {
            return answer(exchange, Body.asItCame(body), JsonFields.read(body, SCHEMA));
        } catch (IOException e) {
            throw Problem.upstream(
                    "Genesys answered " + Ask.of(exchange).question().key() + " with something that is not JSON");
        }
    }

    static void post(Exchange exchange) {
        Message message = exchange.getMessage();
        message.setHeader(GcxHeaders.METHOD, "POST");
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(Ask.of(exchange).posted().body());
    }

    static Answer answer(Exchange exchange, Body body, JsonNode json) {
        Question question = Ask.of(exchange).question();
        PostedQuery posted = Ask.of(exchange).posted();
        return new Answer(
                body,
                posted.ttl(),
                posted.staleWindow(question.declaration().staleWindow()),
                null,
                schemaVersion(json));
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
        byte[] canonical = CanonicalJson.write(metrics).getBytes(StandardCharsets.UTF_8);
        return Body.fingerprint(canonical);
    }
}
