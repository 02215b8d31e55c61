package io.gcxcache.paging;

import io.gcxcache.budget.Budgets;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Services;
import io.gcxcache.context.WithinMemory;
import io.gcxcache.upstream.Caller;
import io.gcxcache.upstream.Series;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.SynchronizationAdapter;

/** The steps of {@code gcx-pages}, the walk through a paged list, and what its loop looks at; see {@link Paging}. */
public final class PageSteps {
    private static final int PAGE_SIZE = 250;
    private static final int MOST_LANES = 32;
    private static final String SCAN = "scan";
    private static final String NO_ID = "none";

    /** With it, a list that has not changed since ends the walk with {@link NotModified} after its first page. */
    private static final String CONDITION = "If-Modified-Since";

    /** The pages of all walks that wait for the rate limit take at most a sixteenth of the heap. */
    private static final int SHARE_OF_HEAP = 16;

    private final WaitingPages waiting;
    private final ListSizes sizes;
    private final InstantSource steady;

    PageSteps(WaitingPages waiting, ListSizes sizes, InstantSource steady) {
        this.waiting = waiting;
        this.sizes = sizes;
        this.steady = steady;
    }

    /** Binds the beans that the route {@code gcx-pages} of {@code routes/fetch.camel.yaml} has its steps in. */
    public static void bind(Registry registry, Budgets budgets, Services services) {
        WaitingPages waiting = new WaitingPages(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        services.meters().gauge("gcx.upstream.waiting.bytes", waiting::taken);
        InstantSource steady = services.steady();
        registry.bind("gcxPages", new PageSteps(waiting, new ListSizes(budgets, steady), steady));
        registry.bind("gcxPage", new WithinMemory(PageSteps::add));
    }

    /** Begins the walk that the message asks for; with the exchange it ends, whatever becomes of it. */
    public void open(Exchange exchange) {
        Message question = exchange.getMessage();
        int pageSize = question.getHeader(GcxHeaders.PAGE_SIZE, PAGE_SIZE, Integer.class);
        boolean scan = SCAN.equals(question.getHeader(GcxHeaders.PAGING, String.class));
        String query = question.getHeader(GcxHeaders.QUERY, "", String.class);
        PageRequest first = new PageRequest(
                1,
                question.getHeader(GcxHeaders.PATH, String.class),
                (query.isEmpty() ? "" : query + '&')
                        + (scan ? "limit=" + pageSize : "pageSize=" + pageSize + "&pageNumber=1"));
        String idField = question.getHeader(GcxHeaders.ENTRY_ID, "id", String.class);
        Paging paging = new Paging(
                first,
                NO_ID.equals(idField) ? null : idField,
                question.getHeader(CONDITION, String.class),
                question.getHeader(GcxHeaders.READ_ON, Long.MAX_VALUE, Long.class),
                patience(exchange, first, pageSize));
        exchange.setProperty(Series.PROPERTY, paging);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange walk) {
                paging.close();
            }
        });
    }

    /** Null where nobody says how long there is. */
    private Patience patience(Exchange exchange, PageRequest first, int pageSize) {
        Caller caller = Caller.of(exchange);
        if (caller == null) {
            return null;
        }
        String family = exchange.getMessage().getHeader(GcxHeaders.FAMILY, Budgets.OTHER, String.class);
        ListSizes.OfList size = sizes.of(first, family, caller);
        // Whether it has changed costs one call, however long it is; and so may its beginning.
        if (exchange.getMessage().getHeader(CONDITION) == null
                && exchange.getMessage().getHeader(GcxHeaders.READ_ON) == null) {
            size.refuseIfTooLong();
        }
        return new Patience(caller, size, pageSize, waiting.open(), steady);
    }

    public boolean hasNext(Exchange exchange) {
        return Paging.of(exchange).hasNext();
    }

    public void askNext(Exchange exchange) {
        Paging.of(exchange).askNext(exchange);
    }

    public boolean knowsTheRest(Exchange exchange) {
        return Paging.of(exchange).knowsTheRest();
    }

    /** As many numbers as pages are asked for side by side, until all are there. */
    public List<Integer> lanes(Exchange exchange) {
        int pages = Paging.of(exchange).takeTheRest();
        return IntStream.range(0, Math.min(pages, MOST_LANES)).boxed().toList();
    }

    /** Makes the exchange the question for one of these pages, if one is left. */
    public void askOne(Exchange exchange) {
        Paging.of(exchange).askOneOfTheRest(exchange);
    }

    public boolean asksOne(Exchange exchange) {
        return PageRequest.of(exchange) != null;
    }

    /** Makes the body the {@link PagedList} that was read. */
    public PagedList close(Exchange exchange) {
        PagedList list = Paging.of(exchange).list();
        exchange.removeProperty(Series.PROPERTY);
        return list;
    }

    /** Takes a page into the walk. */
    static Exchange add(Exchange walk, Exchange answer) {
        PageRequest request = PageRequest.of(walk);
        Message message = answer.getMessage();
        if (message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class) == 304) {
            throw new NotModified(request.path());
        }
        Paging paging = Paging.of(walk);
        paging.add(Page.read(
                request,
                paging.idField(),
                message.getBody(byte[].class),
                message.getHeader("Last-Modified", String.class)));
        walk.getMessage().removeHeader(CONDITION);
        return walk;
    }
}
