package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeverKeptTest {
    private static final String WHY =
            " is never kept: it depends on who asks, is live control or a secret, or is made by"
                    + " asking; at Genesys's own paths it passes through, undeclared";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/users/me",
                "/api/v2/users/ME/queues",
                "/api/v2/oauth/clients",
                "/api/v2/tokens/{id}",
                "/api/v2/login/x",
                "/api/v2/notifications/channels",
                "/api/v2/conversations/{id}",
                "/api/v2/recording/jobs",
                "/api/v2/recordings/screensessions",
                "/api/v2/speechandtextanalytics/conversations/communications/transcripturl",
                "/api/v2/downloads/{id}",
                "/api/v2/flows/datatables/exports",
                "/api/v2/analytics/reporting/exports",
                "/api/v2/uploads/recordings",
                "/api/v2/outbound/contactlists/export",
                "/api/v2/users/{id}/media",
                "/api/v2/routing/mediaRetention",
                "/api/v2/voicemail/mailbox",
                "/api/v2/webchat/chats",
                "/api/v2/sms/messages",
                "/api/v2/users/{id}/password",
                "/api/v2/audits/query/{id}/results",
                "/api/v2/usage/events",
            })
    void isRefusedAsAnObject(String path) {
        assertThat(Declared.refusals("objects:\n  x:\n    path: '" + path + "'"))
                .containsExactly("x.yaml:3: objects.x.path: " + path + WHY);
    }

    @ParameterizedTest
    @CsvSource({
        "lists, /api/v2/users/me/queues",
        "pages, /api/v2/conversations",
        "queries, /api/v2/usage/query",
        "jobs, /api/v2/recordings/jobs",
    })
    void isRefusedOfEveryKind(String section, String path) {
        assertThat(Declared.refusals(section + ":\n  x:\n    path: " + path))
                .containsExactly("x.yaml:3: " + section + ".x.path: " + path + WHY);
    }

    @Test
    void isRefusedWhereAJobIsToBePolledOrItsResultsRead() {
        assertThat(
                        Declared.refusals(
                                "jobs:\n  x:\n    path: /api/v2/audits/query\n    poll: '/api/v2/audits/query/{run}'\n    results: '/api/v2/audits/query/{run}/results'"))
                .containsExactly("x.yaml:5: jobs.x.results: /api/v2/audits/query/{run}/results" + WHY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/organizations/me",
                "/api/v2/analytics/conversations/things",
                "/api/v2/routing/tokens",
                "/api/v2/users/{userId}/messaging",
                "/api/v2/audits/query/servicemapping",
            })
    void whatOnlyLooksLikeItIsDeclared(String path) {
        assertThat(Declared.refusals("objects:\n  x:\n    path: '" + path + "'"))
                .isEmpty();
    }
}
