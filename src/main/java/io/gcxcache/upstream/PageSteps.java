package io.gcxcache.upstream;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The steps of {@code gcx-pages}, the walk through a paged list, and what its loop looks at; see {@link Paging}. */
public final class PageSteps {
    PageSteps() {}

    public void open(Exchange exchange) {
        Paging.open(exchange);
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

    /** The pages that can be asked for side by side. */
    public List<PageRequest> takeTheRest(Exchange exchange) {
        return Paging.of(exchange).takeTheRest();
    }

    /** Makes the exchange the question for the page in its body. */
    public void askOne(Exchange exchange) {
        exchange.getMessage().getBody(PageRequest.class).ask(exchange);
    }

    /** Makes the body the {@link PagedList} that was read. */
    public PagedList close(Exchange exchange) {
        return Paging.of(exchange).list();
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
        walk.getMessage().removeHeader(Paging.CONDITION);
        return walk;
    }
}
