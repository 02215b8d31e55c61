package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** What an organization has many of: under which path, how many at the start, and what each of them is like. */
enum Kind {
    USER("user", "/api/v2/users", 300, index -> String.join(" ", SampleEntries.person(index)), (user, index) -> {
        String mail = SampleEntries.mail(index);
        user.put("email", mail)
                .put("username", mail)
                .put("state", index % 50 == 49 ? "deleted" : index % 20 == 19 ? "inactive" : "active")
                .put("department", pick(index, "Sales", "Billing", "Support", "Claims"))
                .put("title", pick(index / 4, "Agent", "Agent", "Team Lead", "Supervisor"))
                .put("acdAutoAnswer", index % 3 == 0)
                .put("version", 1 + index % 9);
        user.putObject("chat").put("jabberId", user.path("id").asText() + "@example.orgspan.com");
        user.putArray("primaryContactInfo")
                .addObject()
                .put("address", mail)
                .put("mediaType", "EMAIL")
                .put("type", "PRIMARY");
    }),
    QUEUE("queue", "/api/v2/routing/queues", 60, Kind::queueName, (queue, index) -> queue.put(
                    "description", "Generated queue " + (index + 1))
            .put("skillEvaluationMethod", "BEST")
            .put("enableTranscription", index % 2 == 0)),
    WRAPUP_CODE(
            "wrapupcode",
            "/api/v2/routing/wrapupcodes",
            80,
            index -> pick(index, "Resolved", "Called Back", "Escalated", "Wrong Number", "Sold") + number(index, 5),
            (code, index) -> code.put("description", "Why it ended")),
    SKILL(
            "skill",
            "/api/v2/routing/skills",
            60,
            index -> pick(index, "Contracts", "Invoices", "Hardware", "Software", "Claims") + number(index, 5),
            Kind::stated),
    LANGUAGE(
            "language",
            "/api/v2/routing/languages",
            30,
            index -> pick(index, "German", "English", "Spanish", "French", "Dutch", "Polish") + number(index, 6),
            Kind::stated),
    DIVISION(
            "division",
            "/api/v2/authorization/divisions",
            6,
            index -> pick(index, "Home", "Sales", "Service", "Claims", "Partners", "Tests"),
            (division, index) -> {
                division.remove("division");
                division.put("id", divisionId(index)).put("homeDivision", index == 0);
                division.put("selfUri", "/api/v2/authorization/divisions/" + divisionId(index));
            }),
    ROLE(
            "role",
            "/api/v2/authorization/roles",
            28,
            index -> pick(index, "Employee", "Agent", "Supervisor", "Admin") + number(index, 4),
            (role, index) -> role.put("description", "May do what its name says")
                    .put("base", index % 4 == 0)
                    .put("default", index < 4)
                    .put("userCount", 3 + index * 5 % 60)),
    GROUP(
            "group",
            "/api/v2/groups",
            40,
            index -> pick(index, "Early Shift", "Late Shift", "Night Shift", "Standby") + number(index, 4),
            (group, index) ->
                    group.put("state", "active").put("type", "official").put("visibility", "public")),
    TEAM(
            "team",
            "/api/v2/teams",
            60,
            index -> "Team" + number(index, 1),
            (team, index) -> team.put("description", "Generated team")),
    PRESENCE_DEFINITION(
            "presence",
            "/api/v2/presencedefinitions",
            36,
            index -> AgentState.presence(index) + number(index, 9),
            (definition, index) -> {
                definition
                        .put("type", index < AgentState.PRESENCES.size() ? "System" : "User")
                        .put("systemPresence", AgentState.presence(index))
                        .put("primary", index < AgentState.PRESENCES.size())
                        .put("deactivated", index % 12 == 11)
                        .put("deleted", index % 12 == 11);
                definition
                        .putObject("languageLabels")
                        .put("en_US", definition.path("name").asText());
            }),
    LOCATION(
            "location",
            "/api/v2/locations",
            40,
            index -> "Office" + number(index, 1),
            (location, index) -> location.put("state", "active")
                    .put("version", 1)
                    .putObject("address")
                    .put("city", pick(index, "Indianapolis", "Denver", "Raleigh"))
                    .put("country", "US")),
    FLOW(
            "flow",
            "/api/v2/flows",
            70,
            index -> pick(index, "Welcome", "After Hours", "Holiday", "Survey") + number(index, 4),
            (flow, index) -> flow.put("type", pick(index, "INBOUNDCALL", "INQUEUECALL", "BOT", "INBOUNDEMAIL"))
                    .put("active", index % 6 != 5)
                    .put("deleted", index % 14 == 13)
                    .put("system", false)),
    DATATABLE(
            "datatable",
            "/api/v2/flows/datatables",
            5,
            index -> pick(index, "Opening Hours", "Emergency", "Priorities", "Prompts", "Prefixes"),
            (table, index) -> table.put("description", "Generated table")),
    SCHEDULE(
            "schedule",
            "/api/v2/architect/schedules",
            45,
            index -> pick(index, "Weekdays", "Weekend", "Holidays") + number(index, 3),
            (schedule, index) -> schedule.put("state", "active")
                    .put("start", "2025-01-0" + (1 + index % 9) + "T08:00:00.000")
                    .put("end", "2025-01-0" + (1 + index % 9) + "T18:00:00.000")
                    .put("rrule", "FREQ=DAILY;INTERVAL=1")),
    SCHEDULE_GROUP(
            "schedulegroup",
            "/api/v2/architect/schedulegroups",
            26,
            index -> "Hours of Site" + number(index, 1),
            (group, index) -> group.put("state", "active").put("timeZone", "America/Indiana/Indianapolis")),
    CAMPAIGN(
            "campaign",
            "/api/v2/outbound/campaigns",
            30,
            index -> pick(index, "Renewals", "Surveys", "Reminders") + number(index, 3),
            (campaign, index) -> campaign.put("dialingMode", pick(index, "preview", "power", "progressive"))
                    .put("campaignStatus", index % 3 == 0 ? "on" : "off")
                    .put("version", 1)),
    CONTACT_LIST(
            "contactlist",
            "/api/v2/outbound/contactlists",
            35,
            index -> pick(index, "Customers", "Prospects", "Renewals") + number(index, 3),
            (list, index) ->
                    list.put("version", 1).putArray("columnNames").add("Name").add("Phone")),
    DNC_LIST(
            "dnclist",
            "/api/v2/outbound/dnclists",
            60,
            index -> pick(index, "Opted Out", "Regulator", "Complaints") + number(index, 3),
            (list, index) -> list.put("version", 1)
                    .put("dncSourceType", "rds")
                    .put("contactMethod", pick(index, "Phone", "Email"))),
    STATION("station", "/api/v2/stations", 120, index -> "Phone" + number(index, 1), (station, index) -> station.put(
                    "status", index % 2 == 0 ? "ASSOCIATED" : "AVAILABLE")
            .put("type", pick(index, "inin_webrtc_softphone", "inin_remote"))
            .put("webRtcRequireMediaHelper", false)),
    SITE(
            "site",
            "/api/v2/telephony/providers/edges/sites",
            12,
            index -> pick(index, "Indianapolis", "Denver", "Raleigh") + " Site" + number(index, 3),
            (site, index) -> site.put("state", "active").put("version", 1).put("cloudManaged", index % 4 != 3)),
    CONTACT(
            "contact",
            "/api/v2/externalcontacts/contacts",
            450,
            index -> String.join(" ", SampleEntries.person(index)),
            (contact, index) -> {
                List<String> names = SampleEntries.person(index);
                contact.put("firstName", names.get(0))
                        .put("lastName", names.get(1))
                        .put("workEmail", SampleEntries.mail(index));
                contact.remove("name");
            });

