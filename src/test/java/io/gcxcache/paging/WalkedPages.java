package io.gcxcache.paging;

import static io.gcxcache.fuzz.FuzzedParser.require;

import io.gcxcache.fuzz.FuzzedParser;
import io.gcxcache.problem.Problem;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** A walk through any pages, which come one after the other whatever is asked for, and then from the first on again. */
public final class WalkedPages {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final String PATH = "/api/v2/routing/queues";

    /** Every restart may read as many pages again; a doubt asks for the first page once more. */
    private static final int MOST_CALLS = (Paging.MOST_RESTARTS + 1) * (Paging.MOST_PAGES + 2);

    /** After so many calls, what pages name by the number of the call is named again. */
    private static final int NAMED_ANEW = 60;

    private final List<String> pages;
    private final Random random;
    private final Exchange exchange = new DefaultExchange(CONTEXT);
    private int calls;

    /**
     * @param pages what is answered, bytes as characters: what stands before the JSON is the date, and in it {@code #} is the
     *     number of the call
     * @param random how the list is paged, and the order in which pages come that are asked for side by side
     */
    public WalkedPages(List<String> pages, Random random) {
        this.pages = pages;
        this.random = random;
    }

    /**
     * The list that it comes to.
     *
     * @throws Problem if it comes to none
     */
    public PagedList list() {
        String first = random.nextBoolean() ? "pageSize=2&pageNumber=1" : "limit=2";
        String known = random.nextInt(8) == 0 ? "yesterday" : null;
        Paging paging = new Paging(new PageRequest(1, PATH, first), "id", known, Long.MAX_VALUE, null);
        while (paging.hasNext()) {
            paging.askNext(exchange);
            paging.add(answer(PageRequest.of(exchange)));
            if (paging.knowsTheRest()) {
                List<PageRequest> rest = new ArrayList<>();
                for (int left = paging.takeTheRest(); left > 0; left--) {
                    paging.askOneOfTheRest(exchange);
                    rest.add(PageRequest.of(exchange));
                }
                Collections.shuffle(rest, random);
                rest.forEach(request -> paging.add(answer(request)));
            }
        }
        return paging.list();
    }

    private Page answer(PageRequest request) {
        require(calls <= MOST_CALLS, "A walk without end");
        URI.create(request.path() + '?' + request.query());
        String page = pages.get(calls % pages.size());
        calls++;
        int body = Math.max(0, page.indexOf('{'));
        String date = page.substring(0, body).strip();
        String json = page.substring(body).replace("#", Integer.toString(calls % NAMED_ANEW));
        return Page.read(request, "id", FuzzedParser.bytes(json), date.isEmpty() ? null : date);
    }
}
