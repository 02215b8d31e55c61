package io.gcxcache.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.TestSlices;
import io.gcxcache.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-pages}: a whole list, page after page, or side by side where the first page tells how many there are. */
class PagesRouteTest extends PagingRoomRouteTest {
    private static final String PATH = "/api/v2/things";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Processor> pages = new ConcurrentHashMap<>();

    @BeforeEach
    void start() throws Exception {
        AdviceWith.adviceWith(context, "gcx-upstream", route -> {
            route.weaveById("open-call").replace().process(this::genesys).id("open-call");
            route.weaveById("write-or-read").remove();
        });
        startRoutes();
    }

    @Test
    void takesItsStepsInTheirOrder() {
        page("pageSize=250&pageNumber=1", "{'entities': [{'id': 'a'}]}");

        Exchange list = ask();

        assertThat(ids(list)).containsExactly("a");
        assertThat(steps("gcx-pages"))
                .containsExactly(
                        "open-list", "until-last-page", "ask-page", "enrich-page", "if-count-is-known", "close-list");
    }

    @Test
    void goesFromPageToPageUntilTheLast() {
        page("pageSize=250&pageNumber=1", "{'entities': [{'id': 'a'}], 'nextUri': '" + PATH + "?after=a'}");
        page("after=a", "{'entities': [{'id': 'b'}], 'nextUri': '" + PATH + "?after=b'}");
        page("after=b", "{'entities': [{'id': 'c'}]}");

        Exchange list = ask();

        assertThat(ids(list)).containsExactly("a", "b", "c");
        assertThat(asked).containsExactly("pageSize=250&pageNumber=1", "after=a", "after=b");
        assertThat(steps("gcx-pages")).filteredOn("enrich-page"::equals).hasSize(3);
        assertThat(steps("gcx-pages")).doesNotContain("side-by-side");
    }

    @Test
    void asksForTheRestSideBySideOnceTheCountIsKnown() {
        CyclicBarrier together = new CyclicBarrier(3);
        Processor awaitTheOthers = exchange -> together.await(10, TimeUnit.SECONDS);
        page("pageSize=250&pageNumber=1", "{'entities': [{'id': 'a'}], 'pageNumber': 1, 'pageCount': 4}");
        page("pageSize=250&pageNumber=2", awaitTheOthers, "{'entities': [{'id': 'b'}]}");
        page("pageSize=250&pageNumber=3", awaitTheOthers, "{'entities': [{'id': 'c'}]}");
        page("pageSize=250&pageNumber=4", awaitTheOthers, "{'entities': [{'id': 'd'}]}");

        Exchange list = ask();

        assertThat(ids(list)).containsExactly("a", "b", "c", "d");
        assertThat(asked).hasSize(4);
        assertThat(steps("gcx-pages")).containsOnlyOnce("enrich-page", "side-by-side");
        assertThat(steps("gcx-pages")).filteredOn("enrich-one-page"::equals).hasSize(3);
    }

    @Test
    void startsOverWhenTheListChangedBetweenTwoPages() {
        AtomicInteger reads = new AtomicInteger();
        pages.put("pageSize=250&pageNumber=1", exchange -> {
            exchange.getMessage().setHeader("Last-Modified", reads.getAndIncrement() == 0 ? "yesterday" : "today");
            exchange.getMessage().setBody(json("{'entities': [{'id': 'a'}], 'cursor': '2'}"));
        });
        pages.put("pageSize=250&cursor=2", exchange -> {
            exchange.getMessage().setHeader("Last-Modified", "today");
            exchange.getMessage().setBody(json("{'entities': [{'id': 'b'}]}"));
        });

        Exchange list = ask();

        assertThat(ids(list)).containsExactly("a", "b");
        assertThat(asked).hasSize(4);
        assertThat(list.getMessage().getBody(PagedList.class).lastModified()).isEqualTo("today");
    }

    @Test
    void startsOverWhenAnIdCameTwice() {
        AtomicInteger reads = new AtomicInteger();
        page("pageSize=250&pageNumber=1", "{'entities': [{'id': 'a'}], 'cursor': '2'}");
        pages.put("pageSize=250&cursor=2", exchange -> exchange.getMessage()
                .setBody(json("{'entities': [{'id': '" + (reads.getAndIncrement() == 0 ? "a" : "b") + "'}]}")));

        Exchange list = ask();

        assertThat(ids(list)).containsExactly("a", "b");
        assertThat(asked).hasSize(4);
    }

    @Test
    void endsWithTheProblemOfAPage() {
        page("pageSize=250&pageNumber=1", "{'entities': [{'id': 'a'}], 'cursor': '2'}");
        pages.put("pageSize=250&cursor=2", failure(Problem.notFound("gone")));

        Exchange list = ask();

        assertThat(list.getException(Problem.class)).hasMessage("gone");
        assertThat(steps("gcx-pages")).doesNotContain("close-list");
    }

    @Test
    void endsWithTheProblemOfAPageThatWasAskedForSideBySide() {
        page("pageSize=250&pageNumber=1", "{'entities': [{'id': 'a'}], 'pageNumber': 1, 'pageCount': 3}");
        page("pageSize=250&pageNumber=2", "{'entities': [{'id': 'b'}]}");
        pages.put("pageSize=250&pageNumber=3", failure(Problem.notFound("gone")));

        Exchange list = ask();

        assertThat(list.getException(Problem.class)).hasMessage("gone");
        assertThat(steps("gcx-pages")).doesNotContain("close-list");
    }

    @Test
    void refusesAPageThatIsNoList() {
        page("pageSize=250&pageNumber=1", "{'message': 'no entities'}");

        Exchange list = ask();

        assertThat(list.getException(Problem.class)).isNotNull();
        assertThat(steps("gcx-pages")).doesNotContain("close-list");
    }

    @Test
    void keepsWhatTheCallerAsksForBesideThePage() {
        page("state=active&pageSize=25&pageNumber=1", "{'entities': [{'id': 'a'}]}");

        Exchange list = template.send("direct:gcx-pages", exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.PATH, PATH);
            exchange.getMessage().setHeader(GcxHeaders.QUERY, "state=active");
            exchange.getMessage().setHeader(GcxHeaders.PAGE_SIZE, "25");
        });

        assertThat(ids(list)).containsExactly("a");
    }

    private Exchange ask() {
        return template.send(
                "direct:gcx-pages", exchange -> exchange.getMessage().setHeader(GcxHeaders.PATH, PATH));
    }

    private void genesys(Exchange exchange) throws Exception {
        String query = exchange.getMessage().getHeader(GcxHeaders.QUERY, String.class);
        asked.add(query);
        pages.get(query).process(exchange);
    }

    private void page(String query, String answer) {
        page(query, exchange -> {}, answer);
    }

    private void page(String query, Processor before, String answer) {
        pages.put(query, exchange -> {
            before.process(exchange);
            exchange.getMessage().setBody(json(answer));
        });
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes();
    }

    private static List<String> ids(Exchange list) {
        assertThat(list.getException()).isNull();
        return TestSlices.texts(list.getMessage().getBody(PagedList.class).pages()).stream()
                .map(entry -> entry.replaceAll("\\{\"id\": *\"?([^\",}]*).*", "$1"))
                .toList();
    }
}
