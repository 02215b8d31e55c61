package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.RawServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.context.GcxHeaders;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read at Genesys's own paths, as it came. */
class ApiReadTest {
    private static final String USERS = "/api/v2/users";

    /** A list that does not tell how many it has. */
    private static final String MEMBERS = "/api/v2/routing/queues/q1/members";

    @TempDir
    Path folder;

    private RawServer genesys;
    private Gateway gateway;
    private String token;

    @BeforeEach
    void start() throws Exception {
        genesys = new RawServer();
        genesys.on("/oauth/token", json("{\"access_token\":\"t\",\"expires_in\":86400}"));
        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.genesys.api-url",
                        genesys.url().toString(),
                        "gcx.genesys.login-url",
                        genesys.url().toString()));
        token = gateway.logIn();
    }

    /** As a client that has logged in. */
    private HttpResponse<String> get(String path) throws Exception {
        return gateway.get(path, "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> get(String path, String name, String value) throws Exception {
        return gateway.get(path, "Authorization", "Bearer " + token, name, value);
    }

    private HttpResponse<String> post(String path, String body) {
        return gateway.post(path, body, "Authorization", "Bearer " + token);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    @Test
    void passesAPageByteForByteAndKeepsIt() throws Exception {
        String page = " {\"entities\" : [ {\"id\":\"u1\",\"n\":1e99999} ],\"total\":1 }";
        genesys.on(MEMBERS, json(page));

        HttpResponse<String> first = get(MEMBERS);
        HttpResponse<String> second = get(MEMBERS);

        assertThat(first.body()).isEqualTo(page);
        assertThat(second.body()).isEqualTo(page);
        assertThat(header(first, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(header(second, "Cache-Status")).startsWith("gcx; hit; ttl=");
        assertThat(genesys.requests(MEMBERS)).isEqualTo(1);
    }

    @Test
    void oneCallIsEnoughForAllSpellingsOfAClient() throws Exception {
        genesys.on(MEMBERS, json("{\"entities\":[]}"));

        for (String query : new String[] {
            "pageSize=100&skills=a%2Cb&expand=skills,groups",
            "skills=b&skills=a&expand=groups%2Cskills&pageSize=100",
            "expand=skills&expand=groups&pageNumber=1&pageSize=100&skills=a,b&sortOrder=asc"
        }) {
            assertThat(get(MEMBERS + '?' + query).statusCode()).isEqualTo(200);
        }

        assertThat(genesys.queries(MEMBERS)).containsExactly("expand=groups%2Cskills&pageSize=100&skills=a%2Cb");
    }

    @Test
    void anotherQuestionIsNeverAnswered() throws Exception {
        genesys.onQueries(MEMBERS, query -> json("{\"asked\":\"" + query + "\"}"));

        for (String query : new String[] {"pageNumber=2", "pageNumber=3", "state=inactive", "name=x", "x=1"}) {
            assertThat(get(MEMBERS + '?' + query).body()).isEqualTo("{\"asked\":\"" + query + "\"}");
        }
    }

    @Test
    void aPathWithSeveralIdsIsItsOwn() throws Exception {
        genesys.onAnyOther(json("{\"id\":\"p\"}"));

        assertThat(get("/api/v2/users/u1/presences/PURECLOUD").statusCode()).isEqualTo(200);
        assertThat(get("/api/v2/users/u1/presences/SKYPE").statusCode()).isEqualTo(200);
        assertThat(get("/api/v2/users/u1/presences/SKYPE").statusCode()).isEqualTo(200);

        assertThat(genesys.requests("/api/v2/users/u1/presences/PURECLOUD")).isEqualTo(1);
        assertThat(genesys.requests("/api/v2/users/u1/presences/SKYPE")).isEqualTo(1);
    }

    @Test
    void whatIsLiveIsFreshForItsOwnTimeAndNeverOlderThanAMinute() throws Exception {
        genesys.on("/api/v2/users/u1", json("{\"id\":\"u1\"}"));

        HttpResponse<String> live = get("/api/v2/users/u1?expand=presence");
        HttpResponse<String> plain = get("/api/v2/users/u1");

        assertThat(header(live, "Cache-Control")).contains("max-age=10");
        assertThat(header(plain, "Cache-Control")).contains("max-age=600");
        genesys.on("/api/v2/users/u1", out -> {
            throw new IOException("down");
        });
        gateway.clock.advance(Duration.ofSeconds(55));
        assertThat(get("/api/v2/users/u1?expand=presence").statusCode()).isEqualTo(200);
        gateway.clock.advance(Duration.ofSeconds(10));
        assertThat(get("/api/v2/users/u1?expand=presence").statusCode()).isEqualTo(502);
        assertThat(get("/api/v2/users/u1").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/users/u1/presences/PURECLOUD", "/api/v2/users/u1/routingstatus"})
    void whatGoesOnNowIsNeverOlderThanAMinute(String path) throws Exception {
        genesys.on(path, json("{\"id\":\"now\"}"));
        get(path);
        genesys.on(path, out -> {
            throw new IOException("down");
        });

        gateway.clock.advance(Duration.ofSeconds(55));
        assertThat(get(path).statusCode()).isEqualTo(200);
        gateway.clock.advance(Duration.ofSeconds(10));
        assertThat(get(path).statusCode()).isEqualTo(502);
    }

    @Test
    void aPostedQueryIsTheOneOfItsName() throws Exception {
        String path = "/api/v2/analytics/queues/observations/query";
        genesys.on(path, json("{\"results\":[]}"));
        String body = "{\"filter\":{\"type\":\"or\"},\"metrics\":[\"oWaiting\"]}";

        HttpResponse<String> byPath = post(path, body);
        HttpResponse<String> byName = post("/gcx/queries/queues-observations", body);
        HttpResponse<String> withQuery = post(path + "?pageSize=7", body);

        assertThat(byPath.body()).isEqualTo("{\"results\":[]}");
        assertThat(header(byName, "Cache-Status")).startsWith("gcx; hit");
        assertThat(header(withQuery, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(genesys.queries(path)).containsExactly("", "pageSize=7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/users/me",
                "/api/v2/users/%6de",
                "/api/v2/users/ME",
                "/api/v2/users/%73earch",
                "/api/v2/users?%66orceAsync=true",
                "/api/v2/unknown",
                "/api/v2",
                "/api/v2/users/u1/routingstatus/x",
                "/api/v2/users/search",
                "/api/v2/users?forceAsync=true",
                "/api/v2/conversations/c1"
            })
    void whatIsNotDeclaredOrNeverKeptIsAskedEveryTime(String path) throws Exception {
        genesys.onAnyOther(json("{\"id\":\"private\"}"));

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> passed = get(path);
            assertThat(passed.body()).isEqualTo("{\"id\":\"private\"}");
            assertThat(header(passed, "Cache-Status")).isEqualTo("gcx; fwd=bypass");
        }

        assertThat(genesys.requests(path.split("\\?")[0])).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pageSize=0", "pageSize=9999", "expand=nothing"})
    void genesyssOwnRefusalOfAQueryIsTheClients(String query) throws Exception {
        genesys.on(
                USERS, RawServer.status(400, "{\"message\":\"no such page\",\"code\":\"bad.request\",\"status\":400}"));

        HttpResponse<String> refused = get(USERS + '?' + query);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("no such page");
    }

    @ParameterizedTest
    @ValueSource(strings = {"q=%ff", "%c3=1"})
    void aQueryThatCannotBeReadIsRefused(String query) throws Exception {
        assertThat(get(USERS + '?' + query).statusCode()).isEqualTo(400);
    }

    @Test
    void aRouteOfOnesOwnBelowThemMayCallGenesys() throws Exception {
        genesys.on("/api/v2/things", json("{\"id\":\"own\"}"));
        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/api/v2/own?httpMethodRestrict=GET")
                        .setHeader(GcxHeaders.PATH, constant("/api/v2/things"))
                        .enrich("direct:gcx-upstream?block=false");
            }
        });

        assertThat(get("/api/v2/own").body()).isEqualTo("{\"id\":\"own\"}");
    }

    @Test
    void whoAsksOnlyForWhatIsCachedCostsNoCall() throws Exception {
        genesys.on(USERS, json("{\"entities\":[]}"));

        HttpResponse<String> before = get(USERS, "Cache-Control", "max-stale, only-if-cached");
        get(USERS);
        HttpResponse<String> after = get(USERS, "Cache-Control", "only-if-cached");

        assertThat(before.statusCode()).isEqualTo(504);
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(genesys.requests(USERS)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no-cache", "no-store", "max-age=0", "max-age=0, must-revalidate", "no-cache=\"only-if-cached\""
            })
    void nothingElseThatAClientSaysOfCachingCounts(String cacheControl) throws Exception {
        genesys.on(USERS, json("{\"entities\":[]}"));
        get(USERS);

        HttpResponse<String> again = get(USERS, "Cache-Control", cacheControl);

        assertThat(header(again, "Cache-Status")).startsWith("gcx; hit");
        assertThat(header(again, "Cache-Control")).isEqualTo("private, max-age=600");
        assertThat(genesys.requests(USERS)).isEqualTo(1);
    }

    @Test
    void whoHasNoTokenIsNotAnswered() throws Exception {
        HttpResponse<String> refused = gateway.get(USERS);

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(json(refused).path("code").asText()).isEqualTo("authentication.required");
        assertThat(genesys.requests(USERS)).isZero();
    }

    @Test
    void aSpentLimitIsToldInGenesyssWords() throws Exception {
        genesys.on(USERS, RawServer.status(429, "{}", "Retry-After: 40"));

        HttpResponse<String> refused = get(USERS);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "Retry-After")).isEqualTo("40");
        assertThat(json(refused).path("code").asText()).isEqualTo("too.many.requests.retry.after");
        assertThat(json(refused).path("message").asText()).contains("Retry the request in [40] seconds");
        assertThat(header(refused, "ININ-Correlation-Id"))
                .isEqualTo(json(refused).path("contextId").asText())
                .isNotEmpty();
    }

    @Test
    void tellsTheRateLimitAsGenesysDoes() throws Exception {
        genesys.on(USERS, json("{\"entities\":[]}"));

        HttpResponse<String> page = get(USERS);

        assertThat(header(page, "inin-ratelimit-allowed")).isEqualTo("300");
        assertThat(header(page, "inin-ratelimit-count")).isEqualTo("1");
        assertThat(Integer.parseInt(header(page, "inin-ratelimit-reset"))).isBetween(1, 60);
        assertThat(header(page, "ININ-Correlation-Id")).isNotEmpty();
    }

    static Stream<RawServer.Answer> ofOneClient() {
        return Stream.of(
                RawServer.status(201, "{\"id\":\"1\"}"),
                RawServer.status(200, "{\"id\":\"1\"}", "Set-Cookie: a=b"),
                json("{\"downloadUrl\":\"https://x\"}"),
                json("{\"presignedUrl\":\"https://x\"}"),
                json("{\"connectUri\":\"wss://x\"}"),
                json("{\"id\":\"" + "x".repeat(4 << 20) + "\"}"));
    }

    @ParameterizedTest
    @MethodSource("ofOneClient")
    void whatIsNotForEverybodyIsAnsweredAndNotKept(RawServer.Answer answer) throws Exception {
        for (String path : List.of(MEMBERS, "/api/v2/users/u1")) {
            genesys.on(path, answer);
            int before = genesys.requests(path);

            for (int i = 0; i < 2; i++) {
                assertThat(get(path).statusCode()).isEqualTo(200);
            }

            assertThat(genesys.requests(path) - before).isEqualTo(2);
            assertThat(gateway.get("/gcx/entries?prefix=gcx:api:").body()).doesNotContain(path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "<html>", "", "{\"message\":\"m\",\"code\":\"c\"}"})
    void whatIsNoAnswerIsNotKept(String none) throws Exception {
        genesys.on(MEMBERS, RawServer.inTurn(json(none), json("{\"entities\":[]}")));

        assertThat(get(MEMBERS).statusCode()).isEqualTo(502);
        gateway.clock.advance(Duration.ofSeconds(6));
        assertThat(get(MEMBERS).statusCode()).isEqualTo(200);
    }
}
