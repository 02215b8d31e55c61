package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.Call;
import io.gcxcache.simulator.Fault;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a client of Genesys does, it does at the gateway and gets what it would get there: one of each form of resource that
 * the API has, read as clients read it, and what is no read.
 */
class DropInTableTest {
    private static final String USERS = "/api/v2/users";

    private static final Pattern QUERY = Pattern.compile("\\?([^\"]*)\"");

    @TempDir
    static Path folder;

    private static Gateway gateway;
    private static GenesysItself genesys;
    private static String token;
    private static Map<String, String> ids;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(folder, Map.of("gcx.budget.limit", "1000000"));
        genesys = new GenesysItself(gateway.genesys);
        token = gateway.logIn();
        List<String> users = gateway.genesys.organization().userIds();
        ids = Map.of(
                "{user}", users.get(0),
                "{other}", users.get(7),
                "{third}", users.get(3),
                "{queue}", gateway.genesys.organization().queueIds().get(0),
                "{table}",
                        json(genesys.get("/api/v2/flows/datatables"))
                                .at("/entities/0/id")
                                .asText());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @BeforeEach
    void nobodyHasAsked() {
        gateway.genesys.calls().clear();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "row 1: the first page of a list          | /api/v2/users",
                "row 1: the last page of a list           | /api/v2/users?pageSize=100&pageNumber=3",
                "row 2: a page of another size            | /api/v2/users?pageSize=3&pageNumber=2",
                "row 2: a page behind the last            | /api/v2/users?pageSize=100&pageNumber=9",
                "row 2: a filter and an expanded field    | /api/v2/users?state=inactive&expand=presence",
                "row 3: one thing                         | /api/v2/users/{user}",
                "row 3: one thing, expanded               | /api/v2/users/{user}?expand=routingStatus,skills",
                "row 4: things by their ids               | /api/v2/users?id={user},{other},{third}",
                "row 5: members, filtered                 | /api/v2/routing/queues/{queue}/members?joined=true&name=a",
                "row 5: members, expanded                 | /api/v2/routing/queues/{queue}/members?expand=routingStatus",
                "row 5: members, the second page          | /api/v2/routing/queues/{queue}/members?pageSize=2&pageNumber=2",
                "row 6: a list without pages              | /api/v2/presence/definitions",
                "row 6: a list without pages, filtered    | /api/v2/presence/definitions?deactivated=true",
                "row 7: the beginning of a scan           | /api/v2/externalcontacts/scan/contacts",
                "row 8: the beginning of a chain          | /api/v2/teams?pageSize=25",
                "row 12: rows with their values            | /api/v2/flows/datatables/{table}/rows?showbrief=false",
                "row 12: rows without their values         | /api/v2/flows/datatables/{table}/rows",
                "row 12: one row                           | /api/v2/flows/datatables/{table}/rows/row-001?showbrief=false",
                "row 13: a thing with two ids              | /api/v2/users/{user}/presences/PURECLOUD",
            })
    void rows1To13WhatIsReadIsGenesyssOwnAnswerAndTheSecondTimeCostsNothing(String what, String target)
            throws Exception {
        HttpResponse<String> first = get(filled(target));
        int calls = gateway.genesys.calls().count();
        HttpResponse<String> second = get(filled(target));

        assertThat(gateway.genesys.calls().count()).isEqualTo(calls);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(meant(first)).isEqualTo(meant(genesys.get(filled(target))));
        assertThat(second.body()).isEqualTo(first.body());
    }

    @ParameterizedTest
    @CsvSource({"/api/v2/externalcontacts/scan/contacts?limit=40, 450", "/api/v2/teams?pageSize=7, 60"})
    void rows7And8WhatIsReadByCursorsIsReadToItsEnd(String first, int entities) throws Exception {
        Set<String> ids = new LinkedHashSet<>();
        int pages = 0;
        for (String next = first; !next.isEmpty(); pages++) {
            JsonNode page = json(get(next));
            page.path("entities").forEach(entity -> ids.add(entity.path("id").asText()));
            next = page.path("nextUri").asText();
        }

        assertThat(ids).hasSize(entities);
        assertThat(pages).isGreaterThan(8);
        assertThat(asked()).as("one each").hasSize(pages).noneMatch(call -> call.contains("pageNumber"));
    }

    @Test
    void rows9And10ASearchIsReadAtItsOwnPathAndIsNoUser() throws Exception {
        String search = "{\"query\":[{\"type\":\"CONTAINS\",\"fields\":[\"name\"],\"value\":\"a\"}]}";

        HttpResponse<String> found = post(USERS + "/search", search);
        HttpResponse<String> again = post(USERS + "/search", search);
        HttpResponse<String> byAddress = get(USERS + "/search?q64=eyJxdWVyeSI6W119&fs=true");

        assertThat(found.body())
                .isEqualTo(genesys.post(USERS + "/search", search).body());
        assertThat(json(found).path("results")).isNotEmpty();
        assertThat(again.body()).isEqualTo(found.body());
        assertThat(header(byAddress, "Cache-Status")).isEqualTo("gcx; fwd=bypass");
        assertThat(asked())
                .containsExactly(
                        "POST /api/v2/users/search",
                        "GET /api/v2/users/search?q64=eyJxdWVyeSI6W119&fs=true",
                        "POST /api/v2/users/search");
    }

    @Test
    void row11EveryPageOfAPostedQueryIsItsOwn() throws Exception {
        String path = "/api/v2/analytics/conversations/activity/query";
        String body = "{\"metrics\":[{\"metric\":\"oWaiting\"}],\"groupBy\":[\"queueId\"]}";

        post(path + "?pageSize=7", body);
        post(path + "?pageSize=7&pageNumber=2", body);
        post(path + "?pageNumber=1&pageSize=7", body);

        assertThat(asked())
                .allMatch(call -> call.contains("pageSize=7"))
                .anyMatch(call -> call.contains("pageNumber=2"))
                .anyMatch(call -> !call.contains("pageNumber=2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x%3fa=b%26c", "..%2f..%2f..%2foauth%2fclients"})
    void row13ASecondIdReachesGenesysAsItWasSent(String source) throws Exception {
        String path = USERS + "/u-1/presences/" + source;

        assertThat(get(path).statusCode()).isEqualTo(404);

        assertThat(asked()).containsOnly("GET " + path);
    }

    @Test
    void row14ARedirectLeadsToTheFileAndTheTokenDoesNot() throws Exception {
        String download = "/api/v2/downloads/" + gateway.genesys.addFile(2_000_000);

        HttpResponse<String> redirect = get(download);

        HttpResponse<String> itself = genesys.get(download);
        assertThat(redirect.statusCode()).isEqualTo(303);
        assertThat(redirect.body()).isEqualTo(itself.body());
        assertThat(header(redirect, "Location")).isEqualTo(header(itself, "Location"));
        assertThat(header(redirect, "ININ-Correlation-Id")).isNotEmpty();
        HttpResponse<String> file = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(header(redirect, "Location")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).hasSize(2_000_000);
    }

    @Test
    void row14ARefusalIsGenesyssOwn() throws Exception {
        HttpResponse<String> refused = post("/api/v2/routing/queues", "{}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("message").asText()).isEqualTo("A queue needs a name");
        assertThat(header(refused, "ININ-Correlation-Id"))
                .isEqualTo(json(refused).path("contextId").asText());
    }

    @Test
    void row15AWriteThatFailsOrIsCutReachesGenesysOnceWithItsQuery() throws Exception {
        gateway.genesys.fault(Fault.status(503).on("/api/v2/routing/queues"));
        gateway.genesys.fault(Fault.cut().on("/api/v2/routing/queues"));

        HttpResponse<String> failed = post("/api/v2/routing/queues?first=1", "{\"name\":\"Once\"}");
        HttpResponse<String> cut = post("/api/v2/routing/queues?second=%20", "{\"name\":\"Once\"}");

        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(cut.statusCode()).isEqualTo(504);
        assertThat(asked())
                .containsExactly("POST /api/v2/routing/queues?first=1", "POST /api/v2/routing/queues?second=%20");
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /api/v2/users",
        "DELETE, /api/v2/users?state=inactive",
        "PATCH, /api/v2/flows/datatables/{table}/rows",
        "DELETE, /api/v2/flows/datatables/{table}/rows?showbrief=false"
    })
    void row16AWriteToAListIsNeverAnsweredWithTheList(String method, String target) throws Exception {
        get(filled(target));
        gateway.genesys.calls().clear();

        HttpResponse<String> answer = gateway.send(method, filled(target), "Authorization", "Bearer " + token);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(asked()).containsExactly(method + ' ' + filled(target));
    }

    @Test
    void row17APathThatNothingIsDeclaredForIsGenesyssToAnswer() throws Exception {
        HttpResponse<String> unknown = get("/api/v2/anything/else");

        assertThat(json(unknown).path("message").asText()).isEqualTo("No such resource");
        assertThat(asked()).containsExactly("GET /api/v2/anything/else");
    }

    /** A body in which the order of parameters and of their values does not count: their addresses are told as Genesys was asked. */
    private static String meant(HttpResponse<String> answer) {
        return QUERY.matcher(answer.body())
                .replaceAll(query -> Stream.of(URLDecoder.decode(query.group(1), StandardCharsets.UTF_8)
                                .split("[&=,]"))
                        .sorted()
                        .collect(Collectors.joining("&", "?", "\"")));
    }

    private static String filled(String target) {
        String filled = target;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            filled = filled.replace(id.getKey(), id.getValue());
        }
        return filled;
    }

    /** What came to Genesys, the login aside. */
    private static List<String> asked() {
        return gateway.genesys.calls().all().stream()
                .filter(call -> call.path().startsWith("/api/"))
                .map(DropInTableTest::target)
                .collect(Collectors.toList());
    }

    private static String target(Call call) {
        return call.method() + ' ' + call.path() + (call.query().isEmpty() ? "" : '?' + call.query());
    }

    private static HttpResponse<String> get(String target) throws Exception {
        return gateway.get(target, "Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> post(String target, String body) {
        return gateway.post(target, body, "Authorization", "Bearer " + token);
    }
}
