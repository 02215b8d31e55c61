package io.gcxcache.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.cache.Body;
import io.gcxcache.catalogue.NeverKept;
import io.gcxcache.paging.NextPage;
import io.gcxcache.upstream.AnswerFields;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The steps of {@code gcx-fetch-page} around the call: one thing, or one page, as it came. */
public final class PageFetch {
    private static final String LIFE = "GcxPageLife";
    private static final String TOTAL = "total";
    private static final int CREATED = 201;

    private static final Set<String> READ = new HashSet<>(NeverKept.FIELDS);

    static {
        READ.addAll(NextPage.FIELDS);
        READ.add(TOTAL);
    }

    private final SinglePages pages;

    PageFetch(SinglePages pages) {
        this.pages = pages;
    }

    /** Says, before the call, with which others a page ages. */
    public void open(Exchange exchange) {
        exchange.setProperty(LIFE, pages.join(Ask.of(exchange)));
    }

    /** Turns the answer into an {@link Answer}. */
    public Answer render(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        String what = ask.question().key();
        PageSets.Life joined = exchange.getProperty(LIFE, PageSets.Life.class);
        ObjectNode fields = AnswerFields.read(body, what, joined == null ? NeverKept.FIELDS : READ);
        if (body.length > NeverKept.LONGEST_PAGE || isOfOneClient(exchange.getMessage(), fields)) {
            return notKept(body);
        }
        Duration ttl = SinglePages.ttl(ask);
        Duration staleWindow = ask.resource().declaration().staleWindow();
        if (joined == null) {
            return answer(body, ttl, staleWindow);
        }
        long total = fields.path(TOTAL).isIntegralNumber() ? fields.path(TOTAL).longValue() : PageSets.UNTOLD;
        String query = ask.query() == null ? "" : ask.query();
        String next = NextPage.named(fields, query, ask.path()).orElse(null);
        Optional<PageSets.Life> life = pages.landed(ask, joined, total, next);
        if (life.isEmpty()) {
            return notKept(body);
        }
        Duration longest = ask.longestAge(ask.fillStarted());
        Duration served = longest == null ? staleWindow : shorter(staleWindow, longest.minus(ttl));
        return answer(body, ttl.minus(life.get().at(ask.fillStarted())), served);
    }

    private static boolean isOfOneClient(Message answer, ObjectNode fields) {
        return answer.getHeader("Set-Cookie") != null
                || answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class) == CREATED
                || fields.properties().stream().anyMatch(field -> NeverKept.FIELDS.contains(field.getKey()));
    }

    /** For those who wait for it, and nobody else. */
    private static Answer notKept(byte[] body) {
        return answer(body, Duration.ZERO, Duration.ZERO);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Answer answer(byte[] body, Duration ttl, Duration staleWindow) {
        return new Answer(Body.asItCame(body), ttl, staleWindow, null, null, false, false);
    }
}
