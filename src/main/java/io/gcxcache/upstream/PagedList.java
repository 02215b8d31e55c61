package io.gcxcache.upstream;

import io.gcxcache.cache.Slices;
import java.util.List;

/**
 * A whole list, page by page in its order.
 *
 * @param path what was asked for
 * @param pages the entries of every page, as they came
 * @param lastModified the {@code Last-Modified} that all pages agreed on, or null
 */
public record PagedList(String path, List<Slices> pages, String lastModified) {

    /** How many entries there are. */
    public int count() {
        return pages.stream().mapToInt(Slices::count).sum();
    }
}
