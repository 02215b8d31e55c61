package io.gcxcache.simulator;

import static io.gcxcache.simulator.Resource.list;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The table of what can be read of an organization, and the few endpoints that are no list. */
final class OrganizationEndpoints {
    private static final String QUEUE_VIEW = "routing:queue:view";
    private static final String QUEUE_FAMILY = "routing-queues";
    private static final String ROW_VIEW = "architect:datatableRow:view";
    private static final int ROWS = 140;

    private final SimulatedOrganization organization;
    private final Clock clock;
    private final QueueWrites queueWrites;

    /** What a call can have added to a user, each made of the user's id and what the user does. */
    private final Map<String, BiFunction<String, AgentState, JsonNode>> expansions = Map.of(
            "presence", (id, state) -> state.presenceOf(id),
            "routingStatus", (id, state) -> state.routingStatusOf(id),
            "conversationSummary", (id, state) -> conversationSummary(state),
            "station", (id, state) -> station(id, state),
            "outOfOffice", (id, state) -> object().put("active", false).put("indefinite", false),
            "geolocation", (id, state) -> object().put("type", "browser").put("primary", true),
            "skills", (id, state) -> skills(id));

    OrganizationEndpoints(SimulatedOrganization organization, Clock clock) {
        this.organization = organization;
        this.clock = clock;
        this.queueWrites = new QueueWrites(organization, clock, this::counted);
    }

    List<ApiFamily> families() {
        Map<String, List<Endpoint>> families = new LinkedHashMap<>();
        BiFunction<String, Endpoint, Boolean> add = (family, endpoint) ->
                families.computeIfAbsent(family, first -> new ArrayList<>()).add(endpoint);
        lists().forEach(list -> add.apply(list.family(), list.pages()));
        List.of(users(), queues(() -> all(Kind.QUEUE)), groups())
                .forEach(list -> add.apply(list.family(), list.objects("id")));
        queueWrites.endpoints().forEach(write -> add.apply(QUEUE_FAMILY, write));
        add.apply("flows", rows().objects("key"));
        add.apply("users", Endpoint.get("/api/v2/users/:userId/routingstatus", "", this::routingStatus));
        add.apply("presence", Endpoint.get("/api/v2/users/:userId/presences/:sourceId", "", this::presence));
        add.apply("organizations", Endpoint.get("/api/v2/organizations/me", "", call -> organization()));
        add.apply(
                "users",
                new Endpoint(
                        HttpMethod.POST,
                        "/api/v2/users/search",
                        "directory:user:view",
                        new UserSearch(organization, this::user)::answer));
        return families.entrySet().stream()
                .<ApiFamily>map(family -> new Family(family.getKey(), family.getValue()))
                .toList();
    }

