package io.gcxcache.paging;

import io.gcxcache.context.GcxHeaders;
import org.apache.camel.Exchange;

/**
 * Which page to ask for.
 *
 * @param number the page's place in the list, from 1
 * @param path the list's path
 * @param query the query string that asks for the page
 */
record PageRequest(int number, String path, String query) {
    private static final String PROPERTY = "GcxPageRequest";

    PageRequest page(int otherNumber, String otherQuery) {
        return new PageRequest(otherNumber, path, otherQuery);
    }

    PageRequest next(String nextQuery) {
        return page(number + 1, nextQuery);
    }

    /** Whether the page is asked for by its number. */
    boolean isNumbered() {
        return ('&' + query).contains("&pageNumber=");
    }

    /** Makes the exchange the question for this page. */
    void ask(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        exchange.getMessage().setHeader(GcxHeaders.QUERY, query);
        exchange.getMessage().setBody(null);
    }

    /** Has the exchange ask for no page. */
    static void removeFrom(Exchange exchange) {
        exchange.removeProperty(PROPERTY);
    }

    /** Which page the exchange asks for, or null. */
    static PageRequest of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, PageRequest.class);
    }
}
