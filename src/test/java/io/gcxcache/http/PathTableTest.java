package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.http.PathTable.Entry;
import io.gcxcache.http.PathTable.Match;
import io.gcxcache.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTableTest {
    private PathTable<String> table = new PathTable<>();

    @Test
    void findsNothingInAnEmptyTable() {
        assertThat(found("/")).isNull();
        assertThat(table.allowed("/")).isEmpty();
    }

    @Test
    void findsALiteralPath() {
        serve("/gcx/budget");
        serve("/");

        assertThat(found("/gcx/budget")).isEqualTo("/gcx/budget");
        assertThat(found("/")).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "gcx/budget", "/gcx", "/gcx/budget/", "/gcx/budget/more", "/gcx/Budget"})
    void doesNotFindALiteralPathByAnother(String path) {
        serve("/gcx/budget");
        serve("/gcx/x/{name}");

        assertThat(found(path)).isNull();
        assertThat(table.allowed(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//gcx/budget",
                "/gcx//budget",
                "/gcx/budget//",
                "/gcx/./budget",
                "/gcx/x/../budget",
                "/gcx/budget/..",
                "/gcx/%2e/budget",
                "/gcx/x/%2E./budget",
                "/gcx/%2e%2e/nowhere",
                "/gcx/b\\udget",
                "/gcx/x%5cy",
                "/gcx/x%5C..%5cbudget",
                "/gcx/%00",
                "/gcx/x%0d%0ay",
                "/gcx/x%1F",
                "/gcx/x%7f",
                "/gcx/\u0001",
                "/gcx/\u007f",
                "/gcx/\u00e4",
                "/gcx/x#y",
                "/nowhere/%5c",
                "/nowhere/x/%zz",
                "/nowhere/%ff/x"
            })
    void aPathThatMayBeTakenForAnotherIsABadRequestWhetherItIsServedOrNot(String path) {
        serve("/gcx/budget");
        servePrefix("/gcx");

        assertThatThrownBy(() -> table.find(path, "GET"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(400));
        assertThatThrownBy(() -> table.allowed(path)).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({
        "a, a",
        "a%20b, a%20b",
        "x%3fa=b%26c, x%3fa=b%26c",
        "..%2f..%2foauth, ..%2f..%2foauth",
        "%41, %41",
        "a+b, a+b",
        "%252e%252e, %252e%252e",
        "%c3%a4;x=1, %c3%a4;x=1"
    })
    void belowGenesyssOwnPathsAParameterIsWhatWasSent(String sent, String value) {
        serve("/api/v2/users/{id}/presences/{source}");
        servePrefix("/api/v2/rest/{first}");

        assertThat(values("/api/v2/users/" + sent + "/presences/" + sent))
                .containsOnly(Map.entry("id", value), Map.entry("source", value));
        Match<String> rest = table.find("/api/v2/rest/" + sent + "/" + sent, "GET");
        assertThat(values(rest)).containsExactly(Map.entry("first", value));
        assertThat(rest.rest()).isEqualTo("/" + value);
    }

    @Test
    void aLiteralOfGenesyssOwnPathsIsNoParameterHoweverItIsSpelled() {
        serve("/api/v2/users/me");
        serve("/api/v2/users/{id}");

        assertThat(found("/api/v2/users/%6de")).isEqualTo("/api/v2/users/me");
    }

    @Test
    void aMethodThatGenesyssOwnPathDoesNotTakeIsLeftToAPrefix() {
        serve("/api/v2/users/{id}", "GET");
        serve("/api/v2/users/search", "POST");
        serve("/api/v2/{kind}/{id}", "PATCH");
        servePrefix("/api/v2");

        assertThat(target("POST", "/api/v2/users/search")).isEqualTo("/api/v2/users/search");
        assertThat(target("GET", "/api/v2/users/search")).isEqualTo("/api/v2/*");
        assertThat(target("GET", "/api/v2/users/7")).isEqualTo("/api/v2/users/{id}");
        assertThat(target("PATCH", "/api/v2/users/7")).isEqualTo("/api/v2/*");
        assertThat(target("PATCH", "/api/v2/groups/7")).isEqualTo("/api/v2/{kind}/{id}");
        assertThat(target("GET", "/api/v2/users")).isEqualTo("/api/v2/*");
        assertThat(target("GET", "/api/v2")).isEqualTo("/api/v2/*");
        assertThat(found("/api/v20")).isNull();
    }

    @Test
    void withoutAPrefixAMethodThatGenesyssOwnPathDoesNotTakeIsNotThere() {
        serve("/api/v2/users/{id}", "GET");
        serve("/api/v1/users/{id}", "GET");

        assertThat(table.find("/api/v2/users/7", "PUT")).isNull();
        assertThat(table.allowed("/api/v2/users/7")).isEmpty();
        assertThat(table.allowed("/api/v1/users/7")).containsExactly("GET");
    }

    @Test
    void comparesLiteralsDecoded() {
        serve("/gcx/budget");

        assertThat(found("/gcx/%62udget")).isEqualTo("/gcx/budget");
        assertThat(found("/gcx%2Fbudget")).isNull();
    }

    @Test
    void tellsATrailingSlashFromNone() {
        serve("/a/");

        assertThat(found("/a/")).isEqualTo("/a/");
        assertThat(found("/a")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "a, a",
        "a+b, a+b",
        "a%20b, 'a b'",
        "..%2f..%2foauth, ../../oauth",
        "a%2Fb, a/b",
        "%c3%a4, ä",
        "%25, %",
        "a;b=c, a;b=c",
        "..., ..."
    })
    void aParameterIsOneSegmentDecoded(String sent, String value) {
        serve("/gcx/{name}/x");

        assertThat(values("/gcx/" + sent + "/x")).containsExactly(Map.entry("name", value));
    }

    @Test
    void aParameterIsNeitherEmptyNorSeveralSegments() {
        serve("/gcx/{name}");

        assertThat(found("/gcx/")).isNull();
        assertThat(found("/gcx/a/b")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "%zz", "%-1", "%+1", "%ff", "%c3", "%c0%af"})
    void whatCannotBeDecodedIsABadRequest(String sent) {
        serve("/gcx/{name}");

        assertThatThrownBy(() -> table.find("/gcx/" + sent, "GET"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(400));
    }

    @Test
    void aLiteralBeatsAParameterSegmentBySegment() {
        serve("/{a}/b/{c}");
        serve("/a/{b}/{c}");
        serve("/a/b/{c}");
        serve("/{a}/{b}/c");

        assertThat(found("/a/b/c")).isEqualTo("/a/b/{c}");
        assertThat(found("/a/x/c")).isEqualTo("/a/{b}/{c}");
        assertThat(found("/x/b/c")).isEqualTo("/{a}/b/{c}");
        assertThat(found("/x/x/c")).isEqualTo("/{a}/{b}/c");
        assertThat(found("/x/x/x")).isNull();
    }

    @Test
    void aLiteralThatLeadsNowhereGivesWayToAParameter() {
        serve("/a/b/c");
        serve("/{one}/{two}/d");

        assertThat(values("/a/b/d")).containsExactly(Map.entry("one", "a"), Map.entry("two", "b"));
        assertThat(found("/a/b/e")).isNull();
    }

    @Test
    void eachEntryHasItsOwnParameterNames() {
        serve("/runs/{run}", "GET");
        serve("/runs/{flight}", "DELETE");
        serve("/runs/{id}/result", "GET");

        assertThat(values("/runs/7")).containsExactly(Map.entry("run", "7"));
        assertThat(values(table.find("/runs/7", "DELETE"))).containsExactly(Map.entry("flight", "7"));
        assertThat(values("/runs/7/result")).containsExactly(Map.entry("id", "7"));
    }

    @Test
    void aPathMayBeServedBySeveralEntriesForSeveralMethods() {
        table = table.with(List.of(
                new Entry<>(PathPattern.of("/a", false), List.of("POST", "QUERY"), "ask"),
                new Entry<>(PathPattern.of("/a", false), List.of("GET", "HEAD"), "read")));

        assertThat(table.find("/a", "QUERY").entry().target()).isEqualTo("ask");
        assertThat(table.find("/a", "HEAD").entry().target()).isEqualTo("read");
        assertThat(table.find("/a", "PUT")).isNull();
        assertThat(table.find("/a", "get")).isNull();
        assertThat(table.allowed("/a")).containsExactly("POST", "QUERY", "GET", "HEAD");
    }

    @Test
    void aMethodThatTheMostSpecificPathDoesNotTakeIsLookedForInTheOthers() {
        serve("/api/users/{id}", "GET");
        serve("/api/{kind}/{id}", "POST");
        servePrefix("/api", "PATCH");

        assertThat(table.find("/api/users/7", "PATCH").entry().target()).isEqualTo("/api/*");
        assertThat(table.find("/api/users/7", "POST").entry().target()).isEqualTo("/api/{kind}/{id}");
        assertThat(table.find("/api/users/7", "PUT")).isNull();
        assertThat(table.allowed("/api/users/7")).containsExactly("GET", "POST", "PATCH");
    }

    @Test
    void aPrefixMatchesWholeSegments() {
        servePrefix("/gw");

        assertThat(List.of("/gw", "/gw/", "/gw/a", "/gw/a/b"))
                .allSatisfy(path -> assertThat(found(path)).isEqualTo("/gw/*"));
        assertThat(List.of("/gw2", "/g", "/"))
                .allSatisfy(path -> assertThat(found(path)).isNull());
    }

    @Test
    void aPrefixTellsTheRestOfThePathAsItWasSent() {
        servePrefix("/gw/{tenant}/");
        serve("/whole");

        assertThat(table.find("/gw/t/a%20b/", "GET").rest()).isEqualTo("/a%20b/");
        assertThat(table.find("/gw/t", "GET").rest()).isEmpty();
        assertThat(values("/gw/t/a")).containsExactly(Map.entry("tenant", "t"));
        assertThat(table.find("/whole", "GET").rest()).isEmpty();
    }

    @Test
    void theLongestPrefixWins() {
        servePrefix("/");
        servePrefix("/a");
        servePrefix("/a/b");
        servePrefix("/{x}/b/{y}");

        assertThat(found("/z")).isEqualTo("//*");
        assertThat(found("/a/z")).isEqualTo("/a/*");
        assertThat(found("/a/b")).isEqualTo("/a/b/*");
        assertThat(found("/a/b/c/d")).isEqualTo("/{x}/b/{y}/*");
        assertThat(values("/a/b/c/d")).containsExactly(Map.entry("x", "a"), Map.entry("y", "c"));
    }

    @Test
    void anyWholePathBeatsAPrefix() {
        servePrefix("/a/b");
        serve("/{x}/{y}");

        assertThat(found("/a/b")).isEqualTo("/{x}/{y}");
        assertThat(found("/a/b/c")).isEqualTo("/a/b/*");
    }

    @Test
    void theSamePathWithTheSameMethodIsRefusedAndBothAreNamed() {
        serve("/a/{x}", "GET", "HEAD");

        assertThatThrownBy(() -> serve("/a/{y}", "POST", "HEAD"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/a/{y} [POST, HEAD]")
                .hasMessageContaining("/a/{x} [GET, HEAD]");
        assertThatThrownBy(() -> serve("/a/{y}")).hasMessageContaining("all methods");
        servePrefix("/a/{x}", "GET");
    }

    @Test
    void whatIsRemovedIsNotFoundAndATableStaysAsItWas() {
        serve("/a", "GET");
        serve("/a", "POST");
        PathTable<String> before = table;

        table = table.without(table.entries());

        assertThat(found("/a")).isNull();
        assertThat(before.find("/a", "GET")).isNotNull();
    }

    @Test
    void fourHundredPathsDoNotStandInEachOthersWay() {
        for (int i = 0; i < 400; i++) {
            serve("/api/v2/kind" + i + "/{id" + i + "}/members/{member}");
        }

        for (int i = 0; i < 400; i++) {
            assertThat(values("/api/v2/kind" + i + "/x/members/y"))
                    .containsExactly(Map.entry("id" + i, "x"), Map.entry("member", "y"));
        }
        assertThat(found("/api/v2/kind400/x/members/y")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/a/{",
                "/a/{}",
                "/a/x{y}",
                "/{a}/{a}",
                "/a/*",
                "/a/..",
                "/./a",
                "/a\\b",
                "/a%20b",
                "/{a b}"
            })
    void aPathThatNobodyCouldAskForIsRefused(String path) {
        assertThatThrownBy(() -> PathPattern.of(path, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("path " + path);
    }

    private void serve(String path, String... methods) {
        table = table.with(List.of(new Entry<>(PathPattern.of(path, false), List.of(methods), path)));
    }

    private void servePrefix(String path, String... methods) {
        table = table.with(List.of(new Entry<>(PathPattern.of(path, true), List.of(methods), path + "/*")));
    }

    private String target(String method, String path) {
        return table.find(path, method).entry().target();
    }

    private String found(String path) {
        Match<String> match = table.find(path, "GET");
        return match == null ? null : match.entry().target();
    }

    private Map<String, String> values(String path) {
        return values(table.find(path, "GET"));
    }

    private static Map<String, String> values(Match<String> match) {
        Map<String, String> values = new TreeMap<>();
        List<String> names = match.entry().path().names();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), match.values()[i]);
        }
        return values;
    }
}