    private List<Resource> lists() {
        return List.of(
                users(),
                list("users", "/api/v2/users/:userId/queues", QUEUE_VIEW, this::queuesOfUser)
                        .in(Envelope.WHOLE, 100)
                        .by(Filter.JOINED_ONLY, Filter.DIVISION),
                list("users", "/api/v2/users/:userId/routingskills", "", this::skillsOfUser)
                        .in(Envelope.WHOLE, 100),
                queues(queueWrites::listed),
                list("routing", "/api/v2/routing/queues/:queueId/members", QUEUE_VIEW, this::membersOfQueue)
                        .in(Envelope.UNCOUNTED, 100)
                        .by(Filter.NAME_CONTAINS, Filter.JOINED, Filter.ROUTING_STATUS, Filter.PRESENCE)
                        .shown(this::member),
                list("routing", "/api/v2/routing/queues/:queueId/wrapupcodes", QUEUE_VIEW, this::codesOfQueue)
                        .by(Filter.NAME),
                all(Kind.WRAPUP_CODE, "routing", "routing:wrapupCode:view").by(Filter.NAME, Filter.ID, Filter.DIVISION),
                all(Kind.SKILL, "routing", "routing:skill:view").by(Filter.NAME_BEGINS, Filter.ID),
                all(Kind.LANGUAGE, "routing", "").by(Filter.NAME, Filter.ID),
                all(Kind.DIVISION, "authorization", "")
                        .by(Filter.NAME_BEGINS, Filter.ID)
                        .shown(OrganizationEndpoints::division),
                all(Kind.ROLE, "authorization", "authorization:role:view")
                        .by(Filter.NAME, Filter.ID)
                        .shown((call, role) -> call.is("userCount", true) ? role : without(role, "userCount")),
                groups(),
                list("groups", "/api/v2/groups/:groupId/members", "", call -> members(Kind.GROUP, call, "groupId"))
                        .shown(this::user),
                all(Kind.TEAM, "teams", "groups:team:view")
                        .in(Envelope.CHAINED, 100)
                        .by(Filter.NAME_BEGINS)
                        .shown(this::counted),
                list(
                                "presence",
                                "/api/v2/presence/definitions",
                                "presence:presenceDefinition:view",
                                call -> all(Kind.PRESENCE_DEFINITION))
                        .in(Envelope.UNPAGED, Kind.PRESENCE_DEFINITION.count())
                        .by(Filter.DEACTIVATED, Filter.DIVISION),
                all(Kind.PRESENCE_DEFINITION, "presence", "").by(Filter.DELETED),
                all(Kind.LOCATION, "locations", "").in(Envelope.WHOLE, 100).by(Filter.ID),
                all(Kind.FLOW, "flows", "architect:flow:view")
                        .sortedBy("id")
                        .by(Filter.ID, Filter.NAME, Filter.TYPE, Filter.DIVISION, Filter.WITH_DELETED),
                all(Kind.DATATABLE, "flows", "architect:datatable:view").by(Filter.NAME, Filter.DIVISION),
                rows(),
                all(Kind.SCHEDULE, "architect", "routing:schedule:view")
                        .in(Envelope.COUNTED_TWICE, 100)
                        .by(Filter.NAME, Filter.DIVISION),
                all(Kind.SCHEDULE_GROUP, "architect", "routing:scheduleGroup:view")
                        .in(Envelope.COUNTED_TWICE, 100)
                        .by(Filter.NAME, Filter.DIVISION),
                all(Kind.CAMPAIGN, "outbound", "outbound:campaign:view")
                        .in(Envelope.WHOLE, 100)
                        .by(Filter.NAME_BEGINS, Filter.ID, Filter.DIVISION),
                all(Kind.CONTACT_LIST, "outbound", "outbound:contactList:view")
                        .in(Envelope.WHOLE, 100)
                        .by(Filter.NAME_BEGINS, Filter.ID, Filter.DIVISION)
                        .shown(OrganizationEndpoints::contactList),
                all(Kind.DNC_LIST, "outbound", "outbound:dncList:view")
                        .in(Envelope.WHOLE, 100)
                        .by(Filter.NAME_BEGINS, Filter.ID, Filter.DIVISION),
                all(Kind.SITE, "telephony", "telephony:plugin:all"),
                all(Kind.STATION, "stations", "")
                        .in(Envelope.COUNTED_TWICE, 100)
                        .by(Filter.NAME, Filter.ID),
                list(
                                "externalcontacts",
                                "/api/v2/externalcontacts/scan/contacts",
                                "externalContacts:contact:view",
                                call -> all(Kind.CONTACT))
                        .in(Envelope.SCAN, 200)
                        .sortedBy("id")
                        .by(Filter.DIVISION));
    }

    private Resource users() {
        return all(Kind.USER, "users", "")
                .by(Filter.ID, Filter.JABBER_ID, Filter.STATE)
                .shown(this::user);
    }

