package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteTest {
    @ParameterizedTest
    @CsvSource({
        "POST, /api/v2/routing/queues",
        "PUT, /api/v2/routing/queues/q",
        "PATCH, /api/v2/users/u",
        "DELETE, /api/v2/analytics/conversations/details/jobs/j",
        "PUT, /api/v2/users/search",
        "POST, /api/v2/analytics/reporting/exports",
        "POST, /api/v2/outbound/jobs",
        "POST, /api/v2/users/searches",
        "POST, /api/v2/conversations/c/search-properties",
        "PROPPATCH, /api/v2/users/u"
    })
    void changesSomething(String method, String path) {
        assertThat(Write.is(method, path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v2/routing/queues",
        "HEAD, /api/v2/routing/queues",
        "OPTIONS, /api/v2/routing/queues",
        "POST, /api/v2/users/search",
        "POST, /api/v2/analytics/users/details/query",
        "POST, /api/v2/knowledge/knowledgebases/k/search",
        "POST, /api/v2/users/search/teams/assign",
        "POST, /api/v2/outbound/contactlists/c/contacts/counts",
        "POST, /api/v2/flows/actions/preview",
        "POST, /api/v2/outbound/campaigns/validate",
        "POST, /api/v2/analytics/users/details/jobs"
    })
    void asks(String method, String path) {
        assertThat(Write.is(method, path)).isFalse();
    }
}
