package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The envelopes, pages and filters of all lists of an organization that nobody changes. */
class OrganizationListsTest {
    private static final List<String> NUMBERED =
            List.of("entities", "pageSize", "pageNumber", "firstUri", "nextUri", "previousUri", "selfUri");
    private static final List<String> COUNTED = List.of("total", "lastUri", "pageCount");

    private static GenesysSimulator simulator;
    private static SimulatorClient client;
    private static String queue;
    private static String user;

    @BeforeAll
    static void start() throws Exception {
        simulator = GenesysSimulator.builder().clock(new SettableClock()).start();
        client = new SimulatorClient(simulator).login();
        queue = simulator.organization().queueIds().get(0);
        for (String id : simulator.organization().userIds().subList(0, 3)) {
            simulator.organization().addMember(queue, id);
            user = id;
        }
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "users, 500",
        "users/{user}/queues, 100",
        "users/{user}/routingskills, 100",
        "routing/queues, 500",
        "routing/queues/{queue}/wrapupcodes, 500",
        "routing/wrapupcodes, 500",
        "routing/skills, 500",
        "routing/languages, 500",
        "authorization/divisions, 500",
        "authorization/roles, 500",
        "groups, 500",
        "groups/{group}/members, 500",
        "presencedefinitions, 500",
        "locations, 100",
        "flows, 500",
        "flows/datatables/{table}/rows, 500",
        "outbound/campaigns, 100",
        "outbound/contactlists, 100",
        "architect/schedules, 100",
        "architect/schedulegroups, 100",
        "stations, 100"
    })
    void aCountedListTellsItsPagesUpToItsLargestSize(String list, int most) throws Exception {
        String path = path(list);
        JsonNode middle = page(path + "?pageSize=2&pageNumber=2");

        int total = middle.path("total").asInt();
        assertThat(total).isGreaterThan(2);
        int pages = (total + 1) / 2;
        assertThat(middle.path("pageCount").asInt()).isEqualTo(pages);
        assertThat(middle.path("selfUri").asText()).isEqualTo(path + "?pageSize=2&pageNumber=2");
        assertThat(middle.path("firstUri").asText()).isEqualTo(path + "?pageSize=2&pageNumber=1");
        assertThat(middle.path("previousUri").asText()).isEqualTo(path + "?pageSize=2&pageNumber=1");
        assertThat(middle.path("lastUri").asText()).isEqualTo(path + "?pageSize=2&pageNumber=" + pages);
        JsonNode first = page(path + "?pageSize=2");
        assertThat(fields(first))
                .doesNotContain("previousUri")
                .contains("nextUri")
                .containsAll(COUNTED);
        assertThat(fields(page(path + "?pageSize=2&pageNumber=" + pages)))
                .doesNotContain("nextUri")
                .contains("previousUri");
        JsonNode whole = page(path + "?pageSize=" + most);
        assertThat(whole.path("entities")).hasSize(Math.min(most, total));
        assertThat(whole.at("/entities/0")).isEqualTo(first.at("/entities/0"));
        assertThat(page(path).path("pageSize").asInt()).isEqualTo(25);
        JsonNode beyond = page(path + "?pageSize=2&pageNumber=" + (pages + 7));
        assertThat(beyond.path("entities")).isEmpty();
        assertThat(beyond.has("nextUri")).isFalse();
        refused(path + "?pageSize=" + (most + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pageSize=0", "pageSize=-1", "pageSize=x", "pageNumber=0", "pageNumber=-1", "pageNumber=x"})
    void aPageThatIsNoneIsRefusedByEveryNumberedList(String parameter) throws Exception {
        for (String list : List.of("users", "routing/queues/{queue}/members", "stations", "flows")) {
            refused(path(list) + "?" + parameter);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"architect/schedules", "architect/schedulegroups", "stations"})
    void someListsTellTheirTotalTwice(String list) throws Exception {
        JsonNode page = page(path(list) + "?pageSize=5&pageNumber=2");

        List<String> expected = new ArrayList<>(NUMBERED);
        expected.addAll(COUNTED);
        expected.add("totalNumberOfEntities");
        assertThat(fields(page)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(page.path("totalNumberOfEntities")).isEqualTo(page.path("total"));
    }

    @Test
    void membersOfAQueueAreNotCountedAndAHundredAPageAtMost() throws Exception {
        String path = path("routing/queues/{queue}/members");

        assertThat(fields(page(path + "?pageSize=2&pageNumber=2"))).containsExactlyInAnyOrderElementsOf(NUMBERED);
        assertThat(page(path + "?pageSize=100").path("entities")).isNotEmpty();
        refused(path + "?pageSize=101");
    }

    @Test
    void teamsAreChainedToTheirEndAndBack() throws Exception {
        JsonNode first = page("/api/v2/teams");
        JsonNode second = page(first.path("nextUri").asText());
        JsonNode last = page(second.path("nextUri").asText());

        assertThat(fields(first)).containsExactlyInAnyOrder("entities", "nextUri", "selfUri");
        assertThat(fields(second)).containsExactlyInAnyOrder("entities", "nextUri", "previousUri", "selfUri");
        assertThat(fields(last)).containsExactlyInAnyOrder("entities", "previousUri", "selfUri");
        assertThat(first.path("nextUri").asText()).startsWith("/api/v2/teams?pageSize=25&after=");
        assertThat(first.path("entities").size()
                        + second.path("entities").size()
                        + last.path("entities").size())
                .isEqualTo(60);
        assertThat(page(second.path("previousUri").asText()).path("entities")).isEqualTo(first.path("entities"));
        refused("/api/v2/teams?after=somewhere");
    }

    @Test
    void aScanGoesOnByItsCursorAndKnowsNoPageNumbers() throws Exception {
        String path = "/api/v2/externalcontacts/scan/contacts";

        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = page(path + "?limit=200" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            ids.addAll(page.findValuesAsText("workEmail"));
            cursor = page.at("/cursors/after").asText();
            assertThat(page.has("nextUri")).isEqualTo(!cursor.isEmpty());
        } while (!cursor.isEmpty());

        assertThat(ids).hasSize(450).doesNotHaveDuplicates();
        assertThat(page(path).path("entities")).hasSize(100);
        assertThat(page(path + "?divisionId=*").path("entities")).hasSize(100);
        for (String wrong : List.of("limit=9", "limit=201", "limit=x", "pageNumber=1", "cursor=yesterday")) {
            refused(path + "?" + wrong);
        }
    }

    @Test
    void presenceDefinitionsComeInOnePieceAndInPages() throws Exception {
        JsonNode whole = page("/api/v2/presence/definitions?pageSize=1");

        assertThat(fields(whole)).containsExactlyInAnyOrder("entities", "total", "selfUri");
        assertThat(whole.path("entities")).hasSize(33);
        assertThat(page("/api/v2/presence/definitions?deactivated=all")
                        .path("total")
                        .asInt())
                .isEqualTo(36);
        assertThat(page("/api/v2/presencedefinitions").path("total").asInt()).isEqualTo(33);
        assertThat(page("/api/v2/presencedefinitions?deleted=true")
                        .path("total")
                        .asInt())
                .isEqualTo(3);
        assertThat(page("/api/v2/presencedefinitions?deleted=ALL").path("total").asInt())
                .isEqualTo(36);
    }

    @Test
    void urisKeepTheFiltersAsTheyWereSent() throws Exception {
        JsonNode page = page("/api/v2/users?state=any&pageNumber=2&expand=station%2Cpresence&pageSize=10");

        assertThat(page.path("nextUri").asText())
                .isEqualTo("/api/v2/users?pageSize=10&pageNumber=3&state=any&expand=station%2Cpresence");
    }

    @Test
    void idsAreTakenRepeatedAndWithCommas() throws Exception {
        List<String> ids = simulator.organization().queueIds();
        String path = "/api/v2/routing/queues?id=";

        assertThat(page(path + ids.get(3) + "," + ids.get(5)).path("entities").findValuesAsText("id"))
                .contains(ids.get(3), ids.get(5));
        assertThat(page(path + ids.get(3) + "&id=" + ids.get(5)).path("total").asInt())
                .isEqualTo(2);
        assertThat(page(path + ids.get(3) + "%2C" + ids.get(5)).path("total").asInt())
                .isEqualTo(2);
        assertThat(page(path + "unknown").path("total").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "routing/queues?name=billing%20dach, 1",
        "routing/queues?name=billing, 0",
        "routing/queues?name=billing*, 12",
        "routing/queues?name=*DACH, 5",
        "routing/queues?name=*dach*, 10",
        "routing/skills?name=inv, 12",
        "flows?type=BOT, 17",
        "flows?type=BOT&type=INBOUNDEMAIL, 32",
        "flows?deleted=true, 70",
        "flows, 65",
        "users, 282",
        "users?state=active, 282",
        "users?state=inactive, 12",
        "users?state=deleted, 6",
        "users?state=any, 300",
        "authorization/roles?name=Agent, 1"
    })
    void filtersLeaveWhatTheySay(String list, int total) throws Exception {
        assertThat(page("/api/v2/" + list).path("total").asInt()).isEqualTo(total);
    }

    @Test
    void divisionsFilterAndAddUp() throws Exception {
        int sum = 0;
        for (JsonNode division : page("/api/v2/authorization/divisions").path("entities")) {
            String id = division.path("id").asText();
            JsonNode queues = page("/api/v2/routing/queues?pageSize=100&divisionId=" + id);
            queues.path("entities")
                    .forEach(one -> assertThat(one.at("/division/id").asText()).isEqualTo(id));
            sum += queues.path("total").asInt();
        }

        assertThat(sum).isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({"users, name", "routing/skills, name", "routing/queues?sortBy=name, name", "flows, id", "stations, name"
    })
    void listsAreSortedBothWays(String list, String field) throws Exception {
        String path = "/api/v2/" + list + (list.contains("?") ? "&" : "?") + "pageSize=100";
        JsonNode up = page(path).path("entities");
        List<String> lowered = new ArrayList<>();
        up.forEach(one -> lowered.add(one.path(field).asText().toLowerCase(Locale.ROOT)));

        assertThat(lowered).isSorted();
        int total = page(path).path("total").asInt();
        JsonNode down =
                page(path + "&sortOrder=DESC&pageNumber=" + (total + 99) / 100).path("entities");
        assertThat(down.get(down.size() - 1)).isEqualTo(up.get(0));
        assertThat(page(path + "&sortOrder=ascending").path("entities")).isEqualTo(up);
    }

    @Test
    void rowsShowOnlyTheirKeysUnlessAskedForMore() throws Exception {
        String path = path("flows/datatables/{table}/rows");

        assertThat(fields(page(path).at("/entities/0"))).containsExactly("key");
        assertThat(fields(page(path + "?showbrief=false").at("/entities/0"))).contains("key", "open", "priority");
        assertThat(fields(page(path + "/row-007?showbrief=false"))).contains("key", "priority");
        assertThat(fields(page(path + "/row-007"))).containsExactly("key");
    }

    @Test
    void queuesOfAUserAreThoseHeHasJoinedUnlessAskedForTheOthers() throws Exception {
        String path = path("users/{user}/queues");

        JsonNode joined = page(path + "?pageSize=100").path("entities");
        JsonNode others = page(path + "?pageSize=100&joined=false").path("entities");

        assertThat(joined.findValuesAsText("id")).contains(queue);
        assertThat(joined.findValuesAsText("joined")).containsOnly("true");
        assertThat(others.findValuesAsText("joined")).containsOnly("false");
    }

    @Test
    void membersAreFilteredByNameAndByWhatTheyDo() throws Exception {
        String path = path("routing/queues/{queue}/members") + "?pageSize=100&expand=routingStatus&expand=presence";
        JsonNode all = page(path).path("entities");
        int sum = 0;
        for (String status : List.of("IDLE", "INTERACTING", "NOT_RESPONDING", "OFF_QUEUE")) {
            JsonNode some = page(path + "&routingStatus=" + status).path("entities");
            some.forEach(
                    one -> assertThat(one.at("/routingStatus/status").asText()).isEqualTo(status));
            sum += some.size();
        }

        assertThat(sum).isEqualTo(all.size());
        assertThat(all.at("/0/user/presence/presenceDefinition/systemPresence").asText())
                .isNotEmpty();
        String name = all.at("/1/name").asText();
        assertThat(page(path + "&name=" + name.substring(1, 3).replace(" ", "%20"))
                        .path("entities")
                        .findValuesAsText("name"))
                .contains(name);
        JsonNode plain = page(path("routing/queues/{queue}/members")).at("/entities/0");
        assertThat(plain.has("routingStatus")).isFalse();
        assertThat(plain.path("user").has("presence")).isFalse();
    }

    private static String path(String list) {
        return "/api/v2/"
                + list.replace("{queue}", queue)
                        .replace("{user}", user)
                        .replace("{group}", Kind.GROUP.id(1))
                        .replace("{table}", Kind.DATATABLE.id(0));
    }

    private static JsonNode page(String path) throws Exception {
        HttpResponse<String> answer = client.get(path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static void refused(String path) throws Exception {
        HttpResponse<String> answer = client.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("bad.request");
        assertThat(json(answer).path("message").asText()).isNotEmpty();
    }

    private static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
