package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.header;
import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single objects, what changes by itself or by a script, who may read what, and whose limit it counts for. */
class OrganizationTest {
    private static final String USERS = "/api/v2/users";

    private final SettableClock clock = new SettableClock();
    private GenesysSimulator simulator;
    private SimulatorClient client;
    private SimulatedOrganization organization;
    private String user;
    private String queue;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().clock(clock).start();
        client = new SimulatorClient(simulator).login();
        organization = simulator.organization();
        user = organization.userIds().get(0);
        queue = organization.queueIds().get(0);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void anObjectIsWhatItsListShows() throws Exception {
        for (String path : List.of(USERS, "/api/v2/routing/queues", "/api/v2/groups")) {
            JsonNode listed = get(path).at("/entities/4");

            assertThat(get(path + "/" + listed.path("id").asText())).isEqualTo(listed);
            assertThat(listed.path("selfUri").asText())
                    .isEqualTo(path + "/" + listed.path("id").asText());
        }
        assertThat(get("/api/v2/organizations/me").path("id").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users/none",
                "users/none/queues",
                "users/none/routingskills",
                "users/none/routingstatus",
                "users/none/presences/PURECLOUD",
                "users/{user}/presences/NONE",
                "routing/queues/none",
                "routing/queues/none/members",
                "routing/queues/none/wrapupcodes",
                "groups/none",
                "groups/none/members",
                "flows/datatables/none/rows",
                "flows/datatables/{table}/rows/none",
                "analytics/conversations/none/details",
                "analytics/conversations/00000000-0000-4000-8000-000000000001/details"
            })
    void whatIsUnknownIsNotFound(String path) throws Exception {
        HttpResponse<String> answer =
                client.get("/api/v2/" + path.replace("{user}", user).replace("{table}", Kind.DATATABLE.id(0)));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).path("code").asText()).isEqualTo("not.found");
        assertThat(header(answer, "ININ-Correlation-Id"))
                .isEqualTo(json(answer).path("contextId").asText());
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    }

    @Test
    void anInactiveUserIsFoundOnlyByHisState() throws Exception {
        String inactive = get(USERS + "?state=inactive").at("/entities/0/id").asText();

        assertThat(client.get(USERS + "/" + inactive).statusCode()).isEqualTo(404);
        assertThat(get(USERS + "/" + inactive + "?state=inactive").path("state").asText())
                .isEqualTo("inactive");
    }

    @Test
    void expandedFieldsAreAddedAndChangeAsTimeGoesBy() throws Exception {
        String live = USERS + "?expand=presence,routingStatus&expand=station";
        JsonNode plain = get(USERS);
        JsonNode before = get(live);

        assertThat(before.at("/entities/0/presence/presenceDefinition/systemPresence")
                        .asText())
                .isIn(AgentState.PRESENCES);
        assertThat(before.at("/entities/0/routingStatus/status").asText()).isNotEmpty();
        assertThat(before.at("/entities/0").has("station")).isTrue();
        assertThat(before.at("/entities/0").has("geolocation")).isFalse();
        assertThat(get(live)).isEqualTo(before);
        clock.advance(Duration.ofMinutes(5));
        assertThat(get(live)).isNotEqualTo(before);
        assertThat(get(USERS)).isEqualTo(plain);
    }

    @Test
    void aUsersPresenceAndRoutingStatusAreThoseOfTheList() throws Exception {
        JsonNode listed = get(USERS + "?expand=presence,routingStatus").at("/entities/2");
        String path = USERS + "/" + listed.path("id").asText();

        assertThat(get(path + "/presences/purecloud")).isEqualTo(listed.path("presence"));
        assertThat(get(path + "/routingstatus")).isEqualTo(listed.path("routingStatus"));
    }

    @Test
    void usersComeGoAndAreRenamedBetweenPages() throws Exception {
        int total = get(USERS).path("total").asInt();
        String first = get(USERS).at("/entities/0/id").asText();

        String added = organization.addUser("Aaron Aardvark");
        assertThat(get(USERS).at("/entities/0/id").asText()).isEqualTo(added);
        assertThat(get(USERS).path("total").asInt()).isEqualTo(total + 1);
        organization.renameUser(added, "Zz Zz");
        assertThat(get(USERS).at("/entities/0/id").asText()).isEqualTo(first);
        assertThat(get(USERS + "?sortOrder=DESC").at("/entities/0/name").asText())
                .isEqualTo("Zz Zz");
        organization.removeUser(added);
        assertThat(client.get(USERS + "/" + added).statusCode()).isEqualTo(404);
        assertThat(get(USERS).path("total").asInt()).isEqualTo(total);
        assertThatThrownBy(() -> organization.removeUser(added)).hasMessageContaining(added);
    }

    @Test
    void thereAreAsManyUsersAsAreWanted() throws Exception {
        organization.users(2000);

        assertThat(get(USERS + "?state=any").path("total").asInt()).isEqualTo(2000);
        organization.users(0);
        assertThat(get(USERS + "?state=any").path("entities")).isEmpty();
    }

    @Test
    void membersComeAndGo() throws Exception {
        String members = "/api/v2/routing/queues/" + queue + "/members?pageSize=100";
        String added = organization.addUser("Aaron Aardvark");
        int count = get("/api/v2/routing/queues/" + queue).path("memberCount").asInt();

        organization.addMember(queue, added);
        assertThat(get(members).at("/entities/0/id").asText()).isEqualTo(added);
        assertThat(get("/api/v2/routing/queues/" + queue).path("memberCount").asInt())
                .isEqualTo(count + 1);
        assertThat(get(USERS + "/" + added + "/queues").findValuesAsText("id")).contains(queue);
        organization.removeMember(queue, added);
        assertThat(get(members).findValuesAsText("id")).doesNotContain(added);
        assertThatThrownBy(() -> organization.addMember("none", added)).hasMessageContaining("none");
    }

    @Test
    void aGeneratedMemberCanLeave() throws Exception {
        String members = "/api/v2/routing/queues/" + queue + "/members?pageSize=100";
        String first = get(members).at("/entities/0/id").asText();

        organization.removeMember(queue, first);

        assertThat(get(members).findValuesAsText("id")).doesNotContain(first);
    }

    @Test
    void everyRunGeneratesTheSame() throws Exception {
        try (GenesysSimulator other = GenesysSimulator.builder().clock(clock).start()) {
            SimulatorClient second = new SimulatorClient(other).login();
            for (String path : List.of(USERS, "/api/v2/flows", "/api/v2/teams", "/api/v2/stations")) {
                assertThat(json(second.get(path))).isEqualTo(get(path));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "users/{user}/queues, routing:queue:view, users",
        "routing/queues/{queue}, routing:queue:view, routing-queues",
        "routing/queues/{queue}/members, routing:queue:view, routing",
        "routing/queues/{queue}/wrapupcodes, routing:queue:view, routing",
        "routing/wrapupcodes, routing:wrapupCode:view, routing",
        "routing/skills, routing:skill:view, routing",
        "authorization/roles, authorization:role:view, authorization",
        "teams, groups:team:view, teams",
        "presence/definitions, presence:presenceDefinition:view, presence",
        "flows, architect:flow:view, flows",
        "flows/datatables/{table}/rows, architect:datatableRow:view, flows",
        "flows/datatables/{table}/rows/row-001, architect:datatableRow:view, flows",
        "architect/schedules, routing:schedule:view, architect",
        "architect/schedulegroups, routing:scheduleGroup:view, architect",
        "outbound/campaigns, outbound:campaign:view, outbound",
        "outbound/contactlists, outbound:contactList:view, outbound",
        "externalcontacts/scan/contacts, externalContacts:contact:view, externalcontacts",
        "analytics/conversations/details, analytics:conversationDetail:view, analytics"
    })
    void aPathNeedsItsPermissionAndCountsForItsFamily(String path, String scope, String family) throws Exception {
        String whole = whole(path);
        assertThat(client.get(whole).statusCode()).isEqualTo(200);
        simulator.rateLimit(family, 0, Duration.ofMinutes(1));
        assertThat(client.get(whole).statusCode()).isEqualTo(429);

        try (GenesysSimulator narrow = GenesysSimulator.builder().scopes("none").start()) {
            HttpResponse<String> refused = new SimulatorClient(narrow).login().get(whole);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(json(refused).path("message").asText()).endsWith(" " + scope);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "users, users",
        "users/{user}, users",
        "users/{user}/routingskills, users",
        "users/{user}/routingstatus, users",
        "users/{user}/presences/PURECLOUD, presence",
        "routing/languages, routing",
        "authorization/divisions, authorization",
        "groups, groups",
        "presencedefinitions, presence",
        "locations, locations",
        "stations, stations",
        "organizations/me, organizations"
    })
    void somePathsNeedNoPermissionAndCountForTheirFamily(String path, String family) throws Exception {
        try (GenesysSimulator narrow = GenesysSimulator.builder().scopes("none").start()) {
            SimulatorClient other = new SimulatorClient(narrow).login();
            assertThat(other.get(whole(path)).statusCode()).isEqualTo(200);
            narrow.rateLimit(family, 0, Duration.ofMinutes(1));
            assertThat(other.get(whole(path)).statusCode()).isEqualTo(429);
        }
    }

    @Test
    void theClientsLimitIsOverAllFamilies() throws Exception {
        try (GenesysSimulator narrow =
                GenesysSimulator.builder().clientLimit(2, Duration.ofMinutes(1)).start()) {
            SimulatorClient other = new SimulatorClient(narrow).login();
            assertThat(other.get(USERS).statusCode()).isEqualTo(200);
            assertThat(other.get("/api/v2/flows").statusCode()).isEqualTo(200);
            assertThat(other.get("/api/v2/teams").statusCode()).isEqualTo(429);
        }
    }

    private String whole(String path) {
        return "/api/v2/"
                + path.replace("{user}", user).replace("{queue}", queue).replace("{table}", Kind.DATATABLE.id(0));
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = client.get(path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return json(answer);
    }
}