    private Resource queues(Supplier<Collection<ObjectNode>> source) {
        // Not by their names but as they were generated, so that who reads them can tell their order.
        return list(QUEUE_FAMILY, Kind.QUEUE.path(), QUEUE_VIEW, call -> source.get())
                .sortedBy("")
                .by(Filter.NAME, Filter.ID, Filter.DIVISION)
                .shown(this::counted);
    }

    private Resource groups() {
        return all(Kind.GROUP, "groups", "").by(Filter.ID).shown(this::counted);
    }

    private Resource rows() {
        return list("flows", "/api/v2/flows/datatables/:datatableId/rows", ROW_VIEW, this::rowsOfTable)
                .sortedBy("key")
                .shown((call, row) ->
                        call.is("showbrief", true) ? row.deepCopy().retain("key") : row);
    }

    private Resource all(Kind kind, String family, String scope) {
        return list(family, kind.path(), scope, call -> all(kind));
    }

    private Collection<ObjectNode> all(Kind kind) {
        return organization.all(kind).values();
    }

    private Collection<ObjectNode> queuesOfUser(ApiRequest call) {
        String userId = idOf(Kind.USER, call, "userId");
        return all(Kind.QUEUE).stream()
                .filter(queue -> organization.members(id(queue)).stream()
                        .anyMatch(member -> id(member).equals(userId)))
                .map(queue -> queue.deepCopy().put("joined", organization.isJoined(id(queue), userId)))
                .toList();
    }

    private Collection<ObjectNode> skillsOfUser(ApiRequest call) {
        List<ObjectNode> skills = new ArrayList<>();
        skills(idOf(Kind.USER, call, "userId")).forEach(skill -> skills.add((ObjectNode) skill));
        return skills;
    }

    private Collection<ObjectNode> membersOfQueue(ApiRequest call) {
        String queueId = idOf(Kind.QUEUE, call, "queueId");
        return organization.members(queueId).stream()
                .map(user -> {
                    AgentState state = AgentState.of(id(user), clock.instant());
                    ObjectNode member = object().put("id", id(user))
                            .put("name", user.path("name").asText())
                            .put("ringNumber", 1)
                            .put("joined", organization.isJoined(queueId, id(user)))
                            .put("memberBy", "user")
                            .put("selfUri", call.path() + "/" + id(user));
                    member.set("user", user.deepCopy().set("presence", state.presenceOf(id(user))));
                    return member.<ObjectNode>set("routingStatus", state.routingStatusOf(id(user)));
                })
                .toList();
    }

    /** A member with what it was filtered by taken away and what is to be expanded added to its user. */
    private ObjectNode member(ApiRequest call, ObjectNode member) {
        if (!call.values("expand").contains("routingStatus")) {
            member.remove("routingStatus");
        }
        member.set("user", user(call, without((ObjectNode) member.path("user"), "presence")));
        return member;
    }

    private Collection<ObjectNode> codesOfQueue(ApiRequest call) {
        int first = Math.floorMod(idOf(Kind.QUEUE, call, "queueId").hashCode(), Kind.WRAPUP_CODE.count());
        return all(Kind.WRAPUP_CODE).stream().skip(first).limit(30).toList();
    }

    private Collection<ObjectNode> members(Kind kind, ApiRequest call, String parameter) {
        return organization.members(idOf(kind, call, parameter));
    }

    private Collection<ObjectNode> rowsOfTable(ApiRequest call) {
        String table = idOf(Kind.DATATABLE, call, "datatableId");
        return IntStream.range(0, ROWS)
                .mapToObj(index -> object().put("key", "row-%03d".formatted(index))
                        .put("open", index % 3 > 0)
                        .put("priority", SampleValues.random(table, index).nextInt(10)))
                .toList();
    }

    private Reply routingStatus(ApiRequest call) {
        String userId = idOf(Kind.USER, call, "userId");
        return Reply.json(200, AgentState.of(userId, clock.instant()).routingStatusOf(userId));
    }

