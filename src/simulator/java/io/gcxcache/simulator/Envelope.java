package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** What stands around the entities of a page, as the platform's lists have it; URIs are relative and keep the filters. */
enum Envelope {
    /** Everything a list can tell. */
    WHOLE {
        @Override
        ObjectNode around(ListPage page) {
            ObjectNode body = numbered(page).put("total", page.total());
            neighbours(body, page);
            return body.put("lastUri", uri(page, page.asked().withNumber(Math.max(1, page.count()))))
                    .put("selfUri", uri(page, page.asked()))
                    .put("pageCount", page.count());
        }
    },
    /** Everything, and the total a second time. */
    COUNTED_TWICE {
        @Override
        ObjectNode around(ListPage page) {
            return WHOLE.around(page).put("totalNumberOfEntities", page.total());
        }
    },
    /** Neither a total nor a last page. */
    UNCOUNTED {
        @Override
        ObjectNode around(ListPage page) {
            ObjectNode body = numbered(page);
            neighbours(body, page);
            return body.put("selfUri", uri(page, page.asked()));
        }
    },
    /** Only the neighbours, by opaque names in {@code after} and {@code before}. */
    CHAINED {
        @Override
        PageRequest read(ApiRequest call, int most) {
            String parameter = call.parameter(BEFORE).isPresent() ? BEFORE : PageRequest.AFTER;
            return PageRequest.read(call, parameter, PageRequest.DEFAULT_SIZE, most);
        }

        @Override
        ObjectNode around(ListPage page) {
            ObjectNode body = page.entities().put("selfUri", chained(page, PageRequest.AFTER, page.asked()));
            page.next().ifPresent(next -> body.put("nextUri", chained(page, PageRequest.AFTER, next)));
            page.previous().ifPresent(before -> body.put("previousUri", chained(page, BEFORE, before)));
            return body;
        }

        private String chained(ListPage page, String parameter, PageRequest named) {
            return page.uri("pageSize=" + named.size() + "&" + parameter + "=" + named.token());
        }
    },
    /** A scan: {@code limit} entities, and a cursor as long as there are more. */
    SCAN {
        private static final int LEAST = 10;
        private static final int USUAL = 100;

        @Override
        PageRequest read(ApiRequest call, int most) {
            return PageRequest.scan(call, LEAST, USUAL, most);
        }

        @Override
        ObjectNode around(ListPage page) {
            Optional<PageRequest> next = page.next();
            ObjectNode body = page.entities()
                    .put("selfUri", page.uri("limit=" + page.asked().size()));
            ObjectNode cursors = body.putObject("cursors");
            next.ifPresent(one -> {
                cursors.put(PageRequest.AFTER, one.token());
                body.put("nextUri", page.uri("limit=" + one.size() + "&cursor=" + one.token()));
            });
            return body;
        }
    },
    /** No pages: all there is. */
    UNPAGED {
        @Override
        PageRequest read(ApiRequest call, int most) {
            return new PageRequest(1, most);
        }

        @Override
        ObjectNode around(ListPage page) {
            return page.entities()
                    .put("total", page.total())
                    .put("selfUri", page.call().path());
        }
    };

    private static final String BEFORE = "before";

    abstract ObjectNode around(ListPage page);

    /** Reads which page is asked for; refuses with 400 what the platform would. */
    PageRequest read(ApiRequest call, int most) {
        return PageRequest.read(call, PageRequest.PAGE_NUMBER, PageRequest.DEFAULT_SIZE, most);
    }

    Reply reply(ApiRequest call, int most, List<ObjectNode> all) {
        return Reply.json(200, around(new ListPage(call, read(call, most), all)));
    }

    private static ObjectNode numbered(ListPage page) {
        return page.entities()
                .put("pageSize", page.asked().size())
                .put("pageNumber", page.asked().number());
    }

    private static void neighbours(ObjectNode body, ListPage page) {
        body.put("firstUri", uri(page, page.asked().withNumber(1)));
        page.next().ifPresent(next -> body.put("nextUri", uri(page, next)));
        page.previous().ifPresent(previous -> body.put("previousUri", uri(page, previous)));
    }

    private static String uri(ListPage page, PageRequest named) {
        return page.uri("pageSize=" + named.size() + "&pageNumber=" + named.number());
    }
}
