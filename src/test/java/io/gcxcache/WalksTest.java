package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.change.Change;
import io.gcxcache.simulator.GenesysSimulator;
import io.gcxcache.wiring.ShippedFiles;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a walk through pages comes to when they do not say what is so: what is not whole is not served as whole, and every
 * walk ends. Every test has a list of its own.
 */
class WalksTest {
    private static final String SCAN = "/api/v2/externalcontacts/scan/contacts";
    private static final Pattern NUMBER = Pattern.compile("(?:pageNumber|cursor|after)=c?(\\d{1,6})");

    @TempDir
    static Path folder;

    private static final List<Change> TOLD = new CopyOnWriteArrayList<>();
    private static RawServer genesys;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        genesys = new RawServer();
        Path routes = Files.createDirectory(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
        Files.writeString(routes.resolve("own.resources.yaml"), """
                lists:
                  contacts: {path: /api/v2/externalcontacts/scan/contacts}
                  things: {path: "/api/v2/things/{id}", shareable: true}
                  rows: {path: "/api/v2/tables/{id}/rows", id: none}
                  steps: {path: "/api/v2/steps/{id}", paging: scan, pageSize: 25, id: step}
                """);
        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.routes.dir",
                        routes.toString(),
                        "gcx.genesys.api-url",
                        genesys.url().toString(),
                        "gcx.budget.limit",
                        "100000"),
                GenesysSimulator.builder(),
                List.of(TOLD::add));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    @Test
    void case1ScansAreSentNoPageNumberAndFollowTheirCursors() throws Exception {
        genesys.onQueries(
                SCAN,
                query -> RawServer.json(
                        switch (query) {
                            case "limit=100" -> "{\"entities\":[1],\"cursors\":{\"after\":\"c1\"}}";
                            case "limit=100&cursor=c1" -> "{\"entities\":[2],\"cursors\":{\"after\":\"c2\"}}";
                            default -> "{\"entities\":[3],\"cursors\":{}}";
                        }));

        HttpResponse<String> list = gateway.get("/gcx/lists/contacts");

        assertThat(json(list).path("entries").toString()).isEqualTo("[1,2,3]");
        assertThat(genesys.queries(SCAN)).containsExactly("limit=100", "limit=100&cursor=c1", "limit=100&cursor=c2");
    }

    @Test
    void case2LessThanTheTotalIsABadGatewayAndNotKept() throws Exception {
        pages("short", number -> "{'entities':%s,'total':25}".formatted(ids(0, 10)));

        assertThat(problem(gateway.get("/gcx/lists/things/short"), 502)).contains("not whole", "25", "10");
        assertThat(gateway.get("/gcx/entries?prefix=gcx:things:short").body()).doesNotContain("gcx:things:short");
        assertThat(calls("short")).isEqualTo(1);
    }

    @Test
    void case3AWalkEndsWhereThePageCountSaysWhateverIsNamed() throws Exception {
        pages("counted", number -> "{'entities':%s,'pageNumber':%d,'pageCount':1,'total':3,'nextUri':'%s'}"
                .formatted(number == 1 ? ids(0, 3) : "[]", number, uri("counted", number + 1)));

        assertThat(idsOf("counted")).containsExactly("0", "1", "2");
        assertThat(calls("counted")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "cursor, 'cursor':'c%d'",
        "cursors, 'cursors':{'after':'c%d'}",
        "token, 'nextUri':'/api/v2/things/middle-token?after=%d'",
        "uri, 'nextUri':'/api/v2/things/middle-uri?pageNumber=%d'",
        "total, 'total':4;'pageNumber':0;'nextPage':%d",
        "count, 'pageCount':3;'pageNumber':0"
    })
    void case4AnEmptyPageInTheMiddleIsWalkedOn(String style, String next) throws Exception {
        String id = "middle-" + style;
        pages(id, number -> "{'entities':%s%s}"
                .formatted(
                        number == 1 ? ids(0, 2) : number == 2 ? "[]" : ids(2, 4),
                        number == 3 && !next.contains("pageCount")
                                ? ""
                                : ',' + next.replace(';', ',').replace("%d", Integer.toString(number + 1))));

        assertThat(idsOf(id)).containsExactly("0", "1", "2", "3");
        assertThat(calls(id)).isEqualTo(3);
    }

    @Test
    void case5AnIdThatComesTwiceIsReadAnew() throws Exception {
        AtomicInteger walks = new AtomicInteger();
        pages("moved", number -> {
            int from = number == 1 || walks.incrementAndGet() > 1 ? 10 * number - 10 : 9;
            return "{'entities':%s,'total':20,'pageNumber':%d,'pageCount':2}".formatted(ids(from, from + 10), number);
        });

        HttpResponse<String> list = gateway.get("/gcx/lists/things/moved");

        assertThat(ids(list)).hasSize(20).doesNotHaveDuplicates();
        assertThat(header(list, "Cache-Status")).doesNotContain("torn");
        assertThat(calls("moved")).isEqualTo(4);
    }

    @Test
    void case5AnIdThatAlwaysComesTwiceIsABadGateway() throws Exception {
        pages("doubled", number -> "{'entities':%s,'total':20,'pageNumber':%d,'pageCount':2}"
                .formatted(number == 1 ? ids(0, 10) : ids(9, 19), number));

        assertThat(problem(gateway.get("/gcx/lists/things/doubled"), 502)).contains("changed");
        assertThat(calls("doubled")).isEqualTo(6);
    }

    @Test
    void case6ATotalThatNeverStandsStillIsServedAsTornForAMinuteAndNobodyIsTold() throws Exception {
        torn("restless");

        HttpResponse<String> first = gateway.get("/gcx/lists/things/restless");
        HttpResponse<String> hit = gateway.get("/gcx/lists/things/restless");
        int callsOfTheTorn = calls("restless");
        gateway.clock.advance(Duration.ofSeconds(60));
        whole("restless", 30);
        HttpResponse<String> after = gateway.get("/gcx/lists/things/restless");

        assertThat(ids(first)).hasSize(30).doesNotHaveDuplicates();
        assertThat(header(first, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored; detail=torn");
        assertThat(header(first, "Cache-Control")).isEqualTo("private, max-age=60");
        assertThat(json(first).path("ttl_seconds").asInt()).isEqualTo(60);
        assertThat(header(hit, "Cache-Status")).matches("gcx; hit; ttl=(60|59); detail=torn");
        assertThat(callsOfTheTorn).isEqualTo(2 + 2 + 3);
        assertThat(header(after, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        await().until(() -> told("restless").size() == 1);
        assertThat(told("restless").get(0).etag()).isEqualTo(header(after, "ETag"));
    }

    @Test
    void whatIsTornNeverTakesThePlaceOfWhatIsWhole() throws Exception {
        whole("firm", 30);
        HttpResponse<String> before = gateway.get("/gcx/lists/things/firm");
        gateway.clock.advance(Duration.ofSeconds(310));
        torn("firm");

        HttpResponse<String> stale = gateway.get("/gcx/lists/things/firm");
        HttpResponse<String> afterTheRefresh = await().until(
                        () -> gateway.get("/gcx/lists/things/firm"),
                        reply -> calls("firm") >= 3 + 7
                                && header(reply, "GCX-Refreshing").isEmpty());

        assertThat(stale.body()).isEqualTo(before.body());
        assertThat(afterTheRefresh.body()).isEqualTo(before.body());
        assertThat(header(afterTheRefresh, "Cache-Status")).matches("gcx; hit; ttl=-\\d+");
        assertThat(calls("firm")).isEqualTo(3 + 7);
    }

    @Test
    void whatIsWholeTakesThePlaceOfTheSameTornAndIsTold() throws Exception {
        torn("settled");
        HttpResponse<String> torn = gateway.get("/gcx/lists/things/settled");
        whole("settled", 30);

        gateway.template().request("direct:gcx-verify", ask -> {
            ask.getMessage().setHeader("GcxListName", "things");
            ask.getMessage().setHeader("GcxId", "settled");
        });
        HttpResponse<String> whole = gateway.get("/gcx/lists/things/settled");

        assertThat(header(torn, "Cache-Status")).contains("detail=torn");
        assertThat(header(whole, "Cache-Status")).matches("gcx; hit; ttl=(300|299)");
        assertThat(header(whole, "Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(header(whole, "ETag")).isEqualTo(header(torn, "ETag"));
        await().until(() -> told("settled").size() == 1);
    }

    @Test
    void aTornWalkOfWhatHasNoIdsIsABadGateway() throws Exception {
        genesys.onQueries("/api/v2/tables/restless/rows", byNumber(number -> thirty(number, number == 2 ? 31 : 30)));

        assertThat(problem(gateway.get("/gcx/lists/rows/restless"), 502)).contains("changed");
        assertThat(genesys.requests("/api/v2/tables/restless/rows")).isEqualTo(6);
    }

    @Test
    void rowsWithoutIdsMaySayTheSameTwice() throws Exception {
        genesys.onQueries(
                "/api/v2/tables/same/rows", byNumber(number -> "{'entities':%s,'total':4,'pageNumber':%d,'pageCount':2}"
                        .formatted(ids(0, 2), number)));

        assertThat(ids(gateway.get("/gcx/lists/rows/same"))).containsExactly("0", "1", "0", "1");
    }

    @Test
    void aDeclarationSaysHowPagesAreAskedForAndWhatTellsEntriesApart() throws Exception {
        genesys.onQueries("/api/v2/steps/any", byNumber(number -> "{'entities':[{'id':1,'step':%d}]%s}"
                .formatted(number, number == 3 ? "" : ",'cursor':" + (number + 1))));

        assertThat(json(gateway.get("/gcx/lists/steps/any")).path("entries")).hasSize(3);
        assertThat(genesys.queries("/api/v2/steps/any"))
                .containsExactly("limit=25", "limit=25&cursor=2", "limit=25&cursor=3");
    }

    @ParameterizedTest
    @CsvSource({"absent, ''", "null, 'entities':null;", "text, 'entities':null;'note':'none';"})
    void case7ATotalOfNothingIsAnEmptyList(String id, String entities) throws Exception {
        pages("nothing-" + id, number -> "{%s'total':0,'pageCount':0}".formatted(entities.replace(';', ',')));

        HttpResponse<String> list = gateway.get("/gcx/lists/things/nothing-" + id);

        assertThat(json(list).path("entries").toString()).isEqualTo("[]");
        assertThat(json(list).path("entry_count").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"'total':0, 200", "'total':'0', 200", "'total':1, 502", "'count':0, 502"})
    void entitiesThatAreNotThereAreNoneOnlyIfTheTotalSaysSo(String told, int status) throws Exception {
        String id = "none-" + told.replaceAll("\\W", "");
        pages(id, number -> "{" + told + "}");

        assertThat(gateway.get("/gcx/lists/things/" + id).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "numbered, 2, 'pageNumber':%d;'nextUri':'/api/v2/things/end-numbered?pageNumber=%d'",
        "silent, 3, 'nextUri':'/api/v2/things/end-silent?x=%d&pageNumber=%d'",
        "total, 2, 'total':3;'nextUri':'/api/v2/things/end-total?x=%d&after=%d'",
        "more, 1, 'hasMore':false;'x':%d;'cursor':'c%d'"
    })
    void aWalkEndsBehindItsEntriesHoweverManyEmptyPagesAreNamed(String style, int calls, String rest) throws Exception {
        String id = "end-" + style;
        pages(id, number -> "{'entities':%s,%s}"
                .formatted(
                        number == 1 ? ids(0, 3) : "[]", rest.replace(';', ',').formatted(number, number + 1)));

        assertThat(idsOf(id)).containsExactly("0", "1", "2");
        assertThat(calls(id)).isEqualTo(calls);
    }

    @ParameterizedTest
    @CsvSource({"cursor, 'cursor':'c%d'", "total, 'total':25;'nextUri':'/api/v2/things/endless-total?pageNumber=%d'"})
    void emptyPagesWithoutEndAreABadGateway(String style, String next) throws Exception {
        String id = "endless-" + style;
        pages(id, number -> "{'entities':%s,%s}"
                .formatted(
                        number == 1 ? ids(0, 3) : "[]", next.replace(';', ',').formatted(number + 1)));

        assertThat(problem(gateway.get("/gcx/lists/things/" + id), 502)).contains("without entries");
        assertThat(calls(id)).isEqualTo(52);
    }

    @ParameterizedTest
    @CsvSource({"whole, 200, 4, 'total':4", "empty, 200, 2, 'x':0", "unknown, 502, 4, 'x':0", "short, 502, 4, 'total':9"
    })
    void aLastPageThatNamesItselfIsTheEndOnlyOfWhatIsWhole(String style, int status, int entries, String told)
            throws Exception {
        String id = "itself-" + style;
        pages(id, number -> "{'entities':%s,%s,'cursor':'c2'}"
                .formatted(number == 1 ? ids(0, 2) : ids(2, entries), told));

        assertThat(gateway.get("/gcx/lists/things/" + id).statusCode()).isEqualTo(status);
        assertThat(calls(id)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'hasMore':true", "'total':4", "'total':'4'", "'total':1e30"})
    void whatIsAnnouncedAndNotNamedIsABadGateway(String told) throws Exception {
        String id = "announced-" + told.replaceAll("\\W", "");
        pages(id, number -> "{'entities':%s,%s}".formatted(ids(0, 3), told));

        assertThat(problem(gateway.get("/gcx/lists/things/" + id), 502)).contains("not whole");
        assertThat(calls(id)).isEqualTo(1);
    }

    @Test
    void anEncodedUriOfTheNextPageIsFollowed() throws Exception {
        // As the id arrives there.
        pages(
                "en%7Ecoded",
                number -> "{'entities':%s%s}"
                        .formatted(
                                ids(2 * number - 2, 2 * number),
                                number == 2
                                        ? ""
                                        : ",'nextUri':'/api/v2/things/en%7Ecoded?q=%C3%A4%20%26b&pageNumber=2'"));

        assertThat(idsOf("en~coded")).containsExactly("0", "1", "2", "3");
        assertThat(genesys.queries("/api/v2/things/en%7Ecoded")).last().isEqualTo("q=%C3%A4%20%26b&pageNumber=2");
    }

    @Test
    void aTotalOfEachPageIsNotThatOfTheList() throws Exception {
        pages("own-total", number -> "{'entities':%s,'total':2%s}"
                .formatted(
                        ids(2 * number - 2, 2 * number),
                        number == 3 ? "" : ",'nextUri':'" + uri("own-total", number + 1) + "'"));

        HttpResponse<String> list = gateway.get("/gcx/lists/things/own-total");

        assertThat(ids(list)).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(header(list, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(calls("own-total")).isEqualTo(3);
    }

    /** Every field that a walk reads, of every kind: what is no sense is told as such, and soon. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "entities",
                "total",
                "pageCount",
                "pageNumber",
                "pageSize",
                "nextPage",
                "nextUri",
                "cursor",
                "after",
                "cursors",
                "hasMore"
            })
    void noFieldBreaksAWalkWhateverItHolds(String field) throws Exception {
        List<String> values = List.of(
                "7",
                "0",
                "-1",
                "2.5",
                "1e30",
                "99999999999999999999",
                "1e999999999",
                "'x'",
                "''",
                "'7'",
                "' 7'",
                "null",
                "true",
                "false",
                "[]",
                "[1]",
                "{}",
                "{'a':1}",
                "{'after':7}",
                "{'after':{}}",
                "{'after':null}");
        for (int value = 0; value < values.size(); value++) {
            String id = "odd-" + field + '-' + value;
            String told = "'" + field + "':" + values.get(value);
            String answer = field.equals("entities") ? "{" + told + "}" : "{'entities':" + ids(0, 3) + "," + told + "}";
            pages(id, number -> answer);

            HttpResponse<String> list = gateway.get("/gcx/lists/things/" + id);

            assertThat(list.statusCode()).as("%s: %s", told, list.body()).isIn(200, 502);
            assertThat(calls(id)).as(told).isLessThanOrEqualTo(9);
        }
    }

    /** Thirty entries on three pages, whose total never stands still. */
    private static void torn(String id) {
        pages(id, number -> thirty(number, number == 2 ? 31 : 30));
    }

    private static void whole(String id, int total) {
        pages(id, number -> thirty(number, total));
    }

    private static String thirty(int number, int total) {
        return "{'entities':%s,'total':%d,'nextPage':%s}"
                .formatted(ids(10 * number - 10, 10 * number), total, number == 3 ? "null" : number + 1);
    }

    private static void pages(String id, IntFunction<String> page) {
        genesys.onQueries("/api/v2/things/" + id, byNumber(page));
    }

    /** Pages by their number or cursor. */
    private static Function<String, RawServer.Answer> byNumber(IntFunction<String> page) {
        return query -> {
            Matcher number = NUMBER.matcher(query);
            return RawServer.json(page.apply(number.find() ? Integer.parseInt(number.group(1)) : 1)
                    .replace('\'', '"'));
        };
    }

    private static String uri(String id, int number) {
        return "/api/v2/things/" + id + "?pageSize=100&pageNumber=" + number;
    }

    private static int calls(String id) {
        return genesys.requests("/api/v2/things/" + id);
    }

    private static List<Change> told(String id) {
        return TOLD.stream()
                .filter(change -> ("gcx:things:" + id).equals(change.key()))
                .toList();
    }

    private static String ids(int from, int to) {
        return IntStream.range(from, to).mapToObj("{'id':'%d'}"::formatted).collect(Collectors.joining(",", "[", "]"));
    }

    private static List<String> idsOf(String id) throws Exception {
        return ids(gateway.get("/gcx/lists/things/" + id));
    }

    private static List<String> ids(HttpResponse<String> list) throws Exception {
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        Stream<JsonNode> entries =
                StreamSupport.stream(json(list).path("entries").spliterator(), false);
        return entries.map(entry -> entry.path("id").asText()).toList();
    }
}
