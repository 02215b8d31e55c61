package io.gcxcache.upstream;

import io.gcxcache.cache.Slices;
import io.gcxcache.context.GcxHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The walk through one paged list: which page comes next, and whether the pages belong together.
 *
 * <p>A {@code Last-Modified} or a {@code total} that differs between two pages means that the list changed while it was
 * read: the walk starts over, at most twice. A page that was asked for before, or a list without end, ends the walk.
 * Thread-safe, since pages may be fetched side by side.
 */
final class Paging {
    static final int MOST_PAGES = 10_000;
    static final int MOST_RESTARTS = 2;
    static final int PAGE_SIZE = 250;

    /** With it, a list that has not changed since ends the walk with {@link NotModified} after its first page. */
    static final String CONDITION = "If-Modified-Since";

    private static final String PROPERTY = "GcxPaging";

    private final String unchangedSince;
    private PageRequest first;
    private final SortedMap<Integer, Page> pages = new TreeMap<>();
    private final Set<String> asked = new HashSet<>();
    private PageRequest next;
    private List<PageRequest> rest = List.of();

    /** @param unchangedSince the {@code Last-Modified} of the list that is known already, or null */
    Paging(PageRequest first, String unchangedSince) {
        this.unchangedSince = unchangedSince;
        this.first = first;
        this.next = first;
    }

    static void open(Exchange exchange) {
        Message question = exchange.getMessage();
        int pageSize = question.getHeader(GcxHeaders.PAGE_SIZE, PAGE_SIZE, Integer.class);
        String query = question.getHeader(GcxHeaders.QUERY, "", String.class);
        String path = question.getHeader(GcxHeaders.PATH, String.class);
        String firstQuery = (query.isEmpty() ? "" : query + '&') + "pageSize=" + pageSize + "&pageNumber=1";
        exchange.setProperty(
                PROPERTY,
                new Paging(new PageRequest(0, 1, path, firstQuery), question.getHeader(CONDITION, String.class)));
    }

    static Paging of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Paging.class);
    }

    synchronized boolean hasNext() {
        return next != null;
    }

    /** Makes the exchange the question for the next page. */
    synchronized void askNext(Exchange exchange) {
        remember(next);
        next.ask(exchange);
        next = null;
    }

    /** Whether the answer told how many pages there are, so that the rest can be fetched side by side. */
    synchronized boolean knowsTheRest() {
        return !rest.isEmpty();
    }

    synchronized List<PageRequest> takeTheRest() {
        List<PageRequest> requests = rest;
        requests.forEach(this::remember);
        rest = List.of();
        return requests;
    }

    /** Takes in a page; one that belongs to a walk that was given up changes nothing. */
    synchronized void add(PageRequest request, Page page) {
        if (request.walk() != first.walk()) {
            return;
        }
        if (page.number() == 1 && unchangedSince != null && unchangedSince.equals(page.lastModified())) {
            throw new NotModified(request.path());
        }
        pages.put(page.number(), page);
        Page start = pages.get(pages.firstKey());
        if (!start.belongsWith(page)) {
            startOver();
        } else if (page.countFromFirst() > MOST_PAGES) {
            throw tooManyPages();
        } else if (page.number() == 1 && page.countFromFirst() > 1) {
            rest = IntStream.rangeClosed(2, page.countFromFirst())
                    .mapToObj(number -> first.page(number, NextPage.pageNumber(first.query(), number)))
                    .toList();
        } else if (start.countFromFirst() <= 1) {
            next = NextPage.query(page.json(), request.query(), request.path())
                    .map(query -> request.page(request.number() + 1, query))
                    .orElse(null);
        }
    }

    synchronized PagedList list() {
        List<Slices> entries = pages.values().stream().map(Page::entries).toList();
        return new PagedList(first.path(), entries, pages.get(1).lastModified());
    }

    private void startOver() {
        if (first.walk() == MOST_RESTARTS) {
            throw Problem.upstream(
                    "The list changed while it was read, " + (MOST_RESTARTS + 1) + " times: " + first.path());
        }
        first = first.again();
        pages.clear();
        asked.clear();
        rest = List.of();
        next = first;
    }

    private void remember(PageRequest request) {
        if (!asked.add(request.query())) {
            throw Problem.upstream(
                    "Genesys named page " + (request.number() - 1) + " as its own successor: " + request.path());
        }
        if (asked.size() > MOST_PAGES) {
            throw tooManyPages();
        }
    }

    private Problem tooManyPages() {
        return Problem.upstream("The list has more than " + MOST_PAGES + " pages: " + first.path());
    }
}
