package io.gcxcache.upstream;

import io.gcxcache.context.GcxHeaders;
import org.apache.camel.Exchange;

/**
 * Which page to ask for.
 *
 * @param walk which walk through the list this belongs to; a walk that started over counts on
 * @param number the page's place in the list, from 1
 * @param path the list's path
 * @param query the query string that asks for the page
 */
record PageRequest(int walk, int number, String path, String query) {
    private static final String PROPERTY = "GcxPageRequest";

    PageRequest page(int otherNumber, String otherQuery) {
        return new PageRequest(walk, otherNumber, path, otherQuery);
    }

    PageRequest again() {
        return new PageRequest(walk + 1, number, path, query);
    }

    /** Makes the exchange the question for this page. */
    void ask(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        exchange.getMessage().setHeader(GcxHeaders.QUERY, query);
        exchange.getMessage().setBody(null);
    }

    static PageRequest of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, PageRequest.class);
    }
}
