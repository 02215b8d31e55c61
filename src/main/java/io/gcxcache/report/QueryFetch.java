package io.gcxcache.report;

import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.cache.Body;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.upstream.AnswerFields;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The steps that fetch a query that is answered at once, around the call. */
public final class QueryFetch {
    private final Answers answers;

    QueryFetch(Answers answers) {
        this.answers = answers;
    }

    /** Makes the message the call that posts the query. */
    public void ask(Exchange exchange) {
        post(exchange);
        exchange.getMessage().setHeader(GcxHeaders.MAY_BE_EMPTY, false);
    }

    /** Turns the answer into an {@link Answer}, as it came. */
    public Answer render(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        String what = Ask.fetching(exchange).question().key();
        return answers.of(exchange, Body.asItCame(body), AnswerFields.read(body, what, Answers.OF_ITSELF));
    }

    static void post(Exchange exchange) {
        Message message = exchange.getMessage();
        message.setHeader(GcxHeaders.METHOD, "POST");
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(Ask.fetching(exchange).posted().body());
    }
}
