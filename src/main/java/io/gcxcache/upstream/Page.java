package io.gcxcache.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.cache.JsonList;
import io.gcxcache.cache.Slices;
import java.io.IOException;
import java.util.Objects;

/**
 * One page of a list, as upstream answered it.
 *
 * @param number the page's place in the list, from 1
 * @param entries the members of {@code entities}, as they came
 * @param lastModified the page's {@code Last-Modified}, or null
 * @param json the rest of the answer
 */
record Page(int number, Slices entries, String lastModified, JsonNode json) {
    static Page read(PageRequest request, byte[] body, String lastModified) {
        String where = "page " + request.number() + " of " + request.path();
        JsonList answer;
        try {
            answer = JsonList.read(body == null ? new byte[0] : body, "entities");
        } catch (IOException e) {
            throw Problem.upstream("Genesys answered something that is not JSON: " + where);
        }
        if (answer.values() == null) {
            throw Problem.upstream("Genesys answered without a list named entities: " + where);
        }
        return new Page(request.number(), answer.values(), lastModified, answer.envelope());
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
