package io.gcxcache.upstream;

import io.gcxcache.context.GcxHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * How a paged list is read: which page comes next, and whether what came is the list.
 *
 * <p>A list that changed while it was read, or of which less came than it announced, is read anew, at most twice. What comes
 * last is then taken if the ids show that every entry came once, and marked as torn. Dates that differ may be those of the
 * pages: the first page, asked for again, tells. A page that was asked for before, or a list without end, ends the walk
 * with a problem. Thread-safe, since pages may be fetched side by side.
 */
final class Paging {
    static final int MOST_PAGES = 10_000;
    static final int MOST_EMPTY_IN_A_ROW = 50;
    static final int MOST_RESTARTS = 2;
    static final int PAGE_SIZE = 250;
    static final String SCAN = "scan";
    static final String NO_ID = "none";

    /** With it, a list that has not changed since ends the walk with {@link NotModified} after its first page. */
    static final String CONDITION = "If-Modified-Since";

    private static final String PROPERTY = "GcxPaging";

    private final PageRequest first;
    private final String idField;
    private final String unchangedSince;
    private final Set<String> asked = new HashSet<>();
    private Walk walk = new Walk();
    private int restarts;
    private PageRequest next;
    private List<PageRequest> rest = List.of();
    private int awaited;
    private boolean torn;

    /** Whether the first page is asked for again, and what comes then if it is what it was. */
    private boolean doubting;

    private PageRequest afterDoubt;

    /**
     * @param idField the field that tells entries apart, or null
     * @param unchangedSince the {@code Last-Modified} of the list that is known already, or null
     */
    Paging(PageRequest first, String idField, String unchangedSince) {
        this.first = first;
        this.idField = idField;
        this.unchangedSince = unchangedSince;
        this.next = first;
    }

    static void open(Exchange exchange) {
        Message question = exchange.getMessage();
        int size = question.getHeader(GcxHeaders.PAGE_SIZE, PAGE_SIZE, Integer.class);
        boolean scan = SCAN.equals(question.getHeader(GcxHeaders.PAGING, String.class));
        String idField = question.getHeader(GcxHeaders.ENTRY_ID, "id", String.class);
        String query = question.getHeader(GcxHeaders.QUERY, "", String.class);
        String path = question.getHeader(GcxHeaders.PATH, String.class);
        String firstQuery =
                (query.isEmpty() ? "" : query + '&') + (scan ? "limit=" + size : "pageSize=" + size + "&pageNumber=1");
        exchange.setProperty(
                PROPERTY,
                new Paging(
                        new PageRequest(1, path, firstQuery),
                        NO_ID.equals(idField) ? null : idField,
                        question.getHeader(CONDITION, String.class)));
    }

    static Paging of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Paging.class);
    }

    String idField() {
        return idField;
    }

    synchronized boolean hasNext() {
        return next != null;
    }

    /** Makes the exchange the question for the next page. */
    synchronized void askNext(Exchange exchange) {
        if (!doubting) {
            remember(next);
        }
        next.ask(exchange);
        next = null;
        awaited = 1;
    }

    /** Whether the answer told how many pages there are, so that the rest can be fetched side by side. */
    synchronized boolean knowsTheRest() {
        return !rest.isEmpty();
    }

    synchronized List<PageRequest> takeTheRest() {
        List<PageRequest> requests = rest;
        requests.forEach(this::remember);
        rest = List.of();
        awaited = requests.size();
        return requests;
    }

    /** Takes in a page; with the last one that was asked for it is decided how to go on. */
    synchronized void add(Page page) {
        if (page.number() == 1 && unchangedSince != null && unchangedSince.equals(page.lastModified())) {
            throw new NotModified(first.path());
        }
        if (doubting) {
            settle(page);
            return;
        }
        walk.add(page);
        awaited--;
        if (awaited == 0) {
            goOn();
        }
    }

    synchronized PagedList list() {
        return walk.list(first.path(), torn);
    }

    private void goOn() {
        Page last = walk.last();
        if (walk.isMixed() && mayStartOver()) {
            startOver();
        } else if (isTorn() && !mayStartOver() && !walk.showsWhetherItIsWhole()) {
            throw Problem.upstream("The list changed while it was read, " + (MOST_RESTARTS + 1) + " times, and neither"
                    + " its ids nor its total show whether it is whole: " + first.path());
        } else if (last.number() == 1 && last.countFromFirst() > 1) {
            if (last.countFromFirst() > MOST_PAGES) {
                throw tooManyPages();
            }
            rest = IntStream.rangeClosed(2, (int) last.countFromFirst())
                    .mapToObj(number -> first.page(number, NextPage.pageNumber(first.query(), number)))
                    .toList();
        } else if (walk.isDoubtful() && mayStartOver()) {
            doubting = true;
            afterDoubt = following(last);
            next = first;
        } else {
            goOnWith(following(last));
        }
    }

    private void settle(Page firstAgain) {
        doubting = false;
        if (firstAgain.saysTheSame(walk.first())) {
            walk.datesAreThePages();
            goOnWith(afterDoubt);
        } else {
            startOver();
            remember(next);
            next = null;
            walk.add(firstAgain);
            goOn();
        }
    }

    /** @param following null if there is none */
    private void goOnWith(PageRequest following) {
        next = following;
        if (next == null) {
            end();
        }
    }

    private PageRequest following(Page page) {
        if (walk.isAtItsEnd()) {
            return null;
        }
        if (walk.emptyInARow() > MOST_EMPTY_IN_A_ROW) {
            throw Problem.upstream(
                    "Genesys sent " + walk.emptyInARow() + " pages without entries in a row: " + first.path());
        }
        PageRequest request = page.request();
        Optional<String> query = NextPage.query(page.json(), request.query(), request.path());
        if (query.isEmpty() && request.isNumbered() && page.number() < walk.pageCount()) {
            query = Optional.of(NextPage.pageNumber(request.query(), page.number() + 1));
        }
        boolean namesItself = query.isPresent() && query.get().equals(request.query());
        if (query.isEmpty() || namesItself && (walk.isComplete() || page.count() == 0)) {
            return null;
        }
        return request.next(query.get());
    }

    /** Nothing follows: it is the list, it is read anew, or it is given up. */
    private void end() {
        if (!walk.isWhole()) {
            // One page cannot be torn: it would come again as it is.
            if (walk.pages() == 1 || !mayStartOver()) {
                throw notWhole();
            }
            startOver();
        } else {
            torn = isTorn();
        }
    }

    /** Whether pages are of different versions, as far as can be told. */
    private boolean isTorn() {
        return walk.isMixed() || walk.isDoubtful();
    }

    private boolean mayStartOver() {
        return restarts < MOST_RESTARTS;
    }

    private void startOver() {
        restarts++;
        walk = new Walk();
        asked.clear();
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

    private Problem notWhole() {
        String announced = walk.total() == Page.UNTOLD ? "more" : walk.total() + " entries";
        return Problem.upstream("The list is not whole: Genesys announced " + announced + ", and " + walk.count()
                + " entries on " + walk.pages() + " pages came: " + first.path());
    }
}
