package io.gcxcache.paging;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.json.JsonList;
import io.gcxcache.json.Slices;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One page of a list, as upstream answered it.
 *
 * @param request what it answers
 * @param entries the members of {@code entities}, as they came
 * @param ids the ids of those that have one, in their order
 * @param lastModified the page's {@code Last-Modified}, or null
 * @param json how the list goes on; the rest of the answer is not kept
 */
record Page(PageRequest request, Slices entries, List<String> ids, String lastModified, JsonNode json) {
    /** In the place of a number that the page does not tell. */
    static final long UNTOLD = -1;

    /** About what an id takes, in the page and among those of the walk. */
    private static final int BYTES_OF_ID = 128;

    private static final String ENTITIES = "entities";
    private static final Set<String> GOES_ON = Set.of(
            ENTITIES,
            "total",
            "pageNumber",
            "pageCount",
            "hasMore",
            "nextPage",
            "nextUri",
            "cursor",
            "after",
            "cursors");

    /** @param idField the field that tells entries apart, or null */
    static Page read(PageRequest request, String idField, byte[] body, String lastModified) {
        String where = "page " + request.number() + " of " + request.path();
        JsonList answer;
        try {
            answer = JsonList.read(body == null ? new byte[0] : body, ENTITIES, GOES_ON, idField);
        } catch (IOException e) {
            throw Problem.upstream("Genesys answered something that is not JSON: " + where);
        }
        JsonNode envelope = answer.envelope();
        if (answer.values() != null) {
            return new Page(request, answer.values(), answer.ids(), lastModified, envelope);
        }
        JsonNode entities = envelope.path(ENTITIES);
        if ((entities.isMissingNode() || entities.isNull()) && number(envelope.path("total")) == 0) {
            return new Page(request, new Slices(new byte[0], new int[0]), List.of(), lastModified, envelope);
        }
        throw Problem.upstream("Genesys answered without a list named entities: " + where);
    }

    /** The page's place in the list, from 1. */
    int number() {
        return request.number();
    }

    /** How many entries it holds. */
    int count() {
        return entries.count();
    }

    /** About how many bytes it takes. */
    long bytes() {
        return entries.bytes().length
                + (long) Integer.BYTES * entries.bounds().length
                + (long) BYTES_OF_ID * ids.size();
    }

    /** How many entries it says the list has; less than it holds itself says nothing. */
    long total() {
        long total = number(json.path("total"));
        return total < count() ? UNTOLD : total;
    }

    /** How many pages it says the list has; none says nothing if it holds entries. */
    long pageCount() {
        long pageCount = number(json.path("pageCount"));
        return pageCount == 0 && count() > 0 ? UNTOLD : pageCount;
    }

    /** How many pages the list has, if this is its first page, it says so, and pages go by number; otherwise 0. */
    long countFromFirst() {
        return number(json.path("pageNumber")) == 1 && request.isNumbered() && !namesCursor()
                ? Math.max(0, pageCount())
                : 0;
    }

    boolean tellsNumber() {
        return number(json.path("pageNumber")) > 0;
    }

    boolean namesCursor() {
        return NextPage.isCursor(json);
    }

    boolean isToldTheLast() {
        return json.path("hasMore").isBoolean() && !json.path("hasMore").asBoolean();
    }

    boolean isToldNotTheLast() {
        return json.path("hasMore").asBoolean();
    }

    /** Whether the list looks the same by this first page as by an earlier one. */
    boolean saysTheSame(Page earlier) {
        return total() == earlier.total()
                && count() == earlier.count()
                && ids.equals(earlier.ids)
                && Objects.equals(lastModified, earlier.lastModified);
    }

    /** A number of things, however it is written; {@link #UNTOLD} if it is none. */
    static long number(JsonNode node) {
        if (node.isTextual()) {
            return node.asText().matches("\\d{1,18}") ? Long.parseLong(node.asText()) : UNTOLD;
        }
        if (!node.canConvertToExactIntegral() || node.decimalValue().signum() < 0) {
            return UNTOLD;
        }
        return node.canConvertToLong() ? node.asLong() : Long.MAX_VALUE;
    }
}