    private Reply presence(ApiRequest call) {
        String userId = idOf(Kind.USER, call, "userId");
        if (!call.pathParameter("sourceId").equalsIgnoreCase("PURECLOUD")) {
            throw call.notFound();
        }
        return Reply.json(200, AgentState.of(userId, clock.instant()).presenceOf(userId));
    }

    private static Reply organization() {
        return Reply.json(
                200,
                object().put("id", SampleValues.uuid("organization").toString())
                        .put("name", "Generated Organization")
                        .put("defaultLanguage", "en-us")
                        .put("defaultCountryCode", "US")
                        .put("thirdPartyOrgName", "generated")
                        .put("domain", "generated.example.com")
                        .put("version", 1)
                        .put("state", "active")
                        .put("selfUri", "/api/v2/organizations/me"));
    }

    private ObjectNode user(ApiRequest call, ObjectNode user) {
        return user(call.values("expand"), user);
    }

    private ObjectNode user(Set<String> expand, ObjectNode user) {
        if (expand.stream().noneMatch(expansions::containsKey)) {
            return user;
        }
        ObjectNode expanded = user.deepCopy();
        AgentState state = AgentState.of(id(user), clock.instant());
        expansions.forEach((field, made) -> {
            if (expand.contains(field)) {
                expanded.set(field, made.apply(id(user), state));
            }
        });
        return expanded;
    }

    private ObjectNode counted(ApiRequest call, ObjectNode owner) {
        return owner.deepCopy()
                .put("memberCount", organization.members(id(owner)).size());
    }

    private static ObjectNode division(ApiRequest call, ObjectNode division) {
        if (!call.is("objectCount", false)) {
            return division;
        }
        ObjectNode counted = division.deepCopy();
        counted.putObject("objectCounts").put("QUEUE", 10).put("USER", 50);
        return counted;
    }

    private static ObjectNode contactList(ApiRequest call, ObjectNode list) {
        ObjectNode shown = list.deepCopy();
        if (call.is("includeSize", false)) {
            shown.put("size", 1000);
        }
        if (call.is("includeImportStatus", false)) {
            shown.putObject("importStatus").put("state", "COMPLETED").put("percentComplete", 100);
        }
        return shown;
    }

    private static ObjectNode conversationSummary(AgentState state) {
        ObjectNode summary = object();
        ObjectNode active = summary.putObject("call").putObject("contactCenter");
        active.put("active", state.routingStatus().equals("INTERACTING") ? 1 : 0)
                .put("acw", 0);
        return summary;
    }

    private static ObjectNode station(String userId, AgentState state) {
        ObjectNode station = object();
        if (state.isOnQueue()) {
            int index = Math.floorMod(userId.hashCode(), Kind.STATION.count());
            station.putObject("associatedStation").put("id", Kind.STATION.id(index));
        }
        return station;
    }

    private ArrayNode skills(String userId) {
        ArrayNode skills = JsonNodeFactory.instance.arrayNode();
        int first = Math.floorMod(userId.hashCode(), Kind.SKILL.count());
        all(Kind.SKILL).stream().skip(first).limit(4).forEach(skill -> skills.addObject()
                .put("id", id(skill))
                .put("name", skill.path("name").asText())
                .put("proficiency", 1.0 + first % 5)
                .put("state", "active")
                .put("skillUri", skill.path("selfUri").asText())
                .put("selfUri", Kind.USER.path() + "/" + userId + "/routingskills/" + id(skill)));
        return skills;
    }

    /** The id that a part of the path names, if there is such a thing. */
    private String idOf(Kind kind, ApiRequest call, String parameter) {
        return organization
                .find(kind, call.pathParameter(parameter))
                .map(OrganizationEndpoints::id)
                .orElseThrow(() -> call.notFound());
    }

    private static ObjectNode without(ObjectNode entity, String field) {
        return entity.deepCopy().without(field);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String id(JsonNode entity) {
        return entity.path("id").asText();
    }

    private record Family(String name, List<Endpoint> endpoints) implements ApiFamily {}
}
