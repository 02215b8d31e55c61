package io.gcxcache.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /api/v2/routing/queues, true",
        "HEAD, /api/v2/routing/queues, true",
        "OPTIONS, /api/v2/routing/queues, true",
        "POST, /api/v2/users/search, true",
        "POST, /api/v2/analytics/users/details/jobs, true",
        "GET, /api/v2/tokens/me, true",
        "DELETE, /api/v2/tokens/me, true",
        "POST, /api/v2/routing/queues, false",
        "DELETE, /api/v2/routing/queues/q, false",
        "GET, /api/v2/oauth/clients, false",
        "GET, /api/v2/tokens/4711, false",
        "DELETE, /api/v2/tokens/4711, false",
        "DELETE, /api/v2/tokens/me/4711, false",
        "POST, /api/v2/notifications/channels, false",
        "GET, /api/v2/notifications/channels, false",
        "GET, /api/v2/%6fauth/clients, false",
        "GET, /api/v2/OAuth/clients, false",
        "GET, /api/v2/oauth, false",
        "GET, /%61pi/v2/oauth/clients, false",
        "GET, /api/v2/oauth;a=b/clients, false",
        "GET, /api/v2/oauth%3Ba/clients, false",
        "GET, /api/v2/oauth%20/clients, false",
        "GET, /api/v2/oauth%2Fclients, false",
        "GET, /api/v2/;/oauth/clients, false",
        "GET, /api/v2/%20/oauth/clients, false",
        "GET, /api/v2/users;a/oauth, true",
        "GET, /gcx/lists/users, true",
        "POST, /gcx/queries/conversations, true"
    })
    void withoutAListAllIsThatReadsAndGivesNoAccess(String method, String path, boolean allowed) {
        assertThat(Allowed.READS.fits(method, path)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v2/routing, true",
        "GET, /api/v2/routing/queues/q/members, true",
        "GET, /api/v2/%72outing/queues, true",
        "HEAD, /api/v2/routing/queues, true",
        "GET, /api/v2/routings, false",
        "GET, /api/v2/routing%2Fqueues, false",
        "GET, /api/v2/users/u/routingstatus/, false",
        "POST, /api/v2/routing/queues, false",
        "PUT, /api/v2/users/u/routingstatus, true",
        "DELETE, /api/v2/users/u/routingstatus, true",
        "PUT, /api/v2/users/u/v/routingstatus, false",
        "PUT, /api/v2/users/u%2Fv/routingstatus, false",
        "GET, /api/v2/routing/queues%2Fq, true",
        "PUT, /api/v2/users/u/routingstatus/x, false",
        "POST, /api/v2/users/search, false",
        "GET, /api/v2/tokens/me, true"
    })
    void withAListItIsWhatFitsAPattern(String method, String path, boolean allowed) {
        Allowed list = Allowed.of(List.of("GET /api/v2/routing/**", "* /api/v2/users/*/routingstatus"));

        assertThat(list.fits(method, path)).isEqualTo(allowed);
    }

    @Test
    void whatGivesAccessIsToBeNamed() {
        assertThat(Allowed.of(List.of("* /api/v2/**")).fits("GET", "/api/v2/oauth/clients"))
                .isFalse();
        assertThat(Allowed.of(List.of("* /api/v2/*/channels")).fits("POST", "/api/v2/notifications/channels"))
                .isFalse();
        assertThat(Allowed.of(List.of("* /api/v2/**")).fits("DELETE", "/api/v2/tokens;a/4711"))
                .isFalse();
        assertThat(Allowed.of(List.of("GET /api/v2/oauth/**")).fits("GET", "/api/v2/oauth/clients"))
                .isTrue();
        assertThat(Allowed.of(List.of("GET /api/v2/oauth/**")).fits("DELETE", "/api/v2/oauth/clients/c"))
                .isFalse();
    }
}
