package io.gcxcache.paging;

import io.gcxcache.json.Slices;
import java.util.List;

/**
 * A list, page by page in its order.
 *
 * @param path what was asked for
 * @param pages the entries of every page, as they came
 * @param lastModified the {@code Last-Modified} of the list, or null
 * @param torn whether it changed while it was read, however often; every entry came once, but perhaps none of its versions
 *     was like this
 * @param whole whether it was read to its end, and not only its first page
 */
public record PagedList(String path, List<Slices> pages, String lastModified, boolean torn, boolean whole) {

    /** How many entries there are. */
    public int count() {
        return pages.stream().mapToInt(Slices::count).sum();
    }
}
