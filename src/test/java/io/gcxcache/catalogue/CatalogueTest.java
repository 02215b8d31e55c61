package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void whatIsShippedIsFoundByItsName() throws IOException {
        Catalogue shipped = shipped();

        assertThat(shipped.all())
                .extracting(resource -> resource.declaration().where())
                .contains(
                        "reports.report",
                        "queries.conversations-aggregates",
                        "queries.conversations-details",
                        "queries.queues-observations",
                        "queries.users-observations",
                        "jobs.conversations-details-job",
                        "jobs.conversations-aggregates-job",
                        "lists.directory",
                        "lists.routing-queues");
        assertThat(shipped.list("routing-queues")).isPresent();
        assertThat(shipped.query("queues-observations")).containsInstanceOf(QueryResource.class);
        assertThat(shipped.query("conversations-details-job")).containsInstanceOf(JobResource.class);
        assertThat(shipped.report()).isPresent();
    }

    @Test
    void whatIsNotDeclaredIsNotFound() {
        Catalogue catalogue = Declared.in("lists: {x: {path: /api/v2/x}}\nqueries: {y: {path: /api/v2/y}}");

        assertThat(catalogue.list("y")).isEmpty();
        assertThat(catalogue.query("x")).isEmpty();
        assertThat(catalogue.report()).isEmpty();
    }

    @Test
    void aDirectoryIsKnownAsItsClientsKnowIt() throws IOException {
        ListResource directory = shipped().list("directory").orElseThrow();
        Declaration declared = directory.declaration();
        String key = declared.key().fill(gap -> "internal_agents");

        assertThat(declared.kind()).isEqualTo(Kind.LIST);
        assertThat(declared.path()).hasToString("/api/v2/routing/directories/{id}/entries");
        assertThat(declared.key()).hasToString("gcx:directory:{id}");
        assertThat(declared.tags("internal_agents", key, false).names())
                .containsExactly("directory", "directory-internal_agents", "gcx-directory-internal_agents");
        assertThat(declared.group("internal_agents")).isEqualTo("directory-internal_agents");
        assertThat(declared.subject()).isEqualTo("directory_id");
        assertThat(declared.family()).isEqualTo("routing-directories");
        assertThat(declared.permission()).isEqualTo("routing:directory:read");
        assertThat(declared.fetch()).isEqualTo("direct:gcx-fetch-list");
        assertThat(declared.staleWindow()).hasSeconds(3601);
        assertThat(declared.timeLimit()).hasSeconds(601);
        assertThat(declared.shareable()).isTrue();
        assertThat(directory.ttl("internal_agents")).hasSeconds(120);
        assertThat(directory.ttl("another")).hasSeconds(301);
        assertThat(directory.pageSize()).isEqualTo(250);
        assertThat(directory.directory()).isTrue();
        assertThat(directory.documentField()).isEqualTo("directory_id");
    }

    @Test
    void aListIsKnownByItsName() throws IOException {
        ListResource queues = shipped().list("routing-queues").orElseThrow();
        Declaration declared = queues.declaration();

        assertThat(declared.key()).hasToString("gcx:list:routing-queues");
        assertThat(declared.tags("routing-queues", "gcx:list:routing-queues", false)
                        .names())
                .containsExactly("list", "list-routing-queues", "gcx-list-routing-queues");
        assertThat(declared.subject()).isEqualTo("list");
        assertThat(declared.family()).isEqualTo("routing-queues");
        assertThat(declared.fetch()).isEqualTo("direct:gcx-fetch-list");
        assertThat(declared.staleWindow()).hasSeconds(3601);
        assertThat(declared.timeLimit()).hasSeconds(601);
        assertThat(declared.shareable()).isFalse();
        assertThat(queues.ttl("routing-queues")).hasSeconds(300);
        assertThat(queues.pageSize()).isEqualTo(100);
        assertThat(queues.directory()).isFalse();
        assertThat(queues.documentField()).isEqualTo("name");
    }

    @Test
    void theReportIsPolledUntilItIsCompleted() throws IOException {
        ReportResource report = shipped().report().orElseThrow();
        Declaration declared = report.declaration();

        assertThat(declared.key()).hasToString("gcx:analytics:{id}");
        assertThat(declared.tags("sales", "gcx:analytics:sales:1f:en-US", false).names())
                .containsExactly("report", "report-sales", "gcx-analytics-sales-1f-en-us");
        assertThat(declared.subject()).isEqualTo("report_id");
        assertThat(declared.family()).isEqualTo("analytics-run");
        assertThat(declared.fetch()).isEqualTo("direct:gcx-fetch-job");
        assertThat(declared.staleWindow()).hasSeconds(86_401);
        assertThat(declared.timeLimit()).hasSeconds(600);
        assertThat(report.reading().ttl()).isSameAs(Declared.DEFAULTS.reportTtl());
        assertPolling(
                report.polling(),
                "/api/v2/analytics/reports/{run}/fetch",
                "reportId",
                "status",
                Set.of("completed"),
                Set.of("processing"),
                "message",
                false);
        assertThat(report.polling().results()).isNull();
    }

    @Test
    void aQueryIsAnsweredAtOnce() throws IOException {
        Catalogue shipped = shipped();
        QueryResource query =
                (QueryResource) shipped.query("conversations-details").orElseThrow();
        Declaration declared = query.declaration();

        assertThat(declared.key()).hasToString("gcx:query:conversations-details");
        assertThat(declared.tags("conversations-details", "gcx:query:conversations-details:1f", false)
                        .names())
                .containsExactly("query", "query-conversations-details", "gcx-query-conversations-details-1f");
        assertThat(declared.subject()).isEqualTo("query");
        assertThat(declared.family()).isEqualTo("analytics-query");
        assertThat(declared.permission()).isEqualTo("analytics:conversationDetail:view");
        assertThat(declared.fetch()).isEqualTo("direct:gcx-fetch-query");
        assertThat(declared.staleWindow()).hasSeconds(86_401);
        assertThat(declared.timeLimit()).hasSeconds(60);
        assertThat(query.reading().sets()).contains("conversationFilters", "..predicates");
        assertThat(query.reading().defaults()).containsKeys("paging", "paging.pageSize", "..predicates[].operator");
        assertThat(query.reading().empties()).contains("conversationFilters", "aggregations");
        assertThat(query.reading().align()).isEqualTo(Align.NONE);
        assertThat(query.reading().timeZone()).hasToString("UTC");
        assertThat(query.reading().ttl()).isSameAs(Declared.DEFAULTS.reportTtl());
        assertThat(ttl(shipped.query("queues-observations").orElseThrow())).hasSeconds(10);
    }

    @Test
    void aJobIsAQueryThatIsPolledAndItsPagesCollected() throws IOException {
        Catalogue shipped = shipped();
        JobResource job =
                (JobResource) shipped.query("conversations-aggregates-job").orElseThrow();
        JobResource details =
                (JobResource) shipped.query("conversations-details-job").orElseThrow();
        Declaration declared = job.declaration();

        assertThat(declared.key()).hasToString("gcx:query:conversations-aggregates-job");
        assertThat(declared.group("conversations-aggregates-job")).isEqualTo("query-conversations-aggregates-job");
        assertThat(declared.subject()).isEqualTo("query");
        assertThat(declared.family()).isEqualTo("analytics-run");
        assertThat(declared.fetch()).isEqualTo("direct:gcx-fetch-job");
        assertThat(declared.staleWindow()).hasSeconds(86_401);
        assertThat(declared.timeLimit()).hasSeconds(600);
        assertPolling(
                job.polling(),
                "/api/v2/analytics/conversations/aggregates/jobs/{run}",
                "jobId",
                "state",
                Set.of("FULFILLED"),
                Set.of("QUEUED", "PENDING"),
                "errorMessage",
                true);
        assertThat(job.polling().results())
                .hasToString("/api/v2/analytics/conversations/aggregates/jobs/{run}/results");
        assertThat(job.polling().resultsField()).isEqualTo("results");
        assertThat(details.polling().resultsField()).isEqualTo("conversations");
    }

    @Test
    void datesAndLanguageOfReportsQueriesAndJobsDiffer() throws IOException {
        Reading report = shipped().report().orElseThrow().reading();
        Reading query =
                shipped().query("conversations-aggregates").orElseThrow().reading();
        Reading job =
                shipped().query("conversations-aggregates-job").orElseThrow().reading();

        assertThat(List.of(report.align(), query.align(), job.align()))
                .containsExactly(Align.LIVE, Align.LIVE, Align.NONE);
        assertThat(List.of(report.dates(), query.dates(), job.dates()))
                .containsExactly(Dates.WORDS, Dates.INSTANTS, Dates.INSTANTS);
        assertThat(List.of(report.localized(), query.localized(), job.localized()))
                .containsExactly(true, false, false);
        assertThat(List.of(report.instants(), query.instants(), job.instants())).containsOnly(Set.of("interval"));
        assertThat(report.sets()).containsExactlyInAnyOrder("..metrics", "..groupBy", "..predicates");
        assertThat(report.defaults()).isEmpty();
        assertThat(report.empties()).isEmpty();
    }

    @Test
    void everythingThatFollowsFromTheNameOfAListCanBeSet() {
        ListResource list = Declared.in("""
                lists:
                  members:
                    path: /api/v2/groups/{groupId}/members
                    key: my:members:{groupId}
                    tags: [people, 'group-{groupId}']
                    subject: group
                    family: my-family
                    permission: groups
                    fetch: seda:my-own?size=5
                    ttl: 20
                    staleWindow: 0
                    timeLimit: 5
                    shareable: true
                    pageSize: 7
                """).list("members").orElseThrow();
        Declaration declared = list.declaration();

        assertThat(declared.key()).hasToString("my:members:{groupId}");
        assertThat(declared.tags("G1", "my:members:G1", false).names())
                .containsExactly("members", "members-g1", "my-members-g1", "people", "group-g1");
        assertThat(declared.subject()).isEqualTo("group");
        assertThat(declared.family()).isEqualTo("my-family");
        assertThat(declared.permission()).isEqualTo("groups");
        assertThat(declared.fetch()).isEqualTo("seda:my-own?size=5");
        assertThat(declared.staleWindow()).isZero();
        assertThat(declared.timeLimit()).hasSeconds(5);
        assertThat(declared.shareable()).isTrue();
        assertThat(list.ttl("G1")).hasSeconds(20);
        assertThat(list.pageSize()).isEqualTo(7);
        assertThat(list.documentField()).isEqualTo("group");
    }

    @Test
    void everythingThatFollowsFromTheNameOfAJobCanBeSet() {
        JobResource job = (JobResource) Declared.in("""
                jobs:
                  x:
                    path: /api/v2/x/jobs
                    key: my:x
                    ttl: [5 real-time, "6"]
                    sets: []
                    defaults: {order: asc, limit: 1.50, flags: [true, null], more: {a: -7}, "..a[].b": 1}
                    empties: ["filter.clauses[].predicates"]
                    instants: [when]
                    align: live
                    dates: words
                    localized: true
                    timeZone: Europe/Berlin
                    poll: /api/v2/x/{run}/state
                    results: /api/v2/y/{run}
                    fetchFamily: polls
                    idField: id
                    stateField: status
                    done: [READY, DONE]
                    running: [BUSY]
                    messageField: why
                    resultsField: rows
                    pageSize: 10000
                    cleanUp: false
                """).query("x").orElseThrow();
        Polling polling = job.polling();

        assertThat(job.declaration().key()).hasToString("my:x");
        assertThat(ttl(job)).hasSeconds(6);
        assertThat(job.reading().sets()).isEmpty();
        assertThat(job.reading().defaults())
                .hasToString("{order=\"asc\", limit=1.5, flags=[true,null], more={}, more.a=-7, ..a[].b=1}");
        assertThat(job.reading().empties()).containsExactly("filter.clauses[].predicates");
        assertThat(job.reading().instants()).containsExactly("when");
        assertThat(job.reading().align()).isEqualTo(Align.LIVE);
        assertThat(job.reading().dates()).isEqualTo(Dates.WORDS);
        assertThat(job.reading().localized()).isTrue();
        assertThat(job.reading().timeZone()).hasToString("Europe/Berlin");
        assertThat(polling.path()).hasToString("/api/v2/x/{run}/state");
        assertThat(polling.results()).hasToString("/api/v2/y/{run}");
        assertThat(polling.fetchFamily()).isEqualTo("polls");
        assertThat(polling.idField()).isEqualTo("id");
        assertThat(polling.stateField()).isEqualTo("status");
        assertThat(polling.done()).containsExactlyInAnyOrder("READY", "DONE");
        assertThat(polling.running()).containsExactly("BUSY");
        assertThat(polling.messageField()).isEqualTo("why");
        assertThat(polling.resultsField()).isEqualTo("rows");
        assertThat(polling.pageSize()).isEqualTo(10_000);
        assertThat(polling.cleanUp()).isFalse();
    }

    @Test
    void theResultsOfAJobStandBelowItsPollUnlessSet() {
        JobResource job = (JobResource) Declared.in("jobs: {x: {path: /api/v2/x, poll: '/api/v2/y/{run}'}}")
                .query("x")
                .orElseThrow();

        assertThat(job.polling().results()).hasToString("/api/v2/y/{run}/results");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v2/users,                    users",
        "/api/v2/routing/queues/members,   routing-queues",
        "/api/v2/groups/{id}/members,      groups",
        "/api/v2/{id}/members,             api",
        "/api/v2,                          api",
        "/api/platform/Some_Thing,         platform-some-thing",
    })
    void theFamilyOfAListIsTheFirstTwoWordsOfItsPath(String path, String family) {
        ListResource list =
                Declared.in("lists: {x: {path: '" + path + "'}}").list("x").orElseThrow();

        assertThat(list.declaration().family()).isEqualTo(family);
    }

    @Test
    void aListWithAnIdIsNamedByBoth() {
        Declaration declared = Declared.in("lists: {group-members: {path: '/api/v2/groups/{groupId}/members'}}")
                .list("group-members")
                .orElseThrow()
                .declaration();

        assertThat(declared.key()).hasToString("gcx:group-members:{groupId}");
        assertThat(declared.subject()).isEqualTo("group_members_id");
        assertThat(declared.hasId()).isTrue();
    }

    @Test
    void javaDeclaresWhatYamlDeclares() throws IOException {
        ListResource inJava = Declared.inJava(ListResource.of("routing-queues")
                        .path("/api/v2/routing/queues")
                        .ttl(300)
                        .permission("routing:queue:view")
                        .set("drop", List.of("sortOrder=asc"))
                        .set("arrays", List.of("id", "divisionId", "peerId", "expand"))
                        .writtenBy("POST /api/v2/authorization/divisions/*/objects/*"))
                .list("routing-queues")
                .orElseThrow();
        ListResource inYaml = shipped().list("routing-queues").orElseThrow();

        assertThat(inJava).usingRecursiveComparison().isEqualTo(inYaml);
    }

    @Test
    void everyPropertyHasItsWayInJava() {
        ListResource list = Declared.inJava(ListResource.of("x")
                        .path("/api/v2/x/{id}")
                        .key("my:{id}")
                        .tags("a", "b-{id}")
                        .subject("thing")
                        .family("f")
                        .fetch("direct:mine")
                        .staleWindow(1)
                        .timeLimit(2)
                        .shareable(true)
                        .writtenBy("!* /api/v2/x/*/y")
                        .set("model", "directory")
                        .ttl(30))
                .list("x")
                .orElseThrow();
        QueryResource query = (QueryResource)
                Declared.inJava(QueryResource.of("x").path("/api/v2/x").ttl("5 real-time", "6"))
                        .query("x")
                        .orElseThrow();

        assertThat(list)
                .usingRecursiveComparison()
                .isEqualTo(new ListResource(
                        new Declaration(
                                Kind.LIST,
                                "x",
                                Template.of("/api/v2/x/{id}"),
                                Template.of("my:{id}"),
                                List.of(Template.of("a"), Template.of("b-{id}")),
                                "thing",
                                "f",
                                null,
                                "direct:mine",
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                true,
                                List.of(WritePattern.of("!* /api/v2/x/*/y")),
                                List.of(),
                                list.declaration().fingerprint()),
                        new ListTtl(Map.of(), 30),
                        new Parameters(List.of(), List.of(), List.of()),
                        100,
                        false,
                        "id",
                        true));
        assertThat(ttl(query)).hasSeconds(6);
    }

    @Test
    void withOtherDefaultsWhatSaysNothingIsAsTheySayAndMeansTheSame() {
        Catalogue before = Declared.in("""
                lists:
                  own: {path: /api/v2/own, ttl: 7, staleWindow: 8, timeLimit: 9}
                  silent: {path: /api/v2/silent}
                  directory: {path: "/api/v2/{id}", model: directory, ttl: gcx.directory.ttl.*}
                queries:
                  by-rule: {path: /api/v2/by-rule}
                  ruled: {path: /api/v2/ruled, ttl: ["5"]}
                """);

        Catalogue after = before.with(new Defaults(
                new ListTtl(Map.of(), 77),
                TtlRules.parse(List.of("78")),
                Duration.ofSeconds(79),
                Duration.ofSeconds(80),
                Duration.ofSeconds(81)));

        Declaration silent = after.list("silent").orElseThrow().declaration();
        assertThat(silent.staleWindow()).hasSeconds(79);
        assertThat(silent.timeLimit()).hasSeconds(81);
        assertThat(after.list("own").orElseThrow().declaration())
                .usingRecursiveComparison()
                .isEqualTo(before.list("own").orElseThrow().declaration());
        assertThat(after.list("directory").orElseThrow().ttl("x")).hasSeconds(77);
        assertThat(ttl((QueryResource) after.query("by-rule").orElseThrow())).hasSeconds(78);
        assertThat(after.all())
                .extracting(resource -> resource.declaration().fingerprint())
                .isEqualTo(before.all().stream()
                        .map(resource -> resource.declaration().fingerprint())
                        .toList());
    }

    @Test
    void twoOfOneNameAreRefusedAndBothPlacesTold() {
        ResourceFile first = Declared.file("a.yaml", "lists:\n\n  x: {path: /api/v2/x}");
        ResourceFile second = Declared.file("b.yaml", "lists:\n  x: {path: /api/v2/x}");

        assertThat(Declared.refusals(first, second))
                .containsExactly("b.yaml:2: lists.x: is declared already as lists.x (a.yaml:3)");
    }

    @Test
    void aNameThatIsTakenIsToldAlsoOfADeclarationThatIsWrong() {
        assertThat(Declared.refusals("queries:\n  x: {path: /v2}\njobs:\n  x: {path: /api/v2/x, ttl: ten}"))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("x.yaml:2: queries.x.path: "),
                        line -> assertThat(line)
                                .isEqualTo("x.yaml:4: jobs.x: is declared already as queries.x (x.yaml:2); queries and"
                                        + " jobs share their names"),
                        line -> assertThat(line).startsWith("x.yaml:4: jobs.x.ttl: "));
    }

    @Test
    void aListAndAQueryMayShareTheirName() {
        Catalogue catalogue = Declared.in("lists: {x: {path: /api/v2/x}}\nqueries: {x: {path: /api/v2/x}}");

        assertThat(catalogue.list("x")).isPresent();
        assertThat(catalogue.query("x")).isPresent();
    }

    @Test
    void twoOfOneKeyAreRefused() {
        assertThat(Declared.refusals("""
                lists:
                  x: {path: '/api/v2/x/{id}'}
                  y:
                    path: /api/v2/y
                    key: gcx:x:all
                """))
                .containsExactly("x.yaml:5: lists.y.key: gcx:x:all may be a key of lists.x (x.yaml:2) too");
    }

    @Test
    void aKeyOfWhatIsPostedEndsInHashAndPerhapsLocale() {
        String query = "queries:\n  x: {path: /api/v2/x%s}\nlists:\n  y: {path: /api/v2/y, key: 'gcx:query:x%s'}";
        String refused = "x.yaml:4: lists.y.key: gcx:query:x%s may be a key of queries.x (x.yaml:2) too";

        assertThat(Declared.refusals(query.formatted("", ""))).isEmpty();
        assertThat(Declared.refusals(query.formatted("", ":a"))).containsExactly(refused.formatted(":a"));
        assertThat(Declared.refusals(query.formatted("", ":a:en"))).isEmpty();
        assertThat(Declared.refusals(query.formatted(", localized: true", ":a")))
                .isEmpty();
        assertThat(Declared.refusals(query.formatted(", localized: true", ":a:en")))
                .containsExactly(refused.formatted(":a:en"));
    }

    @Test
    void aListCanTakeTheKeyOfAnotherByItsNameAlone() {
        assertThat(Declared.refusals("""
                lists:
                  query: {path: /api/v2/a}
                  a: {path: /api/v2/b, key: gcx:list:query}
                """))
                .containsExactly("x.yaml:3: lists.a.key: gcx:list:query may be a key of lists.query (x.yaml:2) too");
    }

    @Test
    void twoOfOneCallAreRefusedWhateverTheirIdsAreCalled() {
        assertThat(Declared.refusals("""
                lists:
                  x:
                    path: /api/v2/x/{id}
                  y:
                    path: /api/v2/x/{other}
                queries:
                  a: {path: /api/v2/a}
                jobs:
                  b: {path: /api/v2/a}
                """))
                .containsExactly(
                        "x.yaml:5: lists.y.path: GET /api/v2/x/{other} is asked by lists.x (x.yaml:3) already",
                        "x.yaml:9: jobs.b.path: POST /api/v2/a is asked by queries.a (x.yaml:7) already");
    }

    @Test
    void aRouteOfItsOwnMayAskTheSamePathForSomethingElse() {
        assertThat(Declared.refusals("""
                lists:
                  x: {path: /api/v2/x}
                  y: {path: /api/v2/x, fetch: "direct:y"}
                  z: {path: /api/v2/x, fetch: "direct:y"}
                """))
                .containsExactly("x.yaml:4: lists.z.path: GET /api/v2/x is asked by lists.y (x.yaml:3) already");
    }

    @Test
    void getAndPostOfOnePathAreTwoCalls() {
        assertThat(Declared.refusals("lists: {x: {path: /api/v2/a}}\nqueries: {y: {path: /api/v2/a}}"))
                .isEmpty();
    }

    @Test
    void whatIsDeclaredInJavaIsHeldAgainstTheFiles() {
        ResourceFile file = Declared.file("x.yaml", "lists:\n  x: {path: /api/v2/x}");
        List<ResourceBuilder> inJava = List.of(
                ListResource.of("x").path("/api/v2/y"),
                ListResource.of("y").path("/api/v2/x"),
                ListResource.of("y").path("/api/v2/z"));

        assertThatThrownBy(() -> Catalogue.of(List.of(file), inJava, Declared.DEFAULTS))
                .isExactlyInstanceOf(CatalogueException.class)
                .hasMessage("""
                        lists.x: is declared already as lists.x (x.yaml:2)
                        lists.y.path: GET /api/v2/x is asked by lists.x (x.yaml:2) already
                        lists.y: is declared already as lists.y (in Java)""");
    }

    @Test
    void twoEqualResourcesAreToldApart() {
        ResourceBuilder twin = ListResource.of("x").path("/api/v2/x");

        assertThatThrownBy(() -> Declared.inJava(twin, twin))
                .hasMessage("lists.x: is declared already as lists.x (in Java)");
    }

    @Test
    void fourHundredDeclarationsAreReadAtOnce() {
        String yaml = many(400);

        Catalogue catalogue = assertTimeout(SOON, () -> Declared.in(yaml));

        assertThat(catalogue.all()).hasSize(400);
        assertThat(catalogue.list("thing-0").orElseThrow().declaration().path()).hasToString("/api/v2/things/0/{id}");
        assertThat(catalogue.list("thing-398").orElseThrow().declaration().path())
                .hasToString("/api/v2/things/398/{id}");
        assertThat(catalogue.query("query-399").orElseThrow().declaration().path())
                .hasToString("/api/v2/things/399");
    }

    @Test
    void oneClashAmongFourHundredIsFound() {
        String yaml = many(400) + "  another: {path: /api/v2/another, key: 'gcx:thing-200:all'}\n";

        List<String> refusals = assertTimeout(SOON, () -> Declared.refusals(yaml));

        assertThat(refusals)
                .containsExactly("x.yaml:403: lists.another.key: gcx:thing-200:all may be a key of lists.thing-200"
                        + " (x.yaml:303) too");
    }

    @Test
    void thousandsThatClashAreToldOnceEach() {
        StringBuilder yaml = new StringBuilder("lists:\n");
        for (int i = 0; i < 3000; i++) {
            yaml.append("  a%d: {path: /api/v2/%d, key: same}\n".formatted(i, i));
        }

        List<String> refusals = assertTimeout(SOON, () -> Declared.refusals(yaml.toString()));

        assertThat(refusals).hasSize(2999);
    }

    /** Queries first, then lists with ids: half of each. */
    private static String many(int count) {
        StringBuilder queries = new StringBuilder("queries:\n");
        StringBuilder lists = new StringBuilder("lists:\n");
        for (int i = 0; i < count; i += 2) {
            lists.append("  thing-%d: {path: '/api/v2/things/%d/{id}'}\n".formatted(i, i));
            queries.append("  query-%d: {path: /api/v2/things/%d}\n".formatted(i + 1, i + 1));
        }
        return queries.append(lists).toString();
    }

    private static void assertPolling(
            Polling polling,
            String path,
            String idField,
            String stateField,
            Set<String> done,
            Set<String> running,
            String messageField,
            boolean cleanUp) {
        assertThat(polling.path()).hasToString(path);
        assertThat(polling.fetchFamily()).isEqualTo("analytics-fetch");
        assertThat(polling.idField()).isEqualTo(idField);
        assertThat(polling.stateField()).isEqualTo(stateField);
        assertThat(polling.done()).isEqualTo(done);
        assertThat(polling.running()).isEqualTo(running);
        assertThat(polling.messageField()).isEqualTo(messageField);
        assertThat(polling.pageSize()).isEqualTo(1000);
        assertThat(polling.cleanUp()).isEqualTo(cleanUp);
    }

    private static Duration ttl(Resource.Posted query) {
        return query.reading()
                .ttl()
                .fitting(MissingNode.getInstance(), new AskedTime(false, false, null, null))
                .ttl();
    }

    private static Catalogue shipped() throws IOException {
        return Catalogue.of(Declared.shipped(), List.of(), Declared.DEFAULTS);
    }
}
