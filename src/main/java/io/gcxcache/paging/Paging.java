package io.gcxcache.paging;

import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;

/**
 * How a paged list is read: which page comes next, and whether what came is the list.
 *
 * <p>A list that changed while it was read, or of which less came than it announced, is read anew, at most twice. What comes
 * last is then taken if the ids show that every entry came once, and marked as torn. Dates that differ may be those of the
 * pages: the first page, asked for again, tells. A page that was asked for before, or a list without end, ends the walk
 * with a problem. Thread-safe, since pages may be fetched side by side.
 */
final class Paging implements Series {
    static final int MOST_PAGES = 10_000;
    static final int MOST_EMPTY_IN_A_ROW = 50;
    static final int MOST_RESTARTS = 2;

    private final PageRequest first;
    private final String idField;
    private final String unchangedSince;
    private final long readOn;
    private final Patience patience;
    private final Set<String> asked = new HashSet<>();
    private Walk walk = new Walk();
    private int restarts;
    private PageRequest next;
    private List<PageRequest> rest = List.of();
    private final Queue<PageRequest> left = new ArrayDeque<>();
    private int awaited;
    private boolean began;
    private boolean torn;
    private boolean whole = true;
    private boolean closed;

    /** Whether the first page is asked for again, and what comes then if it is what it was. */
    private boolean doubting;

    private PageRequest afterDoubt;

    /**
     * @param idField the field that tells entries apart, or null
     * @param unchangedSince the {@code Last-Modified} of the list that is known already, or null
     * @param readOn the most entries that a list may have to be read on behind its first page
     * @param patience how the walk may wait for the rate limit once it has a page; null if not longer than any call
     */
    Paging(PageRequest first, String idField, String unchangedSince, long readOn, Patience patience) {
        this.first = first;
        this.idField = idField;
        this.unchangedSince = unchangedSince;
        this.readOn = readOn;
        this.patience = patience;
        this.next = first;
    }

    /** The walk of an exchange, or null. */
    static Paging of(Exchange exchange) {
        return exchange.getProperty(Series.PROPERTY, Paging.class);
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

    /** Answers how many there are, to be asked for one by one. */
    synchronized int takeTheRest() {
        rest.forEach(this::remember);
        left.addAll(rest);
        awaited = rest.size();
        rest = List.of();
        return awaited;
    }

    /** Makes the exchange the question for one of them, or for none if none is left. */
    synchronized void askOneOfTheRest(Exchange exchange) {
        PageRequest one = left.poll();
        if (one == null) {
            PageRequest.removeFrom(exchange);
        } else {
            one.ask(exchange);
        }
    }

    /** Whether its calls may wait for the rate limit however long: there is a page that would be lost. */
    @Override
    public synchronized boolean isPatient() {
        return patience != null && began;
    }

    /** Whether it has waited for the rate limit since it last saw that the list is the same. */
    @Override
    public synchronized boolean isLate() {
        return walk.isLate();
    }

    /**
     * Has a call wait for the rate limit.
     *
     * @throws Problem (503) if it must not
     */
    @Override
    public void waitFor(Duration delay) {
        Instant reopens;
        synchronized (this) {
            if (closed) {
                throw Problem.tooSlow("The walk is over: " + first.path());
            }
            walk.waits();
            reopens = patience.waitFor(delay, walk.pages(), walk.bytes());
        }
        // Whoever does not wait for that goes on at once, on this thread.
        patience.tell(reopens);
    }

    /** Has a call wait for its slot: for the clients of the walk that is a wait for the rate limit as well. */
    @Override
    public void waitForSlot(Duration delay) {
        patience.tell(patience.after(delay));
    }

    /** Forgets all pages: the walk is over, even if some calls are not. */
    synchronized void close() {
        closed = true;
        walk = new Walk();
        left.clear();
        if (patience != null) {
            patience.end();
        }
    }

    /** Takes in a page; with the last one that was asked for it is decided how to go on. */
    synchronized void add(Page page) {
        if (closed) {
            return;
        }
        if (page.number() == 1 && unchangedSince != null && unchangedSince.equals(page.lastModified())) {
            throw new NotModified(first.path());
        }
        if (doubting) {
            settle(page);
            return;
        }
        take(page);
        awaited--;
        if (awaited == 0) {
            goOn();
        }
    }

    private void take(Page page) {
        began = true;
        walk.add(page);
        if (patience != null) {
            patience.hold(walk.bytes());
        }
    }

    synchronized PagedList list() {
        return walk.list(first.path(), torn, whole);
    }

    private void goOn() {
        Page last = walk.last();
        if (walk.isMixed() && mayStartOver()) {
            startOver();
        } else if (isTorn() && !mayStartOver() && !walk.showsWhetherItIsWhole()) {
            throw changed();
        } else if (isLong(last)) {
            whole = false;
        } else if (last.number() == 1 && last.countFromFirst() > 1) {
            if (last.countFromFirst() > MOST_PAGES) {
                throw tooManyPages();
            }
            begin(last);
            rest = IntStream.rangeClosed(2, (int) last.countFromFirst())
                    .mapToObj(number -> first.page(number, NextPage.pageNumber(first.query(), number)))
                    .toList();
        } else if (walk.isDoubtful() && mayStartOver()) {
            doubt(following(last));
        } else {
            PageRequest following = following(last);
            if (last.number() == 1 && following != null) {
                begin(last);
            }
            goOnWith(following);
        }
    }

    /** Whether this is the first page of a list that is not to be read on. */
    private boolean isLong(Page page) {
        if (readOn == Long.MAX_VALUE || walk.pages() > 1 || page.countFromFirst() <= 1 && following(page) == null) {
            return false;
        }
        return walk.total() == Page.UNTOLD || walk.total() > readOn;
    }

    private void begin(Page page) {
        if (patience != null) {
            patience.begin(page);
        }
    }

    private void settle(Page firstAgain) {
        doubting = false;
        if (firstAgain.saysTheSame(walk.first())) {
            walk.isConfirmed();
            goOnWith(afterDoubt);
        } else if (mayStartOver()) {
            startOver();
            remember(next);
            next = null;
            take(firstAgain);
            goOn();
        } else if (walk.showsWhetherItIsWhole()) {
            torn = true;
        } else {
            throw changed();
        }
    }

    private void doubt(PageRequest afterwards) {
        doubting = true;
        afterDoubt = afterwards;
        next = first;
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
        } else if (walk.isLate()) {
            doubt(null);
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
        if (patience != null) {
            patience.startOver();
        }
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

    private Problem changed() {
        return Problem.upstream("The list changed while it was read, " + (MOST_RESTARTS + 1) + " times, and neither"
                + " its ids nor its total show whether it is whole: " + first.path());
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
