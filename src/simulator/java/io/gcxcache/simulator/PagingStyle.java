package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How the pages of a simulated directory name their successor; every style but one omits the name on the last page. */
public enum PagingStyle {
    /** {@code "nextPage": {"pageSize": 250, "pageNumber": 2}}, sent back as query parameters. */
    NEXT_PAGE_OBJECT(PageRequest.PAGE_NUMBER),
    /** {@code "nextPage"} is an absolute URL of the same path. */
    NEXT_PAGE_URL(PageRequest.PAGE_NUMBER),
    /** {@code "nextPage"} is an opaque string, sent back as the query parameter {@code nextPage}. */
    NEXT_PAGE_TOKEN(PageRequest.NEXT_PAGE),
    /** {@code "nextPage"} is a JSON number, sent back as {@code pageNumber}. */
    NEXT_PAGE_NUMBER(PageRequest.PAGE_NUMBER),
    /** {@code "nextUri"} is the next page's path and query, without scheme and host. */
    NEXT_URI(PageRequest.PAGE_NUMBER),
    /** {@code "cursor"} is an opaque string, sent back as {@code cursor}. */
    CURSOR(PageRequest.CURSOR),
    /** {@code "after"} is an opaque string, sent back as {@code after}. */
    AFTER(PageRequest.AFTER),
    /** {@code "pageCount"} and {@code "total"}; no page is named, the client counts. */
    PAGE_COUNT(PageRequest.PAGE_NUMBER);

    private final String parameter;

    PagingStyle(String parameter) {
        this.parameter = parameter;
    }

    /** The one query parameter that denotes a page in this style; the others' are ignored, as the platform does. */
    String parameter() {
        return parameter;
    }

    ObjectNode body(ListPage page) {
        ObjectNode body = page.entities();
        body.put("pageSize", page.asked().size());
        if (parameter.equals(PageRequest.PAGE_NUMBER)) {
            body.put("pageNumber", page.asked().number());
        }
        if (this == PAGE_COUNT) {
            return body.put("pageCount", page.count()).put("total", page.total());
        }
        page.next().ifPresent(next -> name(body, page, next));
        return body;
    }

    private void name(ObjectNode body, ListPage page, PageRequest next) {
        switch (this) {
            case NEXT_PAGE_OBJECT ->
                body.putObject("nextPage").put("pageSize", next.size()).put("pageNumber", next.number());
            case NEXT_PAGE_URL -> body.put("nextPage", page.call().origin() + page.uri(next));
            case NEXT_PAGE_NUMBER -> body.put("nextPage", next.number());
            case NEXT_URI -> body.put("nextUri", page.uri(next));
            case NEXT_PAGE_TOKEN, CURSOR, AFTER -> body.put(parameter, next.token());
            case PAGE_COUNT -> throw new IllegalStateException("PAGE_COUNT names no page");
        }
    }
}
