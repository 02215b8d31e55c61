package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ResourceBuilderTest {
    private static final String TTL = " is not a number of seconds, 1 to 86400";
    private static final String OF_DIRECTORIES =
            " is not a number of seconds, 30 to 3600, or the word gcx.directory.ttl.*";
    private static final String OF_QUERIES =
            " is not a number of seconds, 1 to 604800, or a list of TTL rules, of which"
                    + " the last has no conditions, or the word gcx.report.ttl.*";
    private static final String RULE =
            " is not a TTL rule: 1 to 604800 seconds and its conditions: real-time, span," + " span>P1D, field=value";
    private static final String PATH =
            " is not a path below /api/, for example /api/v2/routing/queues or /api/v2/groups/{groupId}/members";

    @ParameterizedTest(name = "ttl: {0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "ten     | \"ten\"",
                "0       | 0",
                "-1      | -1",
                "86401   | 86401",
                "1.5     | 1.5",
                "0x10    | \"0x10\"",
                "10 min  | \"10 min\"",
                "007     | \"007\"",
                "99999999999999999999 | 99999999999999999999",
                "[300]   | [300]",
                "{s: 1}  | {\"s\":1}",
                "null    | null",
                "``      | null",
                "true    | true",
                "gcx.directory.ttl.* | \"gcx.directory.ttl.*\"",
            })
    void aTtlIsANumberOfSeconds(String ttl, String shown) {
        assertRefused("lists", "x", "path: /api/v2/x", "ttl: " + ttl, "ttl: " + shown + TTL);
    }

    @Test
    void anExponentMakesNoWholeNumber() {
        assertThat(Declared.refusals("lists:\n  x:\n    path: /api/v2/x\n    ttl: 1e3"))
                .containsExactly("x.yaml:4: lists.x.ttl: 1E+3" + TTL);
    }

    @ParameterizedTest(name = "ttl: {0}")
    @CsvSource({"29", "3601", "0"})
    void aDirectoryHasATtlOfItsOwnRange(String ttl) {
        assertRefused(
                "lists",
                "x",
                "path: '/api/v2/x/{id}', model: directory",
                "ttl: " + ttl,
                "ttl: " + ttl + OF_DIRECTORIES);
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "3600, 3600", "gcx.directory.ttl.*, 301"})
    void theRangeOfADirectorysTtlIncludesItsEnds(String ttl, long seconds) {
        Catalogue catalogue = Declared.in("lists: {x: {path: '/api/v2/x/{id}', model: directory, ttl: " + ttl + "}}");

        assertThat(catalogue.list("x").orElseThrow().ttl("any")).hasSeconds(seconds);
    }

    @ParameterizedTest
    @CsvSource({"lists, 1", "lists, 86400", "queries, 1", "queries, 604800"})
    void theRangeOfATtlIncludesItsEnds(String section, long ttl) {
        assertThat(Declared.refusals(section + ": {x: {path: /api/v2/x, ttl: " + ttl + "}}"))
                .isEmpty();
    }

    @ParameterizedTest(name = "ttl: {0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "604801                       | 604801" + OF_QUERIES,
                "`60 span`                    | \"60 span\"" + OF_QUERIES,
                "[]                           | [] is not a list of TTL rules, of which the last has no conditions",
                "[10 realtime, \"60\"]        | in the list, \"10 realtime\"" + RULE,
                "[\"60\", 10 span]            | \"10 span\" has conditions, but the last TTL rule has none, so that it fits"
                        + " everything",
                "[10 span, 0]                 | in the list, 0" + RULE,
                "[10 span, null]              | in the list, null" + RULE,
            })
    void theTtlOfAQueryIsANumberOrRules(String ttl, String refusal) {
        assertRefused("queries", "x", "path: /api/v2/x", "ttl: " + ttl, "ttl: " + refusal);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "path: /v2/x                  | \"/v2/x\"" + PATH,
                "path: api/v2/x               | \"api/v2/x\"" + PATH,
                "path: /api/                  | \"/api/\"" + PATH,
                "path: /api/v2/x/             | \"/api/v2/x/\"" + PATH,
                "path: /api//x                | \"/api//x\"" + PATH,
                "path: /api/v2/../x           | \"/api/v2/../x\"" + PATH,
                "path: /api/v2/.              | \"/api/v2/.\"" + PATH,
                "path: /api/v2/x?a=b          | \"/api/v2/x?a=b\"" + PATH,
                "path: /api/v2/%2e            | \"/api/v2/%2e\"" + PATH,
                "path: '/api/v2/x-{id}'       | \"/api/v2/x-{id}\"" + PATH,
                "path: '/api/v2/{}'           | \"/api/v2/{}\"" + PATH,
                "path: https://x/api/v2/x     | \"https://x/api/v2/x\"" + PATH,
                "path: 300                    | 300" + PATH,
                "path: [/api/v2/x]            | [\"/api/v2/x\"]" + PATH,
                "path: {a: b}                 | {\"a\":\"b\"}" + PATH,
                "path: null                   | null" + PATH,
                "path: '/api/{id}/{id}'       | /api/{id}/{id} has a name in braces twice",
                "path: '/api/{id}/{other}'    | /api/{id}/{other} has more than one name in braces",
                "path: '/api/v2/{run}'        | /api/v2/{run} has {run}, which stands for Genesys's run, not for an id",
            })
    void aPathIsOneOfGenesyssWithOneIdAtMost(String path, String refusal) {
        assertRefused("lists", "x", path, "path: " + refusal);
    }

    @ParameterizedTest
    @CsvSource({"/api/v2/...", "/api/v2/.x", "/api/v2/a..b", "/api/v2/A_b~c-d.e", "/api/{id}", "/api/v2/x/{userId2}/y"})
    void aPathMayHaveWhatAnUrlHas(String path) {
        assertThat(Declared.refusals("lists: {x: {path: '" + path + "'}}")).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "reports | report | /api/v2/x        | is to have the report's id in braces, and no other name",
                "reports | report | /api/{a}/{b}     | is to have the report's id in braces, and no other name",
                "queries | x      | /api/v2/x/{id}   | has a name in braces, but what is posted is asked for by its own name alone",
                "jobs    | x      | /api/v2/x/{id}   | has a name in braces, but what is posted is asked for by its own name alone",
            })
    void everyKindHasTheIdsThatItsAddressHas(String section, String name, String path, String refusal) {
        assertRefused(section, name, "path: '" + path + "'", "path: " + path + ' ' + refusal);
    }

    @Test
    void aDirectoryHasAnId() {
        assertRefused(
                "lists",
                "x",
                "path: /api/v2/x",
                "model: directory",
                "path: /api/v2/x is to have the directory's id in braces, and no other name");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "lists   | model: directry        | model: \"directry\" is not the word directory",
                "lists   | model: true            | model: true is not the word directory",
                "lists   | pageSize: 0            | pageSize: 0 is not a number of entries, 1 to 1000",
                "lists   | pageSize: 1001         | pageSize: 1001 is not a number of entries, 1 to 1000",
                "lists   | pageSize: \"300\"      | pageSize: \"300\" is not a number of entries, 1 to 1000; write it without quotes",
                "lists   | pageSize: \"3000\"     | pageSize: \"3000\" is not a number of entries, 1 to 1000",
                "lists   | staleWindow: -1        | staleWindow: -1 is not a number of seconds, 0 to 2678400",
                "lists   | staleWindow: 2678401   | staleWindow: 2678401 is not a number of seconds, 0 to 2678400",
                "lists   | timeLimit: 0           | timeLimit: 0 is not a number of seconds, 1 to 86400",
                "lists   | shareable: yes         | shareable: \"yes\" is not true or false",
                "lists   | shareable: 1           | shareable: 1 is not true or false",
                "lists   | shareable: \"true\"    | shareable: \"true\" is not true or false; write it without quotes",
                "lists   | permission: \"\"       | permission: \"\" is not a permission or scope, for example routing:queue:view",
                "lists   | permission: a b        | permission: \"a b\" is not a permission or scope, for example routing:queue:view",
                "lists   | family: Routing        | family: \"Routing\" is not a word: up to 64 out of a-z 0-9 -",
                "lists   | fetch: my-own          | fetch: \"my-own\" is not an endpoint, for example direct:my-own",
                "lists   | tags: x                | tags: \"x\" is not a list of tags, for example [telephony, site-{siteId}]",
                "lists   | tags: [a, B]           | tags: in the list, \"B\" is not a tag: up to 128 out of a-z 0-9 . _ ~ - and the path's id in braces",
                "lists   | tags: [5]              | tags: in the list, 5 is not a tag: up to 128 out of a-z 0-9 . _ ~ - and the path's id in braces; write it in quotes",
                "lists   | tags: ['{id}']         | tags: [\"{id}\"] has {id}, allowed is no name in braces, since the path has none",
                "lists   | key: gcx x             | key: \"gcx x\" is not a text out of A-Z a-z 0-9 . _ ~ : - and the path's id in braces",
                "lists   | key: 'gcx:{id}'        | key: \"gcx:{id}\" has {id}, allowed is no name in braces, since the path has none",
                "queries | sets: metrics          | sets: \"metrics\" is not a list of paths, for example [metrics, filter.predicates]",
                "queries | sets: ['a-b'] | sets: in the list, \"a-b\" is not a path: names of fields with dots between, [] behind those whose elements are meant, and two dots before it for any depth",
                "queries | sets: ['a..b'] | sets: in the list, \"a..b\" is not a path: names of fields with dots between, [] behind those whose elements are meant, and two dots before it for any depth",
                "queries | sets: ['a[]'] | sets: in the list, \"a[]\" is not a path: names of fields with dots between, [] behind those whose elements are meant, and two dots before it for any depth",
                "queries | sets: ['.a'] | sets: in the list, \".a\" is not a path: names of fields with dots between, [] behind those whose elements are meant, and two dots before it for any depth",
                "queries | sets: ['a[0].b'] | sets: in the list, \"a[0].b\" is not a path: names of fields with dots between, [] behind those whose elements are meant, and two dots before it for any depth",
                "queries | sets: ['...a'] | sets: in the list, \"...a\" is not a path: names of fields with dots between, [] behind those whose elements are meant, and two dots before it for any depth",
                "queries | sets: ['a.'] | sets: in the list, \"a.\" is not a path: names of fields with dots between, [] behind those whose elements are meant, and two dots before it for any depth",
                "queries | sets: ['..'] | sets: in the list, \"..\" is not a path: names of fields with dots between, [] behind those whose elements are meant, and two dots before it for any depth",
                "queries | empties: ['a[]'] | empties: in the list, \"a[]\" is not a path: names of fields with dots between, [] behind those whose elements are meant, and two dots before it for any depth",
                "queries | defaults: {a-b: 1} | defaults: {\"a-b\":1} is not a mapping of paths to values, each once, for example {order: asc, paging: {pageSize: 25}}",
                "queries | defaults: {a: {..b: 1}} | defaults: {\"a\":{\"..b\":1}} is not a mapping of paths to values, each once, for example {order: asc, paging: {pageSize: 25}}",
                "queries | defaults: {'a[]': 1} | defaults: {\"a[]\":1} is not a mapping of paths to values, each once, for example {order: asc, paging: {pageSize: 25}}",
                "queries | defaults: {a.b: 1, a: {b: 2}} | defaults: {\"a.b\":1,\"a\":{\"b\":2}} is not a mapping of paths to values, each once, for example {order: asc, paging: {pageSize: 25}}",
                "queries | instants: [a.b] | instants: in the list, \"a.b\" is not the name of a field: up to 64 out of A-Z a-z 0-9 _",
                "queries | align: on | align: \"on\" is not the word live, or the word none",
                "queries | dates: days | dates: \"days\" is not the word words, or the word instants",
                "jobs    | localized: 1 | localized: 1 is not true or false",
                "queries | defaults: [a]          | defaults: [\"a\"] is not a mapping of paths to values, each once, for example {order: asc, paging: {pageSize: 25}}",
                "queries | defaults: text         | defaults: \"text\" is not a mapping of paths to values, each once, for example {order: asc, paging: {pageSize: 25}}",
                "queries | timeZone: Mars/Base    | timeZone: \"Mars/Base\" is not a time zone, for example Europe/Berlin or +01:00",
                "queries | timeZone: 1            | timeZone: 1 is not a time zone, for example Europe/Berlin or +01:00",
                "queries | poll: /api/v2/x        | poll: is no property of queries; the nearest one is path out of path, permission, key, tags, subject, family, fetch, staleWindow, timeLimit, shareable, writtenBy, ttl, sets, defaults, empties, instants, align, dates, localized, timeZone, drop, arrays, schedule",
                "queries | model: directory       | model: is no property of queries; the nearest one is key out of path, permission, key, tags, subject, family, fetch, staleWindow, timeLimit, shareable, writtenBy, ttl, sets, defaults, empties, instants, align, dates, localized, timeZone, drop, arrays, schedule",
                "lists   | defaults: {}           | defaults: is no property of lists; the nearest one is path out of path, permission, key, tags, subject, family, fetch, staleWindow, timeLimit, shareable, writtenBy, ttl, pageSize, paging, id, model, drop, arrays, live, schedule",
                "lists   | tll: 10                | tll: is no property of lists; the nearest one is ttl",
                "lists   | Permission: x          | Permission: is no property of lists; the nearest one is permission",
                "jobs    | poll: /api/v2/x        | poll: \"/api/v2/x\" lacks {run}",
                "jobs    | poll: '/api/{run}/{x}' | poll: \"/api/{run}/{x}\" has {x}, allowed is {run}",
                "jobs    | results: /api/v2/x     | results: \"/api/v2/x\" lacks {run}",
                "jobs    | done: []               | done: [] is not a list of states, for example [FULFILLED]",
                "jobs    | running: [7]           | running: in the list, 7 is not a state: a text of up to 64 characters; write it in quotes",
                "jobs    | done: FULFILLED        | done: \"FULFILLED\" is not a list of states, for example [FULFILLED]",
                "jobs    | idField: a.b           | idField: \"a.b\" is not the name of a field: up to 64 out of A-Z a-z 0-9 _",
                "jobs    | pageSize: 10001        | pageSize: 10001 is not a number of results, 1 to 10000",
                "jobs    | cleanUp: null          | cleanUp: null is not true or false",
            })
    void everyPropertyHasItsForm(String section, String property, String refusal) {
        assertRefused(section, "x", "path: /api/v2/x", property, refusal);
    }

    @ParameterizedTest
    @CsvSource({"seq", "prev", "opens", "timestamp", "event", "key", "details", "entries", "ttl_seconds"})
    void aSubjectIsNoFieldThatIsThereAlready(String subject) {
        assertThat(Declared.refusals("lists: {x: {path: '/api/v2/{id}', subject: " + subject + "}}"))
                .singleElement()
                .asString()
                .startsWith("x.yaml:1: lists.x.subject: \"" + subject + "\" is not a word: a letter, then")
                .contains("no field that is there already (seq, prev, ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "key: 'gcx:x'           | key: \"gcx:x\" lacks {id}",
                "key: 'gcx:{id}:{x}'    | key: \"gcx:{id}:{x}\" has {x}, allowed is {id}",
                "tags: ['{x}', '{id}']  | tags: [\"{x}\",\"{id}\"] has {x}, allowed is {id}",
            })
    void whatNamesAQuestionHasThePathsId(String property, String refusal) {
        assertRefused("lists", "x", "path: '/api/v2/{id}'", property, refusal);
    }

    @ParameterizedTest(name = "name {0}")
    @CsvSource({"a/b", "Routing-Queues", "x_y", "-x", "9x", "x y", "ä", "''"})
    void aNameIsWhatAnAddressCanHave(String name) {
        String shown = '"' + name + '"';
        String where = name.matches("[A-Za-z0-9_-]+") ? name : shown;

        assertThat(Declared.refusals("lists:\n  " + shown + ": {path: /api/v2/x}"))
                .containsExactly("x.yaml:2: lists." + where + ": " + shown
                        + " is not a name: a letter out of a-z, then up to 63 characters out of a-z 0-9 -");
    }

    @Test
    void aNameHas64CharactersAtMost() {
        assertThat(Declared.refusals("lists: {" + "x".repeat(64) + ": {path: /api/v2/x}}"))
                .isEmpty();
        assertThat(Declared.refusals("lists: {" + "x".repeat(65) + ": {path: /api/v2/x}}"))
                .hasSize(1);
    }

    @Test
    void thereIsOneReport() {
        assertRefused(
                "reports",
                "sales",
                "path: '/api/v2/{id}'",
                null,
                ": is to be named report, as the one that /gcx/reports/{id} asks for");
    }

    @ParameterizedTest
    @CsvSource({"list, list", "query, query", "report, report", "report-x, report", "list-1, list"})
    void aListWithIdsHasNotTheTagOfAKind(String name, String kind) {
        assertRefused(
                "lists",
                name,
                "path: '/api/v2/{id}'",
                null,
                ": may be a tag of another " + kind + "; what has a path with an id is named something else");
        assertThat(Declared.refusals("lists: {" + name + ": {path: /api/v2/x}}"))
                .isEmpty();
    }

    @Test
    void aPathIsRequired() {
        assertRefused("lists", "x", "ttl: 5", null, ": path is required");
    }

    @Test
    void aLongValueIsQuotedInPart() {
        assertThat(Declared.refusals("lists: {x: {path: /api/v2/x, ttl: " + "a".repeat(500) + "}}"))
                .containsExactly("x.yaml:1: lists.x.ttl: \"" + "a".repeat(79) + "…" + TTL);
    }

    @Test
    void javaTellsAllThatIsWrongAtOnce() {
        ResourceBuilder wrong =
                ListResource.of("X").path("/v2/x").ttl(0).staleWindow(-1).timeLimit(0);

        assertThatThrownBy(() -> wrong.build(Declared.DEFAULTS))
                .isExactlyInstanceOf(DeclarationException.class)
                .hasMessage("""
                        lists.X: "X" is not a name: a letter out of a-z, then up to 63 characters out of a-z 0-9 -
                        lists.X.path: "/v2/x"%s
                        lists.X.ttl: 0%s
                        lists.X.staleWindow: -1 is not a number of seconds, 0 to 2678400
                        lists.X.timeLimit: 0 is not a number of seconds, 1 to 86400""", PATH, TTL);
    }

    @Test
    void javaMayGiveAnyNumberAndListThatYamlHas() {
        List<String> tags = new ArrayList<>(List.of("a"));
        ResourceBuilder builder =
                ListResource.of("x").set("path", "/api/v2/x").set("ttl", 7).set("tags", tags);
        tags.add("Not A Tag");

        ListResource list = Declared.inJava(builder).list("x").orElseThrow();

        assertThat(list.ttl("x")).hasSeconds(7);
        assertThat(list.declaration().tags()).hasToString("[a]");
    }

    @Test
    void javaCannotSneakInWhatYamlCannotSay() {
        ResourceBuilder builder = QueryResource.of("x")
                .path("/api/v2/x")
                .ttl("60", null)
                .tags("a", null)
                .set("defaults", Map.of("a", new Object()))
                .set("timeZone", new Object())
                .set("", 1);

        DeclarationException refused =
                catchThrowableOfType(DeclarationException.class, () -> builder.build(Declared.DEFAULTS));

        assertThat(refused.getMessage().lines())
                .containsExactly(
                        "queries.x.ttl: in the list, null" + RULE,
                        "queries.x.tags: in the list, null is not a tag: up to 128 out of a-z 0-9 . _ ~ - and the path's"
                                + " id in braces",
                        "queries.x.defaults: a " + Map.of("a", "b").getClass().getName()
                                + " is not a mapping of paths to values, each once, for example {order: asc, paging: {pageSize: 25}}",
                        "queries.x.timeZone: a java.lang.Object is not a time zone, for example Europe/Berlin or +01:00",
                        "queries.x.\"\": is no property of queries; the nearest one is key out of path, permission, key, tags, subject, family, fetch, staleWindow, timeLimit, shareable, writtenBy, ttl, sets, defaults, empties, instants, align, dates, localized, timeZone, drop, arrays, schedule");
    }

    @Test
    void namesAreNotNull() {
        assertThatNullPointerException().isThrownBy(() -> ListResource.of(null)).withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> ListResource.of("x").set(null, 1))
                .withMessage("property");
    }

    private static void assertRefused(String section, String name, String property, String refusal) {
        assertRefused(section, name, property, null, refusal);
    }

    /** Refused in a file with the line of the property, and in Java with the same words. */
    private static void assertRefused(String section, String name, String first, String second, String refusal) {
        String yaml = section + ":\n  " + name + ":\n    # first\n    " + first.replaceFirst(", model", "\n    model")
                + (second == null ? "" : "\n    " + second);
        boolean whole = refusal.startsWith(":");
        String property = whole ? null : refusal.substring(0, refusal.indexOf(':'));
        String said = section + '.' + name + (whole ? "" : ".") + refusal;

        assertThat(Declared.refusals(yaml)).containsExactly("x.yaml:" + line(yaml, property) + ": " + said);
        assertThat(inJava(section, name, yaml)).isEqualTo(said);
    }

    private static int line(String yaml, String property) {
        List<String> lines = yaml.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("    " + property + ':')) {
                return i + 1;
            }
        }
        return 2;
    }

    /** What Java is told that sets the same properties to the same values. */
    private static String inJava(String section, String name, String yaml) {
        ResourceBuilder builder =
                switch (section) {
                    case "lists" -> ListResource.of(name);
                    case "queries" -> QueryResource.of(name);
                    case "jobs" -> JobResource.of(name);
                    default -> ReportResource.of(name);
                };
        Object sections = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        Map<?, ?> properties = (Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) sections).get(section)).get(name);
        properties.forEach((property, value) -> builder.set((String) property, value));
        return catchThrowableOfType(CatalogueException.class, () -> Declared.inJava(builder))
                .getMessage();
    }
}
