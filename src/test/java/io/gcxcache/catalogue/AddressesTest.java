package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    private final Catalogue catalogue = Declared.inJava(
            ReadResource.ofPage("users").path("/api/v2/users"),
            ReadResource.ofObject("user").path("/api/v2/users/{userId}"),
            ReadResource.ofObject("user-presence").path("/api/v2/users/{userId}/presences/{sourceId}"),
            QueryResource.of("users-search").path("/api/v2/users/search"),
            ListResource.of("members").path("/api/v2/groups/{groupId}/members"),
            ReadResource.ofObject("special").path("/api/v2/groups/special/{x}"),
            ReportResource.of("report").path("/api/v2/reports/{id}/query").set("poll", "/api/v2/reports/{run}/fetch"),
            JobResource.of("users-job").path("/api/v2/users/jobs"));

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v2/users, users",
        "GET, /api/v2/users/u1, user",
        "GET, /api/v2/users/u1/presences/PURECLOUD, user-presence",
        "POST, /api/v2/users/search, users-search",
        "POST, /api/v2/reports/r/query, report",
        "GET, /api/v2/reports/r/fetch, report",
        "POST, /api/v2/users/jobs, users-job",
        "GET, /api/v2/users/jobs/j, users-job",
        "GET, /api/v2/users/jobs/j/results, users-job",
        "DELETE, /api/v2/users/jobs/j, users-job",
        "GET, /api/v2/groups/g/members, members",
        "GET, /api/v2/groups/special/members, special",
        "GET, /api/v2/groups/special/other, special",
        "POST, /api/v2/users/%73earch, users-search"
    })
    void findsWhatIsDeclared(String method, String path, String name) {
        assertThat(catalogue
                        .at(method, ApiPath.of(path))
                        .orElseThrow()
                        .resource()
                        .declaration()
                        .name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v2/users/search",
        "POST, /api/v2/users",
        "PATCH, /api/v2/users/u1",
        "GET, /api/v2/users/",
        "GET, /api/v2/users/u1/",
        "GET, /api/v2/users//presences/x",
        "GET, /api/v2/users/u1/presences",
        "GET, /api/v2/Users",
        "GET, /api/v2/reports/r/query",
        "POST, /api/v2/reports/r/fetch",
        "POST, /api/v2/users/jobs/j",
        "DELETE, /api/v2/users/jobs/j/results",
        "DELETE, /api/v2/users/jobs",
        "GET, /api/v2/groups/g/other",
        "GET, /api/v2/users/%73earch",
        "GET, /api/v2"
    })
    void findsNothingElse(String method, String path) {
        assertThat(catalogue.at(method, ApiPath.of(path))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "users", "/a b", "/a|b", "/{a}", "/a^", "/a\\b", "/ä", "/%", "/%4", "/%zz", "/%ff", "/a?b", "/a#b"
            })
    void whatIsNoPathIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ApiPath.of(text));
    }

    @Test
    void whereAListIsDeclaredAndItsPagesTooThePagesAreAskedFor() {
        ResourceBuilder list = ListResource.of("groups").path("/api/v2/groups");
        ResourceBuilder pages = ReadResource.ofPage("groups").path("/api/v2/groups");

        for (Catalogue both : new Catalogue[] {Declared.inJava(list, pages), Declared.inJava(pages, list)}) {
            assertThat(both.at("GET", ApiPath.of("/api/v2/groups"))
                            .orElseThrow()
                            .resource())
                    .isInstanceOf(ReadResource.class);
            assertThat(both.list("groups")).isPresent();
        }
    }

    @Test
    void tellsWhichRunOfAReportIsPolled() {
        assertThat(catalogue
                        .at("GET", ApiPath.of("/api/v2/reports/r/fetch"))
                        .orElseThrow()
                        .run())
                .contains("r");
        assertThat(catalogue
                        .at("POST", ApiPath.of("/api/v2/reports/r/query"))
                        .orElseThrow()
                        .run())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/api/v2/users/jobs/j%2D1, status", "/api/v2/users/jobs/j%2D1/results, results"})
    void tellsWhatIsAskedOfWhichRunOfAJob(String path, String what) {
        Addressed asked = catalogue.at("GET", ApiPath.of(path)).orElseThrow();

        assertThat(asked.run()).contains("j%2D1");
        assertThat(asked.resource().declaration().fetch()).isEqualTo("direct:gcx-fetch-job-" + what);
    }

    @Test
    void whatIsDeclaredToBeReadWhereAJobIsFollowedIsRead() {
        Catalogue both = Declared.inJava(
                JobResource.of("job").path("/api/v2/jobs"),
                ReadResource.ofObject("one").path("/api/v2/jobs/{jobId}"));

        assertThat(both.at("GET", ApiPath.of("/api/v2/jobs/j"))
                        .orElseThrow()
                        .resource()
                        .declaration()
                        .name())
                .isEqualTo("one");
    }

    @Test
    void whatIsDeclaredToBeReadWhereAReportIsPolledIsRead() {
        Catalogue both = Declared.inJava(
                ReportResource.of("report").path("/api/v2/reports/{id}/query").set("poll", "/api/v2/reports/{run}"),
                ReadResource.ofObject("definition").path("/api/v2/reports/{reportId}"));

        assertThat(both.at("GET", ApiPath.of("/api/v2/reports/r")).orElseThrow().resource())
                .isInstanceOf(ReadResource.class);
    }

    @Test
    void tellsWhatStandsInTheGapsAsItWasSent() {
        assertThat(catalogue
                        .at("GET", ApiPath.of("/api/v2/users/a%2Fb/presences/%41"))
                        .orElseThrow()
                        .ids())
                .isEqualTo(Map.of("userId", "a%2Fb", "sourceId", "%41"));
    }
}
