package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.RawServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that are kept one by one: which of them are served together. */
class SinglePagesTest {
    private static final Duration SKILLS_TTL = Duration.ofSeconds(300);
    private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d+)");
    private static final AtomicInteger USERS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static RawServer genesys;
    private static Gateway gateway;
    private static String token;

    /** A list that no other test asks for; it lives for 300 s. */
    private final String list = "/api/v2/users/u" + USERS.incrementAndGet() + "/routingskills";

    /** What the list's pages tell, whichever is asked for. */
    private volatile String version = "\"version\":1,\"total\":50";

    /** How many pages of the latest walk came from the cache. */
    private int walkedHits;

    /** What some pages tell instead, by their query strings. */
    private final Map<String, RawServer.Answer> answers = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        genesys = new RawServer();
        genesys.on("/oauth/token", json("{\"access_token\":\"t\",\"expires_in\":86400}"));
        String url = genesys.url().toString();
        gateway = Gateway.start(
                folder,
                Map.of("gcx.genesys.api-url", url, "gcx.genesys.login-url", url, "gcx.budget.limit", "1000000"));
        token = gateway.logIn();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    @AfterEach
    void letTimePass() {
        gateway.clock.go();
    }

    @BeforeEach
    void answer() {
        genesys.onQueries(list, query -> answers.getOrDefault(query, json('{' + version + '}')));
    }

    @Test
    void pagesOfOneSetEndWhenTheFirstOfThemDoes() throws Exception {
        gateway.clock.stop();
        get(list);
        gateway.clock.advance(Duration.ofSeconds(100));

        assertThat(maxAge(get(list + "?pageNumber=2"))).isEqualTo(200);
        assertThat(maxAge(get(list + "?pageNumber=2&pageSize=50"))).isEqualTo(300);
    }

    @Test
    void whereANewSetBeginsNoPageOfTheOldOneIsServed() throws Exception {
        get(list);
        get(list + "?pageNumber=2");
        version = "\"version\":2,\"total\":50";
        gateway.clock.advance(SKILLS_TTL);

        assertThat(get(list).body()).contains("\"version\":1");
        await().untilAsserted(() -> assertThat(get(list).body()).contains("\"version\":2"));

        HttpResponse<String> second = get(list + "?pageNumber=2");
        assertThat(second.body()).contains("\"version\":2");
        assertThat(header(second, "Cache-Status")).contains("fwd=uri-miss; stored");
        assertThat(calls("")).isEqualTo(2);
        assertThat(calls("pageNumber=2")).isEqualTo(2);
    }

    @Test
    void aPageThatIsPolledAloneCostsACallATtl() throws Exception {
        get(list);
        for (int ttls = 1; ttls <= 3; ttls++) {
            for (int polls = 0; polls < 9; polls++) {
                gateway.clock.advance(SKILLS_TTL.dividedBy(10));
                get(list);
            }
            gateway.clock.advance(SKILLS_TTL.dividedBy(10));
            get(list);
            await().untilAsserted(
                            () -> assertThat(header(get(list), "Cache-Status")).matches("gcx; hit; ttl=(29\\d|300)"));
        }

        assertThat(calls("")).isEqualTo(4);
    }

    @Test
    void aPageThatTellsAnotherTotalBeginsANewSet() throws Exception {
        get(list);
        gateway.clock.advance(Duration.ofSeconds(100));
        get(list + "?pageNumber=2");
        version = "\"version\":2,\"total\":51";

        HttpResponse<String> third = get(list + "?pageNumber=3");

        assertThat(maxAge(third)).isEqualTo(300);
        assertThat(get(list).body()).contains("\"version\":2");
        assertThat(get(list + "?pageNumber=2").body()).contains("\"version\":2");
        assertThat(header(get(list + "?pageNumber=3"), "Cache-Status")).startsWith("gcx; hit");
    }

    @Test
    void aPageThatComesLaterThanTheTotalThatItContradictsIsForThoseWhoWait() throws Exception {
        Held second = hold("pageNumber=2");
        CompletableFuture<HttpResponse<String>> waiting = getAsync(list + "?pageNumber=2");
        second.awaitCall();
        get(list + "?pageNumber=3");
        version = "\"version\":2,\"total\":51";
        get(list + "?pageNumber=4");

        second.answer("{\"version\":1,\"total\":50}");

        assertThat(header(waiting.get(10, TimeUnit.SECONDS), "Cache-Control")).isEqualTo("no-store");
        answers.clear();
        assertThat(get(list + "?pageNumber=2").body()).contains("\"version\":2");
        assertThat(header(get(list + "?pageNumber=4"), "Cache-Status")).startsWith("gcx; hit");
    }

    @Test
    void whereTwoFillsOfANewSetContradictEachOtherTheLaterHolds() throws Exception {
        Held second = hold("pageNumber=2");
        CompletableFuture<HttpResponse<String>> waiting = getAsync(list + "?pageNumber=2");
        second.awaitCall();
        version = "\"version\":2,\"total\":51";
        get(list + "?pageNumber=3");

        second.answer("{\"version\":1,\"total\":50}");

        assertThat(header(waiting.get(10, TimeUnit.SECONDS), "Cache-Control")).isEqualTo("no-store");
        assertThat(header(get(list + "?pageNumber=3"), "Cache-Status")).startsWith("gcx; hit");
    }

    @Test
    void fillsThatBeginASetSideBySideBeginOne() throws Exception {
        get(list);
        get(list + "?pageNumber=2");
        gateway.clock.advance(SKILLS_TTL);
        Held first = hold("");
        Held second = hold("pageNumber=2");
        get(list);
        first.awaitCall();
        get(list + "?pageNumber=2");
        second.awaitCall();

        second.answer("{\"version\":2,\"total\":50}");
        await().untilAsserted(
                        () -> assertThat(get(list + "?pageNumber=2").body()).contains("\"version\":2"));
        // The set has begun; who asks now for what is still on its way waits for it.
        CompletableFuture<HttpResponse<String>> waiting = getAsync(list);
        assertThat(waiting).isNotDone();
        first.answer("{\"version\":2,\"total\":50}");

        assertThat(waiting.get(10, TimeUnit.SECONDS).body()).contains("\"version\":2");
        assertThat(header(get(list), "Cache-Status")).startsWith("gcx; hit");
        assertThat(header(get(list + "?pageNumber=2"), "Cache-Status")).startsWith("gcx; hit");
        assertThat(calls("")).isEqualTo(2);
        assertThat(calls("pageNumber=2")).isEqualTo(2);
    }

    @Test
    void aFillThatFailsBeginsNoSet() throws Exception {
        get(list);
        gateway.clock.advance(SKILLS_TTL);
        answers.put("", RawServer.status(404, "{\"message\":\"gone\",\"code\":\"not.found\",\"status\":404}"));
        get(list);
        await().untilAsserted(() -> assertThat(calls("")).isEqualTo(2));
        gateway.clock.advance(Duration.ofSeconds(100));
        answers.clear();
        version = "\"version\":2,\"total\":50";

        await().untilAsserted(() -> assertThat(get(list).body()).contains("\"version\":2"));
        assertThat(maxAge(get(list))).isEqualTo(300);
    }

    @Test
    void aPageThatIsInvalidatedBeginsANewSet() throws Exception {
        get(list);
        get(list + "?pageNumber=2");
        gateway.clock.advance(Duration.ofSeconds(100));
        version = "\"version\":2,\"total\":50";
        invalidate("{\"key\":\"gcx:api:GET:" + list + "\"}");

        assertThat(get(list + "?pageNumber=2").body()).contains("\"version\":1");
        HttpResponse<String> first = get(list);
        HttpResponse<String> second = get(list + "?pageNumber=2");

        assertThat(first.body()).contains("\"version\":2");
        assertThat(maxAge(first)).isEqualTo(300);
        assertThat(second.body()).contains("\"version\":2");
    }

    @Test
    void aSetThatIsInvalidatedBeginsAnew() throws Exception {
        get(list);
        gateway.clock.advance(Duration.ofSeconds(100));
        invalidate("{\"tag\":\"user-routingskills\"}");

        assertThat(maxAge(get(list + "?pageNumber=2"))).isEqualTo(300);
    }

    @Test
    void whatIsInvalidatedWhileItIsFilledBeginsNoSet() throws Exception {
        get(list + "?pageNumber=2");
        gateway.clock.advance(Duration.ofSeconds(100));
        Held first = hold("");
        CompletableFuture<HttpResponse<String>> waiting = getAsync(list);
        first.awaitCall();
        invalidate("{\"key\":\"gcx:api:GET:" + list + "\"}");
        first.answer("{\"version\":2,\"total\":51}");

        assertThat(waiting.get(10, TimeUnit.SECONDS).body()).contains("\"version\":2");
        assertThat(header(get(list + "?pageNumber=2"), "Cache-Status")).startsWith("gcx; hit");
    }

    @Test
    void livePagesEndTogetherAndAreNeverOlderThanAMinute() throws Exception {
        gateway.clock.stop();
        String members = "/api/v2/routing/queues/q1/members";
        genesys.onQueries(members, query -> json("{\"entities\":[]}"));
        String first = members + "?expand=presence";
        String second = members + "?expand=presence&pageNumber=2";
        get(first);
        gateway.clock.advance(Duration.ofSeconds(5));
        assertThat(maxAge(get(second))).isEqualTo(5);
        genesys.onQueries(members, query -> out -> {
            throw new IOException("down");
        });

        gateway.clock.advance(Duration.ofSeconds(50));
        assertThat(get(first).statusCode()).isEqualTo(200);
        assertThat(get(second).statusCode()).isEqualTo(200);
        gateway.clock.advance(Duration.ofSeconds(5));
        assertThat(get(first).statusCode()).isEqualTo(502);
        assertThat(get(second).statusCode()).isEqualTo(502);
    }

    @Test
    void pagesOfALiveListEndTogetherToo() throws Exception {
        gateway.clock.stop();
        genesys.onQueries("/api/v2/users", query -> json("{\"entities\":[],\"total\":50}"));
        get("/api/v2/users?expand=presence");
        gateway.clock.advance(Duration.ofSeconds(5));

        assertThat(maxAge(get("/api/v2/users?expand=presence&pageNumber=2"))).isEqualTo(5);
    }

    @Test
    void aFirstPageIsServedForAMinuteWhateverIsBehindIt() throws Exception {
        gateway.clock.stop();
        String teams = chain("young", "a", 3);
        get(teams);

        gateway.clock.advance(Duration.ofSeconds(60));
        assertThat(header(get(teams), "Cache-Status")).startsWith("gcx; hit");
        gateway.clock.advance(Duration.ofMillis(1));
        assertThat(header(get(teams), "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(header(get(teams), "Cache-Status")).startsWith("gcx; hit");
    }

    @Test
    void aFirstPageIsServedForItsTtlWhileItsChainHolds() throws Exception {
        String teams = chain("whole", "a", 4);
        walk(teams);
        gateway.clock.advance(Duration.ofSeconds(500));

        assertThat(walk(teams)).containsExactly("a0", "a1", "a2", "a3");
        assertThat(walkedHits).isEqualTo(4);
    }

    @Test
    void aChainThatIsBrokenInTheMiddleBeginsAnew() throws Exception {
        String teams = chain("broken", "a", 4);
        walk(teams);
        gateway.clock.advance(Duration.ofSeconds(100));
        invalidate("{\"key\":\"gcx:api:GET:/api/v2/teams?after=a2&name=broken\"}");
        chain("broken", "b", 4);

        assertThat(walk(teams)).containsExactly("b0", "b1", "b2", "b3");
        assertThat(walkedHits).isZero();
        assertThat(maxAge(get(teams))).isEqualTo(600);
        gateway.clock.advance(Duration.ofSeconds(500));
        assertThat(walk(teams)).containsExactly("b0", "b1", "b2", "b3");
        assertThat(walkedHits).isEqualTo(4);
    }

    @Test
    void whoHasBegunAChainGoesOnInItForAMinuteAfterItWasReplaced() throws Exception {
        String teams = chain("replaced", "a", 3);
        walk(teams);
        gateway.clock.advance(Duration.ofSeconds(600));
        chain("replaced", "b", 3);
        assertThat(get(teams).body()).contains("a0");
        await().untilAsserted(() -> assertThat(get(teams).body()).contains("b0"));

        String second = teams + "&after=a1";
        HttpResponse<String> gone = get(second);
        gateway.clock.advance(Duration.ofSeconds(61));
        HttpResponse<String> refused = get(second);

        assertThat(gone.body()).contains("a1");
        assertThat(header(gone, "Cache-Status")).startsWith("gcx; hit");
        assertThat(refused.statusCode()).isEqualTo(400);
    }

    @Test
    void aPageOfAnOldChainIsNoneOfANewOneThatNamesItAlike() throws Exception {
        String teams = chain("alike", "a", 2);
        walk(teams);
        gateway.clock.advance(Duration.ofSeconds(600));
        genesys.onQueries(
                "/api/v2/teams",
                query -> json(
                        query.contains("after=a1")
                                ? "{\"at\":\"new\"}"
                                : "{\"at\":\"new\",\"nextUri\":\"/api/v2/teams?name=alike&after=a1\"}"));
        get(teams);
        await().untilAsserted(() -> assertThat(get(teams).body()).contains("new"));

        assertThat(get(teams + "&after=a1").body()).contains("new");
    }

    @Test
    void aCursorThatGenesysHasForgottenIsRefusedInItsWordsAndNotKept() throws Exception {
        chain("yesterday", "a", 3);
        String forgotten = "/api/v2/teams?name=yesterday&after=x9";

        HttpResponse<String> refused = get(forgotten);
        gateway.clock.advance(Duration.ofSeconds(6));
        HttpResponse<String> again = get(forgotten);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("no such cursor");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(genesys.queries("/api/v2/teams").stream().filter(query -> query.contains("after=x9")))
                .hasSize(2);
    }

    @Test
    void aNextPageThatCannotBeAskedForHereChangesNothing() throws Exception {
        String page = "{\"entities\":[],\"nextUri\":\"/api/v2/elsewhere?after=%ff\",\"total\":\"many\"}";
        answers.put("", json(page));

        assertThat(get(list).body()).isEqualTo(page);
        assertThat(header(get(list), "Cache-Status")).startsWith("gcx; hit");
    }

    @Test
    void whileGenesysIsNotToBeAskedAPageOfAnEarlierSetIsServed() throws Exception {
        String scan = "/api/v2/externalcontacts/scan/contacts";
        genesys.onQueries(scan, query -> json("{\"at\":\"first\",\"cursors\":{\"after\":\"c1\"}}"));
        get(scan);
        gateway.clock.advance(Duration.ofSeconds(70));
        genesys.onQueries(scan, query -> RawServer.status(429, "{}", "Retry-After: 40"));

        assertThat(get(scan).statusCode()).isEqualTo(429);
        assertThat(get(scan).body()).contains("first");
    }

    /** Follows what pages name; answers what they are called. */
    private List<String> walk(String first) throws Exception {
        List<String> pages = new ArrayList<>();
        walkedHits = 0;
        String next = first;
        while (!next.isEmpty()) {
            HttpResponse<String> page = get(next);
            walkedHits += header(page, "Cache-Status").startsWith("gcx; hit") ? 1 : 0;
            pages.add(Gateway.json(page).path("at").asText());
            next = Gateway.json(page).path("nextUri").asText();
        }
        return pages;
    }

    /** Teams in so many pages, of which each is named by a cursor, and no other cursor is known from now on. */
    private static String chain(String name, String cursors, int pages) {
        Pattern cursor = Pattern.compile("after=" + cursors + "(\\d+)");
        genesys.onQueries("/api/v2/teams", query -> {
            Matcher asked = cursor.matcher(query);
            boolean known = asked.find();
            if (query.contains("after=") && !known) {
                return RawServer.status(
                        400, "{\"message\":\"no such cursor\",\"code\":\"bad.request\",\"status\":400}");
            }
            int number = known ? Integer.parseInt(asked.group(1)) : 0;
            String next = number + 1 < pages
                    ? ",\"nextUri\":\"/api/v2/teams?pageSize=25&after=" + cursors + (number + 1) + "&name=" + name
                            + "\""
                    : "";
            return json("{\"at\":\"" + cursors + number + "\"" + next + "}");
        });
        return "/api/v2/teams?name=" + name;
    }

    /** An answer that waits to be told. */
    private static final class Held {
        private final CountDownLatch called = new CountDownLatch(1);
        private final CompletableFuture<String> answer = new CompletableFuture<>();

        void awaitCall() throws InterruptedException {
            assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
        }

        void answer(String json) {
            answer.complete(json);
        }
    }

    /** A page of the list whose answer waits to be told. */
    private Held hold(String query) {
        Held held = new Held();
        answers.put(query, out -> {
            held.called.countDown();
            json(held.answer.join()).write(out);
        });
        return held;
    }

    private int calls(String query) {
        return (int) genesys.queries(list).stream().filter(query::equals).count();
    }

    private static void invalidate(String what) {
        assertThat(gateway.post("/gcx/invalidations", what).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return gateway.get(path, "Authorization", "Bearer " + token);
    }

    private static CompletableFuture<HttpResponse<String>> getAsync(String path) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return get(path);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static long maxAge(HttpResponse<?> page) {
        Matcher found = MAX_AGE.matcher(header(page, "Cache-Control"));
        assertThat(found.find()).as(header(page, "Cache-Control")).isTrue();
        return Long.parseLong(found.group(1));
    }
}
