package io.gcxcache.list;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.ask.Question;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.Envelope;
import io.gcxcache.cache.PageForm;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.Slices;
import io.gcxcache.paging.PagedList;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The steps that fetch a list, around the walk through its pages: what to ask for, whether its entries are what they have
 * to be, and the document that clients get.
 *
 * <p>A list of more entries than a segment may hold is kept in several, or refused.
 */
public final class ListFetch {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Raised when the envelope changes in a way that clients are to see at once. */
    private static final int ENVELOPE_VERSION = 1;

    /** What may never have been like this is not kept for long. */
    private static final Duration LONGEST_TORN = Duration.ofSeconds(60);

    private final int segmentEntries;
    private final boolean split;
    private final InstantSource clock;

    /**
     * @param segmentEntries the most entries of one segment
     * @param split whether a longer list becomes several segments; otherwise it is refused
     */
    public ListFetch(int segmentEntries, boolean split, InstantSource clock) {
        this.segmentEntries = segmentEntries;
        this.split = split;
        this.clock = clock;
    }

    /** Makes the message what {@code direct:gcx-pages} is to ask for. */
    public void ask(Exchange exchange) {
        ListResource list = list(exchange);
        Message question = exchange.getMessage();
        question.setHeader(GcxHeaders.PAGE_SIZE, list.pageSize());
        question.setHeader(GcxHeaders.PAGING, list.scan() ? "scan" : "number");
        question.setHeader(GcxHeaders.ENTRY_ID, list.idField());
    }

    /** Answers the list as it is, if all of its entries are valid. */
    public PagedList validate(Exchange exchange) {
        PagedList pages = exchange.getMessage().getBody(PagedList.class);
        return list(exchange).directory() ? DirectoryEntries.validate(pages) : pages;
    }

    /** Turns the {@link PagedList} in the body into an {@link Answer}. */
    public Answer render(Exchange exchange) {
        PagedList pages = exchange.getMessage().getBody(PagedList.class);
        int count = pages.count();
        ListResource list = list(exchange);
        Question question = Ask.fetching(exchange).question();
        String name = question.id();
        if (count > segmentEntries && !split) {
            throw Problem.upstream(name + " has " + count + " entries, gcx.directory.max-entries allows "
                    + segmentEntries + " and gcx.directory.oversize is reject");
        }
        Duration ttl = list.ttl(name);
        Duration staleWindow = list.declaration().staleWindow();
        if (pages.torn()) {
            ttl = ttl.compareTo(LONGEST_TORN) < 0 ? ttl : LONGEST_TORN;
            staleWindow = Duration.ZERO;
        }
        Envelope envelope = new Envelope(
                JSON.objectNode().put(list.documentField(), name),
                "entries",
                JSON.objectNode()
                        .put("entry_count", count)
                        .put("ttl_seconds", ttl.toSeconds())
                        .put("created_at", clock.instant().getEpochSecond())
                        .put("last_modified", pages.lastModified())
                        .put("invalidation_directive", question.directive().word()));
        PageForm form = PageForm.of("entities", pages.pages(), list.pageSize(), pages.whole())
                .orElse(null);
        Body body = Body.list(
                envelope, Slices.packed(pages.pages(), segmentEntries), ENVELOPE_VERSION, form, pages.whole());
        return new Answer(body, ttl, staleWindow, pages.lastModified(), null, false, pages.torn());
    }

    private static ListResource list(Exchange exchange) {
        return (ListResource) Ask.fetching(exchange).resource();
    }
}
