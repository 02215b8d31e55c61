package io.gcxcache.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A whole list, page by page in its order.
 *
 * @param path what was asked for
 * @param pages the entries of every page
 * @param lastModified the {@code Last-Modified} that all pages agreed on, or null
 */
public record PagedList(String path, List<List<JsonNode>> pages, String lastModified) {

    /** All entries in their order. */
    public List<JsonNode> entries() {
        return pages.stream().flatMap(List::stream).toList();
    }
}
