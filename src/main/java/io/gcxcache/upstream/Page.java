package io.gcxcache.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.Objects;

/**
 * One page of a list, as upstream answered it.
 *
 * @param number the page's place in the list, from 1
 * @param entries the members of {@code entities}, as they came
 * @param lastModified the page's {@code Last-Modified}, or null
 * @param json the whole answer
 */
record Page(int number, ArrayNode entries, String lastModified, JsonNode json) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static Page read(PageRequest request, byte[] body, String lastModified) {
        String where = "page " + request.number() + " of " + request.path();
        JsonNode json;
        try {
            json = JSON.readTree(body == null ? new byte[0] : body);
        } catch (IOException e) {
            throw Problem.upstream("Genesys answered something that is not JSON: " + where);
        }
        if (!(json.get("entities") instanceof ArrayNode entries)) {
            throw Problem.upstream("Genesys answered without a list named entities: " + where);
        }
        return new Page(request.number(), entries, lastModified, json);
    }

    /** Whether the list looked the same when both pages were read. */
    boolean belongsWith(Page other) {
        return Objects.equals(lastModified, other.lastModified)
                && json.path("total").equals(other.json.path("total"));
    }

    /** How many pages the list has, if this is its first page and it says so; otherwise 0. */
    int countFromFirst() {
        return json.path("pageNumber").asInt(0) == 1 ? json.path("pageCount").asInt(0) : 0;
    }
}
