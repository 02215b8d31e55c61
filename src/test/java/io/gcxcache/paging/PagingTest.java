package io.gcxcache.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.TestSlices;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {
    private static final String PATH = "/api/v2/routing/queues";
    private static final PageRequest FIRST = new PageRequest(1, PATH, "pageSize=2&pageNumber=1");

    private final Paging paging = new Paging(FIRST, "id", null, Long.MAX_VALUE, null);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Property
    void everyEntryArrivesOnceAndInOrder(
            @ForAll ListServer.Style style,
            @ForAll @IntRange(max = 300) int total,
            @ForAll @IntRange(min = 1, max = 60) int pageSize,
            @ForAll Random order) {
        PageRequest first = new PageRequest(1, PATH, "pageSize=" + pageSize + "&pageNumber=1");

        PagedList list =
                walk(new Paging(first, "id", null, Long.MAX_VALUE, null), new ListServer(style, total)::answer, order);

        assertThat(numbers(list)).isEqualTo(IntStream.range(0, total).boxed().toList());
        assertThat(list.pages()).hasSize(Math.max(1, (total + pageSize - 1) / pageSize));
    }

    @Property(tries = 300)
    void aListThatChangesOnceOrTwiceArrivesAsItIsAfterwards(
            @ForAll ListServer.Style style,
            @ForAll @IntRange(min = 3, max = 60) int total,
            @ForAll @IntRange(min = 1, max = 2) int changes,
            @ForAll Random order) {
        ListServer server = new ListServer(style, total);
        int[] changed = {0};

        PagedList list = walk(
                new Paging(FIRST, "id", null, Long.MAX_VALUE, null),
                request -> {
                    if (request.number() == 2 && changed[0] < changes) {
                        server.lastModified("change " + ++changed[0]);
                    }
                    return server.answer(request);
                },
                order);

        assertThat(numbers(list)).isEqualTo(IntStream.range(0, total).boxed().toList());
        assertThat(list.lastModified()).isEqualTo("change " + changes);
    }

    @ParameterizedTest
    @EnumSource(ListServer.Style.class)
    void givesUpAfterTheThirdTornRead(ListServer.Style style) {
        ListServer server = new ListServer(style, 5);
        List<Integer> asked = new ArrayList<>();
        Function<PageRequest, Page> changing = request -> {
            asked.add(request.number());
            server.lastModified("change " + asked.size());
            return server.answer(request);
        };

        assertThatThrownBy(() -> walk(paging, changing, new Random(1)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("changed while it was read, 3 times")
                .hasMessageContaining(PATH);
        assertThat(asked).filteredOn(number -> number == 1).hasSize(3);
    }

    @Test
    void aTotalThatChangesIsATornReadToo() {
        ask();
        paging.add(page(FIRST, "{'entities':[1,2],'nextPage':2,'total':4}", null));
        PageRequest second = ask();

        paging.add(page(second, "{'entities':[3,4],'nextPage':3,'total':5}", null));

        assertThat(ask()).isEqualTo(FIRST);
    }

    @Test
    void anIdThatComesTwiceIsATornReadToo() {
        ask();
        paging.add(page(FIRST, "{'entities':[{'id':'a'},{'id':'b'}],'nextPage':2,'total':4}", null));
        PageRequest second = ask();

        paging.add(page(second, "{'entities':[{'id':'b'},{'id':'c'}],'total':4}", null));

        assertThat(ask()).isEqualTo(FIRST);
    }

    @ParameterizedTest
    @CsvSource({
        "'total':4, today, '', ",
        "'total':4, today, 'total':4, today",
        "'total':4, , '', today",
        "'total':2, , 'total':2, ",
        "'total':2, , '', ",
        "'total':0, , 'total':0, ",
        "'total':-1, , 'total':-1, ",
        "'pageCount':2, , '', ",
        "'total':'4', , 'total':4, ",
        "'total':null, , 'total':4, "
    })
    void whatIsAbsentOrThePagesOwnHasNotChanged(String first, String date, String second, String otherDate) {
        ask();
        paging.add(page(FIRST, "{'entities':[1,2],'cursor':'a'" + (first.isEmpty() ? "" : ',' + first) + "}", date));
        PageRequest next = ask();

        paging.add(page(next, "{'entities':[3,4]" + (second.isEmpty() ? "" : ',' + second) + "}", otherDate));

        assertThat(paging.hasNext()).isFalse();
        assertThat(numbers(paging.list())).containsExactly(1, 2, 3, 4);
    }

    @Test
    void datesThatDifferAreThePagesIfTheFirstPageIsWhatItWas() {
        ask();
        paging.add(page(FIRST, "{'entities':[1,2],'cursor':'a'}", "today"));
        paging.add(page(ask(), "{'entities':[3,4],'cursor':'b'}", "yesterday"));
        PageRequest again = ask();
        paging.add(page(again, "{'entities':[1,2],'cursor':'a'}", "today"));
        PageRequest third = ask();
        paging.add(page(third, "{'entities':[5]}", "long ago"));

        assertThat(again).isEqualTo(FIRST);
        assertThat(third.query()).contains("cursor=b");
        assertThat(paging.hasNext()).isFalse();
        assertThat(numbers(paging.list())).containsExactly(1, 2, 3, 4, 5);
        assertThat(paging.list().torn()).isFalse();
        assertThat(paging.list().lastModified())
                .as("what one page says is not what the list says")
                .isNull();
    }

    @Test
    void lessThanWhatIsAnnouncedIsReadAnewOnlyIfItMayHaveChanged() {
        ask();

        assertThatThrownBy(() -> paging.add(page(FIRST, "{'entities':[1,2],'total':3}", null)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not whole")
                .hasMessageContaining(PATH);

        Paging longer = new Paging(FIRST, "id", null, Long.MAX_VALUE, null);
        longer.askNext(exchange);
        longer.add(page(FIRST, "{'entities':[1,2],'cursor':'a','total':5}", null));
        longer.askNext(exchange);
        longer.add(page(PageRequest.of(exchange), "{'entities':[3,4]}", null));
        longer.askNext(exchange);
        assertThat(PageRequest.of(exchange)).isEqualTo(FIRST);
    }

    @Test
    void asksForTheRestAtOnceWhereTheCountIsKnown() {
        ask();

        paging.add(counted(FIRST, null, 4));

        assertThat(paging.hasNext()).isFalse();
        assertThat(paging.knowsTheRest()).isTrue();
        assertThat(theRest(paging))
                .extracting(PageRequest::query)
                .containsExactly("pageSize=2&pageNumber=2", "pageSize=2&pageNumber=3", "pageSize=2&pageNumber=4");
        assertThat(paging.knowsTheRest()).isFalse();
    }

    @Test
    void aPageThatNamesItselfEndsInAProblem() {
        ask();
        paging.add(page(FIRST, "{'entities':[1,2],'nextPage':1}", null));

        assertThatThrownBy(this::ask).isInstanceOf(Problem.class).hasMessageContaining(PATH);
    }

    @Test
    void aCursorThatComesBackEndsInAProblem() {
        PageRequest request = ask();
        for (String cursor : List.of("a", "b")) {
            paging.add(page(request, "{'entities':[1],'cursor':'" + cursor + "'}", null));
            request = ask();
        }
        paging.add(page(request, "{'entities':[1],'cursor':'a'}", null));

        assertThatThrownBy(this::ask).isInstanceOf(Problem.class).hasMessageContaining(PATH);
    }

    @Test
    void aListWithoutEndEndsInAProblem() {
        PageRequest request = ask();
        for (int number = 2; number <= Paging.MOST_PAGES; number++) {
            paging.add(page(request, "{'entities':[1],'nextPage':" + number + "}", null));
            request = ask();
        }
        paging.add(page(request, "{'entities':[1],'nextPage':" + (Paging.MOST_PAGES + 1) + "}", null));

        assertThatThrownBy(this::ask)
                .isInstanceOf(Problem.class)
                .hasMessageContaining(Integer.toString(Paging.MOST_PAGES));
    }

    @Test
    void refusesAPageCountBeyondTheMostBeforeItPlansThePages() {
        ask();

        assertThatThrownBy(() -> paging.add(counted(FIRST, null, Paging.MOST_PAGES + 1)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(Integer.toString(Paging.MOST_PAGES));
    }

    @Test
    void asksForPagesOf250UnlessTold() {
        exchange.getMessage().setHeader(GcxHeaders.PATH, PATH);

        new PageSteps(null, null, null).open(exchange);

        Paging.of(exchange).askNext(exchange);
        assertThat(exchange.getMessage().getHeader(GcxHeaders.QUERY)).isEqualTo("pageSize=250&pageNumber=1");
    }

    @Test
    void asksForItsPagesBesideTheRoutesOwnParameters() {
        exchange.getMessage().setHeader(GcxHeaders.PATH, PATH);
        exchange.getMessage().setHeader(GcxHeaders.QUERY, "expand=names");
        exchange.getMessage().setHeader(GcxHeaders.PAGE_SIZE, 100);
        exchange.getMessage().setBody("left over");

        new PageSteps(null, null, null).open(exchange);

        Paging.of(exchange).askNext(exchange);
        assertThat(PageRequest.of(exchange))
                .isEqualTo(new PageRequest(1, PATH, "expand=names&pageSize=100&pageNumber=1"));
        assertThat(exchange.getMessage().getHeader(GcxHeaders.QUERY))
                .isEqualTo("expand=names&pageSize=100&pageNumber=1");
        assertThat(exchange.getMessage().getBody()).isNull();
    }

    @Test
    void aWalkThatWaitedWithPagesAsksForTheFirstAgainInTheEnd() {
        Paging late = late("{'entities':[{'id':'a'}],'cursor':'2','total':2}", "{'entities':[{'id':'b'}],'total':2}");

        assertThat(ask(late)).isEqualTo(FIRST);
        late.add(page(FIRST, "{'entities':[{'id':'a'}],'cursor':'2','total':2}", null));

        assertThat(late.hasNext()).isFalse();
        assertThat(late.list().torn()).isFalse();
        assertThat(late.list().count()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "{'entities':[{'id':'c'}];'cursor':'2';'total':2},",
        "{'entities':[{'id':'a'}];'cursor':'2';'total':3},",
        "{'entities':[{'id':'a'}];'cursor':'2';'total':2}, yesterday"
    })
    void whatMovedMeanwhileIsReadAnewFromThePageThatCame(String moved, String lastModified) {
        Paging late = late("{'entities':[{'id':'a'}],'cursor':'2','total':2}", "{'entities':[{'id':'b'}],'total':2}");
        ask(late);

        late.add(page(FIRST, moved.replace(';', ','), lastModified));

        assertThat(ask(late).query()).contains("cursor=2");
    }

    @ParameterizedTest
    @CsvSource({"', total:2', true", "'', false"})
    void whatMovesEveryTimeIsTornIfIdsAndATotalShowThatItIsWholeAndAnErrorOtherwise(String total, boolean taken) {
        String told = total.replace("total", "'total'");
        Paging late =
                late("{'entities':[{'id':'0'}],'cursor':'2'" + told + "}", "{'entities':[{'id':'x'}]" + told + "}");
        for (int walk = 1; walk <= Paging.MOST_RESTARTS; walk++) {
            ask(late);
            late.add(page(FIRST, "{'entities':[{'id':'" + walk + "'}],'cursor':'2'" + told + "}", null));
            PageRequest second = ask(late);
            late.waitFor(Duration.ZERO);
            late.add(page(second, "{'entities':[{'id':'x'}]" + told + "}", null));
        }
        ask(late);

        Page moved = page(FIRST, "{'entities':[{'id':'y'}],'cursor':'2'" + told + "}", null);

        if (taken) {
            late.add(moved);
            assertThat(late.hasNext()).isFalse();
            assertThat(late.list().torn()).isTrue();
        } else {
            assertThatThrownBy(() -> late.add(moved))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("changed while it was read, 3 times");
        }
    }

    @Test
    void aListOfWhichTheDateIsKnownIsNotRead() {
        Paging known = new Paging(FIRST, "id", "today", Long.MAX_VALUE, null);
        PageRequest first = ask(known);

        assertThatThrownBy(() -> known.add(page(first, "{'entities':[1]}", "today")))
                .isInstanceOf(NotModified.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "yesterday")
    void aListWhoseFirstPageHasAnotherDateIsRead(String date) {
        Paging known = new Paging(FIRST, "id", "today", Long.MAX_VALUE, null);

        known.add(page(ask(known), "{'entities':[1],'cursor':'a'}", date));
        known.add(page(ask(known), "{'entities':[2]}", "today"));

        assertThat(numbers(known.list())).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'nextPage':2,'total':4; false",
                "'nextPage':2,'total':3; true",
                "'nextPage':2; false",
                "'pageNumber':1,'pageCount':2; false",
                "'pageNumber':1,'pageCount':2,'total':3; true",
                "'total':2; true",
                "'pageNumber':1,'pageCount':1; true",
                "'hasMore':false; true"
            })
    void ofALongListTheFirstPageIsEnough(String told, boolean readOn) {
        Paging begun = new Paging(FIRST, "id", null, 3, null);

        begun.add(page(ask(begun), "{'entities':[1,2]," + told + "}", null));

        boolean goesOn = begun.hasNext() || begun.knowsTheRest();
        assertThat(goesOn || begun.list().whole()).isEqualTo(readOn);
    }

    @Test
    void aListThatIsReadOnIsReadToItsEnd() {
        Paging begun = new Paging(FIRST, "id", null, 3, null);
        begun.add(page(ask(begun), "{'entities':[1,2],'nextPage':2,'total':3}", null));

        begun.add(page(ask(begun), "{'entities':[3],'total':3}", null));

        assertThat(numbers(begun.list())).containsExactly(1, 2, 3);
        assertThat(begun.list().whole()).isTrue();
    }

    @Test
    void theOnlyPageOfACountIsHeldAgainstItsTotal() {
        ask();

        assertThatThrownBy(() ->
                        paging.add(page(FIRST, "{'entities':[1,2],'pageNumber':1,'pageCount':1,'total':5}", null)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("announced 5 entries, and 2 entries on 1 pages came");
    }

    @Test
    void countsOnWhereOnlyTheCountOfPagesIsTold() {
        ask();
        paging.add(page(FIRST, "{'entities':[1,2],'pageCount':2}", null));

        assertThat(ask().query()).isEqualTo("pageSize=2&pageNumber=2");
    }

    @Test
    void countsOnNoCursors() {
        Paging cursors = new Paging(new PageRequest(1, PATH, "limit=2"), "id", null, Long.MAX_VALUE, null);
        PageRequest first = ask(cursors);

        assertThatThrownBy(() -> cursors.add(page(first, "{'entities':[1,2],'pageCount':2}", null)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not whole");
    }

    @Test
    void emptyPagesWithoutEndEndInAProblem() {
        assertThatThrownBy(() -> {
                    for (int calls = 0; calls < Paging.MOST_PAGES; calls++) {
                        paging.add(page(ask(), "{'entities':[],'cursor':'" + calls + "'}", null));
                    }
                })
                .isInstanceOf(Problem.class)
                .hasMessageContaining("without entries in a row");
    }

    @Test
    void nothingIsAskedForAfterItsEnd() {
        ask();
        paging.add(counted(FIRST, null, 3));
        paging.takeTheRest();

        paging.close();
        paging.askOneOfTheRest(exchange);

        assertThat(PageRequest.of(exchange)).isNull();
    }

    @Test
    void isPatientFromItsFirstPageOnWhateverItReadsAnew() {
        Paging patient = patient(new WaitingPages(1 << 20));

        assertThat(patient.isPatient()).isFalse();
        patient.add(page(ask(patient), "{'entities':[{'id':'a'}],'cursor':'2','total':2}", null));
        assertThat(patient.isPatient()).isTrue();
        patient.add(page(ask(patient), "{'entities':[{'id':'a'}],'total':2}", null));

        assertThat(ask(patient)).isEqualTo(FIRST);
        assertThat(patient.isPatient()).isTrue();
        patient.waitFor(Duration.ofSeconds(1));
        assertThat(patient.isLate()).as("it holds no page").isFalse();
    }

    @Test
    void thePagesOfAWalkThatWaitedTakeRoomUntilItIsOver() {
        WaitingPages room = new WaitingPages(1 << 20);
        Paging patient = patient(room);
        patient.add(page(ask(patient), "{'entities':[{'id':'a'}],'cursor':'2'}", null));
        assertThat(room.taken()).isZero();

        patient.waitFor(Duration.ofSeconds(1));
        long first = room.taken();
        patient.add(page(ask(patient), "{'entities':[{'id':'b'}],'cursor':'3'}", null));
        long second = room.taken();
        patient.close();
        patient.add(page(FIRST, "{'entities':[{'id':'c'}]}", null));

        assertThat(first).isPositive();
        assertThat(second).isEqualTo(2 * first);
        assertThat(room.taken()).isZero();
        assertThatThrownBy(() -> patient.waitFor(Duration.ofSeconds(1))).hasMessageContaining("over");
    }

    @ParameterizedTest
    @CsvSource({"'total':700;'cursor':'2', 350", "'total':701;'cursor':'2', 351", "'pageNumber':1;'pageCount':400, 400"
    })
    void learnsFromTheFirstPageHowLongItWillBe(String told, int pages) {
        Paging patient = patient(new WaitingPages(1 << 20));

        assertThatThrownBy(() ->
                        patient.add(page(ask(patient), "{'entities':[1,2]," + told.replace(';', ',') + "}", null)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(503))
                .hasMessageContaining(pages + " pages");
    }

    /** A walk of two pages that waited between them, and has both. */
    private Paging late(String firstPage, String secondPage) {
        Paging late = patient(new WaitingPages(1 << 20));
        late.add(page(ask(late), firstPage, null));
        PageRequest second = ask(late);
        late.waitFor(Duration.ofSeconds(1));
        late.add(page(second, secondPage, null));
        return late;
    }

    /** A walk that may wait, within which 300 calls may be made. */
    private static Paging patient(WaitingPages room) {
        return TestPatience.walk(FIRST, room, 2, 300);
    }

    private PageRequest ask(Paging list) {
        list.askNext(exchange);
        return PageRequest.of(exchange);
    }

    private PageRequest ask() {
        paging.askNext(exchange);
        return PageRequest.of(exchange);
    }

    /** Walks as the route does; pages fetched side by side come in any order. */
    private PagedList walk(Paging list, Function<PageRequest, Page> server, Random order) {
        while (list.hasNext()) {
            list.askNext(exchange);
            PageRequest request = PageRequest.of(exchange);
            list.add(server.apply(request));
            if (list.knowsTheRest()) {
                List<PageRequest> rest = theRest(list);
                Collections.shuffle(rest, order);
                rest.forEach(other -> list.add(server.apply(other)));
            }
        }
        return list.list();
    }

    private List<PageRequest> theRest(Paging list) {
        List<PageRequest> rest = new ArrayList<>();
        for (int pages = list.takeTheRest(); pages > 0; pages--) {
            list.askOneOfTheRest(exchange);
            rest.add(PageRequest.of(exchange));
        }
        return rest;
    }

    private static Page counted(PageRequest request, String lastModified, int count) {
        String answer = "{'entities':[1,2],'pageNumber':" + request.number() + ",'pageCount':" + count + "}";
        return page(request, answer, lastModified);
    }

    private static Page page(PageRequest request, String answer, String lastModified) {
        return Page.read(request, "id", answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8), lastModified);
    }

    private static List<Integer> numbers(PagedList list) {
        return TestSlices.texts(list.pages()).stream().map(Integer::valueOf).toList();
    }
}
