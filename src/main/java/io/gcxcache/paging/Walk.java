package io.gcxcache.paging;

import io.gcxcache.json.Slices;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * One reading of a list, from its first page on: whether its pages belong together, and whether as much came as they
 * announce. What only some pages tell has not changed between them. Not thread-safe.
 */
final class Walk {
    private final NavigableMap<Integer, Page> pages = new TreeMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<Long> totals = new HashSet<>();
    private final Set<String> dates = new HashSet<>();
    private final NavigableMap<Integer, Long> toldTotals = new TreeMap<>();
    private final NavigableMap<Integer, Long> toldPageCounts = new TreeMap<>();
    private boolean everyTotalIsItsPages = true;
    private boolean datesAreThePages;
    private boolean idCameTwice;
    private int count;
    private int emptyInARow;
    private long bytes;
    private boolean late;

    void add(Page page) {
        pages.put(page.number(), page);
        count += page.count();
        bytes += page.bytes();
        emptyInARow = page.count() == 0 ? emptyInARow + 1 : 0;
        for (String id : page.ids()) {
            idCameTwice |= !ids.add(id);
        }
        if (page.total() != Page.UNTOLD) {
            totals.add(page.total());
            toldTotals.put(page.number(), page.total());
            everyTotalIsItsPages &= page.total() == page.count();
        }
        if (page.pageCount() != Page.UNTOLD) {
            toldPageCounts.put(page.number(), page.pageCount());
        }
        if (page.lastModified() != null) {
            dates.add(page.lastModified());
        }
    }

    int pages() {
        return pages.size();
    }

    Page first() {
        return pages.firstEntry().getValue();
    }

    Page last() {
        return pages.lastEntry().getValue();
    }

    /** How many entries came. */
    int count() {
        return count;
    }

    /** How many pages in a row, up to the last one that came, hold nothing. */
    int emptyInARow() {
        return emptyInARow;
    }

    /** How many entries the list has, as its pages told last; a page may tell how many it holds itself, which is none. */
    long total() {
        boolean ofThePages =
                everyTotalIsItsPages && (totals.size() > 1 || totals.stream().anyMatch(total -> total < count));
        return ofThePages ? Page.UNTOLD : last(toldTotals);
    }

    /** How many pages the list has, as they told last. */
    long pageCount() {
        return last(toldPageCounts);
    }

    private static long last(NavigableMap<Integer, Long> told) {
        return told.isEmpty() ? Page.UNTOLD : told.lastEntry().getValue();
    }

    /** Whether pages are of different versions of the list. */
    boolean isMixed() {
        return idCameTwice || totals.size() > 1 && !everyTotalIsItsPages;
    }

    /** Whether pages may be of different versions: their dates differ, which may also be the dates of the pages. */
    boolean isDoubtful() {
        return dates.size() > 1 && !datesAreThePages;
    }

    /** About how many bytes its pages take. */
    long bytes() {
        return bytes;
    }

    /** A page waits for the rate limit: the list has much time to change. */
    void waits() {
        late |= !pages.isEmpty();
    }

    /** Whether it waited with pages, and nothing shows yet that the list is still the same. */
    boolean isLate() {
        return late;
    }

    /** The first page came again as it was: nothing changed, not even between two pages of different dates. */
    void isConfirmed() {
        datesAreThePages = dates.size() > 1;
        late = false;
    }

    /** Whether the list is at its end, whatever the last page names as the next one. */
    boolean isAtItsEnd() {
        Page last = last();
        if (total() > count) {
            return false;
        }
        // A first page may tell what it holds itself; the next one shows that.
        boolean mayBeThePages = pages.size() == 1 && count > 0 && everyTotalIsItsPages;
        boolean countsPages = pageCount() != Page.UNTOLD && !last.namesCursor();
        return total() != Page.UNTOLD && !mayBeThePages
                || last.number() >= pageCount()
                        && (countsPages || last.isToldTheLast() || last.count() == 0 && isNumbered(last));
    }

    /** An answer that does not tell its number may be empty in the middle of the list, but not twice. */
    private boolean isNumbered(Page page) {
        return page.tellsNumber() || page.request().isNumbered() && emptyInARow > 1;
    }

    /** Whether as much came as was announced; asked when no page follows. */
    boolean isWhole() {
        boolean announcesMore = last().isToldNotTheLast() || pageCount() > last().number();
        return (total() == Page.UNTOLD || isComplete()) && (isAtItsEnd() || !announcesMore);
    }

    /** Whether as many entries came as the list is said to have. */
    boolean isComplete() {
        return total() == count;
    }

    /** Whether the ids of what came, each there and each once, can be held against a total. */
    boolean showsWhetherItIsWhole() {
        return ids.size() == count && total() != Page.UNTOLD;
    }

    /** @param whole whether nothing follows */
    PagedList list(String path, boolean torn, boolean whole) {
        List<Slices> entries = pages.values().stream().map(Page::entries).toList();
        // The date of a page is not the list's: it stays while another page changes.
        boolean known = !torn && !datesAreThePages;
        return new PagedList(path, entries, known ? first().lastModified() : null, torn, whole);
    }
}
