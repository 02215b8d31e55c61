package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that the shipped declarations say can be read is read, as Genesys gives it, and once for all who ask. */
class ShippedCatalogueTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Gateway gateway;
    private static String token;
    private static GenesysItself genesys;
    private static Map<String, String> ids;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(
                folder,
                Map.of("gcx.budget.limit", "1000000"),
                GenesysSimulator.builder().computedAnalytics());
        token = gateway.logIn();
        genesys = new GenesysItself(gateway.genesys);
        ids = Map.of(
                "{user}", gateway.genesys.organization().userIds().get(0),
                "{queue}", gateway.genesys.organization().queueIds().get(0),
                "{group}", first("/api/v2/groups"),
                "{table}", first("/api/v2/flows/datatables"),
                "{interval}", interval(),
                "{conversation}",
                        JSON.readTree(genesys.post(
                                                "/api/v2/analytics/conversations/details/query",
                                                "{\"interval\":\"" + interval() + "\"}")
                                        .body())
                                .path("conversations")
                                .path(0)
                                .path("conversationId")
                                .asText());
    }

    private static String interval() {
        Instant today = gateway.clock.instant().truncatedTo(ChronoUnit.DAYS);
        return today.minus(2, ChronoUnit.DAYS) + "/" + today.minus(1, ChronoUnit.DAYS);
    }

    private static String first(String list) throws Exception {
        return JSON.readTree(genesys.get(list).body())
                .path("entities")
                .path(0)
                .path("id")
                .asText();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/users",
                "/api/v2/users/{user}",
                "/api/v2/users/{user}/queues",
                "/api/v2/users/{user}/routingskills",
                "/api/v2/users/{user}/presences/PURECLOUD",
                "/api/v2/users/{user}/routingstatus",
                "/api/v2/routing/queues",
                "/api/v2/routing/queues/{queue}",
                "/api/v2/routing/queues/{queue}/members",
                "/api/v2/routing/queues/{queue}/wrapupcodes",
                "/api/v2/routing/wrapupcodes",
                "/api/v2/routing/skills",
                "/api/v2/routing/languages",
                "/api/v2/authorization/divisions",
                "/api/v2/authorization/roles",
                "/api/v2/groups",
                "/api/v2/groups/{group}",
                "/api/v2/groups/{group}/members",
                "/api/v2/teams",
                "/api/v2/presence/definitions",
                "/api/v2/presencedefinitions",
                "/api/v2/locations",
                "/api/v2/flows",
                "/api/v2/flows/datatables/{table}/rows",
                "/api/v2/flows/datatables/{table}/rows/row-001",
                "/api/v2/architect/schedules",
                "/api/v2/architect/schedulegroups",
                "/api/v2/outbound/campaigns",
                "/api/v2/outbound/contactlists",
                "/api/v2/stations",
                "/api/v2/organizations/me",
                "/api/v2/externalcontacts/scan/contacts",
                "/api/v2/analytics/conversations/{conversation}/details",
                "/api/v2/analytics/conversations/details?id={conversation}"
            })
    void isRead(String row) throws Exception {
        String path = filled(row);

        readOnce(() -> gateway.get(path, "Authorization", "Bearer " + token), () -> genesys.get(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/users/search {'query':[{'type':'EXACT','fields':['state'],'value':'active'}]}",
                "/api/v2/analytics/conversations/aggregates/query"
                        + " {'interval':'{interval}','metrics':['nConnected'],'groupBy':['queueId']}",
                "/api/v2/analytics/users/aggregates/query"
                        + " {'interval':'{interval}','metrics':['tSystemPresence'],'groupBy':['userId']}",
                "/api/v2/analytics/flows/aggregates/query"
                        + " {'interval':'{interval}','metrics':['nFlow'],'groupBy':['flowId']}",
                "/api/v2/analytics/conversations/details/query {'interval':'{interval}'}",
                "/api/v2/analytics/users/details/query {'interval':'{interval}'}",
                "/api/v2/analytics/queues/observations/query"
                        + " {'metrics':['oWaiting'],'filter':{'type':'or','predicates':[{'dimension':'queueId','value':'{queue}'}]}}",
                "/api/v2/analytics/users/observations/query"
                        + " {'metrics':['oUserPresences'],'filter':{'type':'or','predicates':[{'dimension':'userId','value':'{user}'}]}}",
                "/api/v2/analytics/flows/observations/query"
                        + " {'metrics':['oFlow'],'filter':{'type':'or','predicates':[{'dimension':'flowId','value':'f'}]}}",
                "/api/v2/analytics/conversations/activity/query {'metrics':[{'metric':'oWaiting'}],'groupBy':['queueId']}",
                "/api/v2/analytics/routing/activity/query {'metrics':[{'metric':'oOnQueueUsers'}],'groupBy':['queueId']}",
                "/api/v2/analytics/agents/status/query {}"
            })
    void isAsked(String row) throws Exception {
        String[] words = filled(row).split(" ", 2);

        String body = words[1].replace('\'', '"');
        readOnce(
                () -> gateway.post(words[0], body, "Authorization", "Bearer " + token),
                () -> genesys.post(words[0], body));
    }

    private static void readOnce(Ask atTheGateway, Ask atGenesys) throws Exception {
        HttpResponse<String> once = atTheGateway.ask();
        int calls = gateway.genesys.calls().count("/api/");
        HttpResponse<String> again = atTheGateway.ask();
        int callsThen = gateway.genesys.calls().count("/api/");
        HttpResponse<String> itself = atGenesys.ask();

        assertThat(once.statusCode()).as(once.body()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(once.body());
        assertThat(callsThen).isEqualTo(calls);
        assertThat(JSON.readTree(once.body()).size()).isPositive();
        assertThat(fields(once)).isEqualTo(fields(itself));
    }

    private interface Ask {
        HttpResponse<String> ask() throws Exception;
    }

    private static List<String> fields(HttpResponse<String> answer) throws Exception {
        List<String> names = new ArrayList<>();
        JsonNode json = JSON.readTree(answer.body());
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String filled(String row) {
        String filled = row;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            filled = filled.replace(id.getKey(), id.getValue());
        }
        return filled;
    }
}