    /** The names of the queues, each of them once before they are numbered. */
    private static final List<String> TOPICS = List.of("Sales", "Billing", "Technical Support", "Returns", "Claims");

    private static final List<String> MARKETS = List.of("US East", "US West", "Canada", "DACH", "Nordics", "Iberia");
    private static final String HOME_DIVISION = "00000000-0000-4000-8000-000000000001";

    private final String word;
    private final String path;
    private final int count;
    private final Name name;
    private final ObjIntConsumer<ObjectNode> details;

    Kind(String word, String path, int count, Name name, ObjIntConsumer<ObjectNode> details) {
        this.word = word;
        this.path = path;
        this.count = count;
        this.name = name;
        this.details = details;
    }

    String path() {
        return path;
    }

    /** How many an organization has unless told otherwise. */
    int count() {
        return count;
    }

    /** The id of the one with that index, the same at every run. */
    String id(int index) {
        return this == DIVISION
                ? divisionId(index)
                : SampleValues.uuid(word, index).toString();
    }

    ObjectNode make(int index) {
        return make(id(index), index, name.of(index));
    }

    /** One that is like the one with that index, but for its id and name. */
    ObjectNode make(String id, int index, String itsName) {
        ObjectNode entity = JsonNodeFactory.instance.objectNode().put("id", id).put("name", itsName);
        // A third is not at home, so that lists can be filtered by division.
        int division = index % 3 == 2 ? 1 + index % 5 : 0;
        entity.putObject("division")
                .put("id", divisionId(division))
                .put("name", DIVISION.name.of(division))
                .put("selfUri", "/api/v2/authorization/divisions/" + divisionId(division));
        details.accept(entity, index);
        return entity.has("selfUri") ? entity : entity.put("selfUri", path + "/" + id);
    }

    private static void stated(ObjectNode entity, int index) {
        entity.remove("division");
        entity.put("state", "active").put("version", Integer.toString(1 + index % 3));
    }

    private static String queueName(int index) {
        return TOPICS.get(index % TOPICS.size())
                + " "
                + MARKETS.get(index / TOPICS.size() % MARKETS.size())
                + number(index, TOPICS.size() * MARKETS.size());
    }

    private static String divisionId(int index) {
        return index == 0 ? HOME_DIVISION : SampleValues.uuid("division", index).toString();
    }

    private static String pick(int index, String... words) {
        return words[index % words.length];
    }

    /** Nothing for the first of each of so many names, then a number that keeps names apart. */
    private static String number(int index, int names) {
        return index < names && names > 1 ? "" : " " + (index / names + 1);
    }

    @FunctionalInterface
    private interface Name {
        String of(int index);
    }
}
