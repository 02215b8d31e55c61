package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TouchesTest {
    private final Catalogue catalogue = Declared.inJava(
            ListResource.of("queues").path("/api/v2/routing/queues"),
            ReadResource.ofObject("queue").path("/api/v2/routing/queues/{queueId}"),
            ReadResource.ofPage("members")
                    .path("/api/v2/routing/queues/{queueId}/members")
                    .writtenBy("* /api/v2/users/*/queues", "PATCH /api/v2/users/*/queues/*"),
            ListResource.of("users")
                    .path("/api/v2/users")
                    .writtenBy("* /api/v2/teams/*/members/**", "!* /api/v2/users/*/presences/**"),
            ReadResource.ofObject("user").path("/api/v2/users/{userId}"),
            ReadResource.ofObject("user-presence").path("/api/v2/users/{userId}/presences/{sourceId}"),
            QueryResource.of("users-search").path("/api/v2/users/search").writtenBy("* /api/v2/users/*"),
            ReadResource.ofObject("conversations-by-id").path("/api/v2/analytics/conversations/details"),
            JobResource.of("details-job").path("/api/v2/analytics/conversations/details/jobs"));

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v2/routing/queues, list-queues",
        "POST, /api/v2/routing/queues/, list-queues",
        "PUT, /api/v2/routing/queues/Q1, list-queues queue-q1",
        "PUT, /api/v2/routing/queues/Q1/, list-queues queue-q1",
        "PATCH, /api/v2/routing/queues/Q1/members, list-queues queue-q1 members-q1",
        "DELETE, /api/v2/routing/queues/Q1/members/u, list-queues queue-q1 members-q1",
        "DELETE, /api/v2/routing/queues/Q1, list-queues queue-q1 members-q1",
        "PATCH, /api/v2/users/u1/queues, members list-users user-u1",
        "PATCH, /api/v2/users/u1/queues/q1, members list-users user-u1",
        "PUT, /api/v2/users/u1/queues/q1, list-users user-u1",
        "PATCH, /api/v2/users/u1, list-users user-u1 query-users-search",
        "DELETE, /api/v2/users/u1, list-users user-u1 user-presence query-users-search",
        "PATCH, /api/v2/users/u1/presences/PURECLOUD, list-users-live user-u1 user-presence-u1-purecloud",
        "POST, /api/v2/teams/t/members, list-users",
        "POST, /api/v2/teams/t/members/bulk/x, list-users",
        "PATCH, /api/v2/users/%75%20/routingstatus, list-users user-u",
        "PUT, /api/v2/%75sers/u1, list-users user-u1 query-users-search",
        "PUT, /api/v2/users/100%25, list-users user-100- query-users-search",
        "PUT, /api/v2/routing/queues/Q1;v=1, list-queues queue-q1-v-1 queue-q1",
        "PUT, /api/v2/routing;v=1/queues/Q1, list-queues queue-q1",
        "PUT, /api/v2/Routing/Queues/Q1, list-queues queue-q1",
        "PATCH, /api/v2/Users/u1/Queues, members list-users user-u1"
    })
    void aWriteTouchesWhatLeadsToItWhatIsBelowWhatIsDeletedAndWhatSaysSo(String method, String path, String tags) {
        assertThat(tags(method, path)).containsExactly(tags.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v2/routing",
        "POST, /api/v2/routing/skills",
        "DELETE, /api/v2/analytics/conversations/details/jobs/j1",
        "POST, /api/v2/teams/t",
        "POST, /api/v2/conversations/c/participants/p"
    })
    void allElseIsLeft(String method, String path) {
        assertThat(tags(method, path)).isEmpty();
    }

    @Test
    void oneThatSaysSoOfAllIsTouchedAsAWhole() {
        Catalogue whole = Declared.inJava(ReadResource.ofPage("members")
                .path("/api/v2/groups/{groupId}/members")
                .writtenBy("POST /api/v2/**"));

        assertThat(whole.touchedBy("POST", ApiPath.of("/api/v2/groups/g/members")))
                .extracting(Touched::tag)
                .containsExactly("members");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/users",
                "* api/v2/users",
                "get /api/v2/users",
                "*  /api/v2/users",
                "* /api/v2/users/",
                "* /api/v2/**/users",
                "* /api/v2/users/{id}",
                "!!* /api/v2/users",
                "* /api/v2/users?x=1"
            })
    void whatIsNoWriteIsRefused(String write) {
        assertThatThrownBy(() ->
                        Declared.inJava(ListResource.of("x").path("/api/v2/x").writtenBy(write)))
                .hasMessageContaining("writtenBy")
                .hasMessageContaining("a method or *, a blank and a path below /api/");
    }

    private List<String> tags(String method, String path) {
        return catalogue.touchedBy(method, ApiPath.of(path)).stream()
                .map(Touched::tag)
                .toList();
    }
}
