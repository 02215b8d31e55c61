package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.RawServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.change.Change;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far a list is read for its pages, how they are shared, and what becomes of them when it is replaced. */
class ListPagesTest {
    private static final String USERS = "/api/v2/users";
    private static final int TTL = 600;
    private static final AtomicInteger LISTS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static RawServer genesys;
    private static Gateway gateway;
    private static String token;
    private String filter;

    private static final List<Change> TOLD = new CopyOnWriteArrayList<>();

    /** What the list of each filter holds. */
    private static final Map<String, List<String>> HELD = new ConcurrentHashMap<>();

    private static final Map<String, List<String>> ASKED = new ConcurrentHashMap<>();

    /** Of which lists the last page of 100 fails. */
    private static final Set<String> BROKEN = ConcurrentHashMap.newKeySet();

    /** Which lists are told in an envelope that is not made again. */
    private static final Set<String> ODD = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void start() throws Exception {
        genesys = new RawServer();
        genesys.on("/oauth/token", json("{\"access_token\":\"t\",\"expires_in\":86400}"));
        genesys.onQueries(USERS, ListPagesTest::page);
        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.genesys.api-url",
                        genesys.url().toString(),
                        "gcx.genesys.login-url",
                        genesys.url().toString(),
                        "gcx.api.whole-up-to",
                        "450",
                        "gcx.budget.limit",
                        "1000000"),
                GenesysSimulator.builder(),
                List.of(TOLD::add));
        token = gateway.logIn();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    /** Every test has a list of its own. */
    @BeforeEach
    void filter() {
        filter = "name=list" + LISTS.incrementAndGet();
    }

    private void holds(int from, int to) {
        HELD.put(filter, IntStream.range(from, to).mapToObj(id -> "u" + id).toList());
    }

    /** A page as Genesys numbers them. */
    private static RawServer.Answer page(String query) {
        Map<String, String> parameters = Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        String filter = "name=" + parameters.get("name");
        int size = Integer.parseInt(parameters.get("pageSize"));
        int number = Integer.parseInt(parameters.get("pageNumber"));
        ASKED.computeIfAbsent(filter, first -> new CopyOnWriteArrayList<>()).add(size + "/" + number);
        if (size > 100 || size < 1) {
            return RawServer.status(400, "{\"message\":\"page size\",\"code\":\"bad.request\",\"status\":400}");
        }
        List<String> all = HELD.get(filter);
        int from = Math.min(all.size(), (number - 1) * size);
        List<String> some = all.subList(from, Math.min(all.size(), from + size));
        int pages = (all.size() + size - 1) / size;
        if (size == 100 && number == pages && BROKEN.contains(filter)) {
            return RawServer.status(500, "{}");
        }
        String uri = "\"" + USERS + "?pageSize=" + size + "&pageNumber=%d&" + filter + "\"";
        return json("{\"entities\":["
                + some.stream().map(id -> "{\"id\":\"" + id + "\"}").collect(Collectors.joining(","))
                + "],\"pageSize\":" + size + ",\"pageNumber\":" + number + ",\"total\":" + all.size()
                + ",\"firstUri\":" + uri.formatted(1)
                + (number < pages ? ",\"nextUri\":" + uri.formatted(number + 1) : "")
                + ",\"selfUri\":" + uri.formatted(number)
                + ",\"pageCount\":" + pages + (ODD.contains(filter) ? ",\"hasMore\":" + (number < pages) : "") + "}");
    }

    private HttpResponse<String> get(int size, int number) throws Exception {
        return get(token, size, number);
    }

    private HttpResponse<String> get(String reader, int size, int number) throws Exception {
        HttpResponse<String> page = gateway.get(
                USERS + '?' + filter + "&pageSize=" + size + "&pageNumber=" + number,
                "Authorization",
                "Bearer " + reader);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return page;
    }

    private static List<String> ids(HttpResponse<String> page) throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode entity : json(page).path("entities")) {
            ids.add(entity.path("id").asText());
        }
        return ids;
    }

    private List<String> asked() {
        return ASKED.getOrDefault(filter, List.of());
    }

    /** Has the list reach the end of its TTL, but for a moment. */
    private static void grow() {
        gateway.clock.advance(Duration.ofSeconds(TTL - 30));
    }

    /** Ends the TTL, asks for a page so that the list is read again behind it, and waits for that. */
    private void refresh(int calls) throws Exception {
        gateway.clock.advance(Duration.ofSeconds(31));
        get(25, 1);
        await().untilAsserted(() -> assertThat(asked()).hasSize(calls));
        await().until(() -> Integer.parseInt(header(get(25, 1), "Age")) < 60);
    }

    @Test
    void theFirstPagesAreCutFromTheLargest() throws Exception {
        holds(0, 320);

        assertThat(ids(get(25, 1))).hasSize(25).startsWith("u0");
        assertThat(ids(get(25, 4))).startsWith("u75");
        assertThat(ids(get(100, 1))).hasSize(100);

        assertThat(asked()).containsExactly("100/1");
    }

    @Test
    void beyondTheFirstTheListIsReadWhole() throws Exception {
        holds(0, 320);
        get(25, 1);

        assertThat(ids(get(25, 5))).startsWith("u100");
        assertThat(ids(get(100, 4))).hasSize(20);
        HttpResponse<String> behind = get(100, 5);

        assertThat(ids(behind)).isEmpty();
        assertThat(json(behind).has("nextUri")).isFalse();
        assertThat(asked()).containsExactlyInAnyOrder("100/1", "100/1", "100/2", "100/3", "100/4");
    }

    @Test
    void whatIsLongerThanTheBoundIsKeptByPages() throws Exception {
        holds(0, 451);
        get(25, 1);

        for (int i = 0; i < 2; i++) {
            assertThat(ids(get(25, 5))).startsWith("u100");
            assertThat(ids(get(25, 6))).startsWith("u125");
        }

        assertThat(asked()).containsExactly("100/1", "25/5", "25/6");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsKeptByPagesCostsNoMoreThanItsPages(boolean odd) throws Exception {
        holds(0, odd ? 320 : 451);
        if (odd) {
            ODD.add(filter);
        }
        get(25, 5);
        int calls = asked().size();

        for (int ttl = 1; ttl <= 3; ttl++) {
            gateway.clock.advance(Duration.ofSeconds(TTL + 1));
            get(25, 5);
            int pages = ttl;
            await().untilAsserted(
                            () -> assertThat(asked()).filteredOn("25/5"::equals).hasSize(1 + pages));
        }

        assertThat(asked()).hasSize(calls + 3);
    }

    @Test
    void aPageIsAskedForByItselfIfAnotherOneOfItsListFails() throws Exception {
        holds(0, 320);
        BROKEN.add(filter);

        assertThat(ids(get(25, 5))).startsWith("u100");
        assertThat(ids(get(25, 6))).startsWith("u125");
    }

    @Test
    void aLaterPageAloneAsksHowLongTheListIs() throws Exception {
        holds(0, 451);

        assertThat(ids(get(25, 5))).startsWith("u100");

        assertThat(asked()).containsExactly("100/1", "25/5");
    }

    @Test
    void aListThatGrowsOverTheBoundWhileItIsWalkedGoesOnByPages() throws Exception {
        holds(0, 450);
        get(25, 1);
        holds(0, 460);

        assertThat(ids(get(25, 5))).startsWith("u100");
        assertThat(ids(get(25, 6))).startsWith("u125");
        assertThat(ids(get(25, 1))).startsWith("u0");

        assertThat(asked()).containsExactly("100/1", "100/1", "25/5", "25/6");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101, -1})
    void whatGenesysWouldRefuseItRefusesItself(int size) throws Exception {
        holds(0, 10);

        HttpResponse<String> refused =
                gateway.get(USERS + '?' + filter + "&pageSize=" + size, "Authorization", "Bearer " + token);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("page size");
        assertThat(asked()).containsExactly(size + "/1");
    }

    @Test
    void whoeverWalksGoesOnInTheListThatHeBegan() throws Exception {
        String other = gateway.logIn();
        holds(0, 320);
        get(25, 5);
        grow();
        get(25, 1);
        holds(1000, 1320);
        refresh(8);

        assertThat(ids(get(other, 25, 2))).startsWith("u1025");
        assertThat(ids(get(25, 2))).as("who was given page 1 of the new list").startsWith("u1025");
    }

    @Test
    void whoeverWasGivenAPageOfTheOldListGetsItsNextOnesForAMinute() throws Exception {
        String walker = gateway.logIn();
        holds(0, 320);
        get(25, 5);
        grow();
        get(walker, 25, 1);
        holds(1000, 1320);
        refresh(8);

        assertThat(ids(get(walker, 25, 2))).startsWith("u25");
        assertThat(ids(get(walker, 100, 4))).startsWith("u300");
        gateway.clock.advance(Duration.ofSeconds(61));
        assertThat(ids(get(walker, 25, 3))).startsWith("u1050");
    }

    @Test
    void anInvalidationEndsTheOldList() throws Exception {
        String walker = gateway.logIn();
        holds(0, 320);
        get(25, 5);
        grow();
        get(walker, 25, 1);
        holds(1000, 1320);
        refresh(8);

        gateway.post("/gcx/invalidations", "{\"tag\":\"list-users\",\"reason\":\"test\"}");

        assertThat(ids(get(walker, 25, 2))).startsWith("u1025");
    }

    @Test
    void whatIsReadOnlyAtItsBeginningIsRefreshedOnlyThere() throws Exception {
        holds(0, 320);
        get(25, 5);
        grow();
        refresh(8);
        assertThat(asked()).as("read on before").hasSize(8);

        grow();
        refresh(9);

        assertThat(asked().get(8)).isEqualTo("100/1");
    }

    @Test
    void nobodyIsToldOfTheBeginningOfAList() throws Exception {
        holds(0, 320);
        get(25, 1);
        get(25, 5);

        await().until(() -> TOLD.stream().anyMatch(this::isOfList));
        assertThat(TOLD)
                .filteredOn(this::isOfList)
                .singleElement()
                .extracting(Change::entryCount)
                .isEqualTo(320);
    }

    private boolean isOfList(Change change) {
        return change.key() != null && change.key().endsWith(filter);
    }

    @Test
    void theEntityTagOfAPageIsThatOfThePage() throws Exception {
        holds(0, 320);
        get(25, 5);
        grow();
        HttpResponse<String> before = get(25, 1);
        List<String> grown = new ArrayList<>(HELD.get(filter));
        grown.set(319, "changed");
        HELD.put(filter, grown);
        refresh(8);

        HttpResponse<String> same = gateway.get(
                USERS + '?' + filter, "Authorization", "Bearer " + token, "If-None-Match", header(before, "ETag"));

        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(ids(get(100, 4))).contains("changed");
    }

    @Test
    void walksMeetNoIdTwiceAndMissNoneThatEveryVersionHad() throws Exception {
        holds(0, 400);
        get(10, 1);
        get(10, 40);
        grow();
        int calls = asked().size();
        String walker = gateway.logIn();
        Set<String> met = new HashSet<>();
        for (int number = 1; number <= 40; number++) {
            List<String> ids = ids(get(walker, 10, number));
            for (String id : ids) {
                assertThat(met.add(id)).as("%s comes once", id).isTrue();
            }
            if (number == 20) {
                // From here on every entry is elsewhere.
                holds(5, 405);
                refresh(calls + 4);
            }
        }

        assertThat(met)
                .containsAll(IntStream.range(5, 400).mapToObj(id -> "u" + id).toList());
    }

    @Test
    void manyFiltersOfOneListAreManyLists() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> pages = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            filter();
            holds(i, i + 1);
            pages.add(gateway.getAsync(USERS + '?' + filter, "Authorization", "Bearer " + token));
        }

        for (int i = 0; i < 1_000; i++) {
            assertThat(ids(pages.get(i).join())).containsExactly("u" + i);
        }
    }
}
