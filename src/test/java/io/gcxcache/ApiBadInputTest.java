package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.RawServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.consumer.Consumers;
import io.gcxcache.consumer.Tokens;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be misunderstood at Genesys's own paths, or is not for everybody. */
class ApiBadInputTest {
    @TempDir
    static Path folder;

    private static RawServer genesys;
    private static Gateway gateway;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
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

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    private static HttpResponse<String> get(String target) throws Exception {
        return send("GET", target);
    }

    private static HttpResponse<String> send(String method, String target) throws Exception {
        return gateway.send(method, target, "Authorization", "Bearer " + token);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v2/users, state=inactive",
        "/api/v2/stations, null",
        "/api/v2/users, expand=presence",
        "/api/v2/routing/queues, name=sales",
        "/api/v2/routing/queues/q1/members, routingStatus=IDLE",
        "/api/v2/presence/definitions, deactivated=true",
        "/api/v2/externalcontacts/scan/contacts, limit=10",
        "/api/v2/teams, after=abc",
        "/api/v2/flows/datatables/t1/rows, showbrief=false",
        "/api/v2/flows/datatables/t1/rows/r1, showbrief=false"
    })
    void noParameterIsIgnoredInSilence(String path, String parameter) throws Exception {
        genesys.onQueries(path, query -> json("{\"entities\":[],\"asked\":\"" + query.contains(parameter) + "\"}"));

        assertThat(json(get(path)).path("asked").asText()).isEqualTo("false");
        assertThat(json(get(path + '?' + parameter)).path("asked").asText()).isEqualTo("true");
        assertThat(json(get(path)).path("asked").asText()).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conversations", "flows", "routing", "teams", "users"})
    void aPostedQueryMayHaveParametersThatMeanTheSameIfTheyAreLeftOut(String about) throws Exception {
        String path = "/api/v2/analytics/" + about + "/activity/query";
        genesys.on(path, json("{\"results\":[]}"));
        String body = "{\"metrics\":[{\"metric\":\"tWait\"}]}";

        for (String query :
                new String[] {"", "?pageSize=25&pageNumber=1", "?pageNumber=1&pageSize=25", "?pageNumber=2"}) {
            assertThat(gateway.post(path + query, body, "Authorization", "Bearer " + token)
                            .statusCode())
                    .isEqualTo(200);
        }

        assertThat(genesys.queries(path)).containsExactly("", "pageNumber=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x%3fa=b%26c", "..%2f..%2f..%2foauth%2fclients", "%23", "a;b=c", "%C3%A4"})
    void whatStandsForAnIdIsPassedOnAsItWasSent(String id) throws Exception {
        String path = "/api/v2/users/u-1/presences/" + id;
        genesys.on(path, json("{\"id\":\"it\"}"));

        assertThat(get(path).body()).isEqualTo("{\"id\":\"it\"}");

        assertThat(genesys.queries(path)).containsExactly("");
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /api/v2/routing/queues/q7",
        "DELETE, /api/v2/routing/queues/q7",
        "PUT, /api/v2/routing/queues/q7",
        "POST, /api/v2/users/u7",
        "DELETE, /api/v2/flows/datatables/t7/rows/r1",
        "GET, /api/v2/users/search",
        "GET, /api/v2/analytics/queues/observations/query"
    })
    void anotherMethodThanTheDeclaredOneIsGenesyss(String method, String path) throws Exception {
        genesys.on(path, json("{\"not\":\"it\"}"));
        genesys.on(method + ' ' + path, json("{\"method\":\"" + method + "\"}"));

        assertThat(send(method, path).body()).isEqualTo("{\"method\":\"" + method + "\"}");
        assertThat(genesys.requests(method + ' ' + path)).isEqualTo(1);
    }

    @Test
    void aPathOfEightKilobytesIsAPathAndALongerOneIsNone() throws Exception {
        String path = "/api/v2/users/" + "u".repeat(8_000);
        genesys.on(path, json("{\"id\":\"u\"}"));

        assertThat(get(path).statusCode()).isEqualTo(200);
        assertThat(header(get(path), "Cache-Status")).startsWith("gcx; hit");
        assertThat(get(path + "u".repeat(200)).statusCode()).isEqualTo(414);
        assertThat(genesys.requests(path)).isEqualTo(1);
    }

    @Test
    void aTokenThatIsCutShortOrOfAnotherKeyIsNoTokenAndCostsNoCall() throws Exception {
        String ofAnotherKey = new Tokens(
                        folder.resolve("other.key"),
                        null,
                        new Consumers(null, gateway.clock::instant),
                        gateway.clock::instant)
                .issue("me", null);
        String[] parts = token.split("\\.");

        for (String wrong : new String[] {
            ofAnotherKey,
            token.substring(0, token.length() - 1),
            token.substring(0, token.length() / 2),
            parts[0] + '.' + parts[1] + '.',
            parts[0] + '.' + parts[1]
        }) {
            HttpResponse<String> refused = gateway.get("/api/v2/groups", "Authorization", "Bearer " + wrong);

            assertThat(refused.statusCode()).as(wrong).isEqualTo(401);
            assertThat(json(refused).path("code").asText()).isEqualTo("bad.credentials");
        }
        assertThat(genesys.requests("/api/v2/groups")).isZero();
    }

    @Test
    void aRequestForAnotherHostIsNotAnsweredWhateverItsToken() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.url("/").getPort())) {
            socket.getOutputStream()
                    .write(("GET /api/v2/groups HTTP/1.1\r\nHost: evil\r\nConnection: close\r\nAuthorization: Bearer "
                                    + token + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 421 ")
                    .contains("\"status\":421");
        }
        assertThat(genesys.requests("/api/v2/groups")).isZero();
    }

    @Test
    void noKeyIsLongerThanOneThatCanBeDropped() throws Exception {
        genesys.onAnyOther(json("{\"id\":\"long\"}"));
        String first = "/api/v2/groups/" + "g".repeat(480);
        String second = "/api/v2/groups/" + "g".repeat(3_000);
        for (String path : new String[] {first, first + "?x=1", second, second + "?x=1", second + "?x=2"}) {
            assertThat(get(path).statusCode()).isEqualTo(200);
        }

        assertThat(json(gateway.get("/gcx/entries?prefix=gcx:api:GET:%23")).path("entries"))
                .hasSizeGreaterThanOrEqualTo(3);
        for (JsonNode entry :
                json(gateway.get("/gcx/entries?prefix=gcx:api:GET:")).path("entries")) {
            assertThat(entry.path("key").asText()).hasSizeLessThanOrEqualTo(512);
        }
    }

    @Test
    void noParameterOfTheUrlChangesWhatIsPosted() throws Exception {
        String path = "/api/v2/analytics/conversations/aggregates/query";
        List<String> posted = new CopyOnWriteArrayList<>();
        genesys.onBodies(path, body -> {
            posted.add(body);
            return json("{\"results\":[]}");
        });
        String query =
                "{\"interval\":\"2026-01-01T00:00:00Z/2026-01-02T00:00:00Z\",\"metrics\":[\"tHandle\"],\"timeZone\":\"UTC\"}";

        HttpResponse<String> answer = gateway.post(
                path + "?timeZone=Europe%2FBerlin&locale=de&reportVersion=2",
                query,
                "Authorization",
                "Bearer " + token);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(posted).singleElement().asString().doesNotContain("Berlin");
        assertThat(genesys.queries(path)).containsExactly("locale=de&reportVersion=2&timeZone=Europe%2FBerlin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/routing/languages", "/api/v2/users/search", "/api/v2/languages-none"})
    void whichMethodsAPathTakesIsGenesyssToSay(String path) throws Exception {
        genesys.on("OPTIONS " + path, RawServer.status(204, "", "Allow: GET, PUT"));

        HttpResponse<String> told = send("OPTIONS", path);

        assertThat(told.statusCode()).isEqualTo(204);
        assertThat(header(told, "Allow")).isEqualTo("GET, PUT");
        assertThat(genesys.requests("OPTIONS " + path)).isEqualTo(1);
    }
}
