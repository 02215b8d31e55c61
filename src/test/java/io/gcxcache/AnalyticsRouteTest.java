package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.Declaration;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.wiring.ShippedFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code routes/analytics.resources.yaml}: what is posted where, and kept apart. */
class AnalyticsRouteTest extends RouteTest {
    private static final String QUERY = "{\"dateFrom\": \"2026-01-01\", \"dateTo\": \"2026-01-31\"}";
    private static final Map<String, String> QUERIES = Stream.of(
                    "actions-aggregates",
                    "agentcopilots-aggregates",
                    "bots-aggregates",
                    "casemanagement-aggregates",
                    "conversations-aggregates",
                    "evaluations-aggregates",
                    "flowexecutions-aggregates",
                    "flows-aggregates",
                    "journeys-aggregates",
                    "knowledge-aggregates",
                    "ratelimits-aggregates",
                    "resolutions-aggregates",
                    "summaries-aggregates",
                    "surveys-aggregates",
                    "taskmanagement-aggregates",
                    "transcripts-aggregates",
                    "users-aggregates",
                    "conversations-details",
                    "users-details",
                    "flows-observations",
                    "queues-observations",
                    "users-observations",
                    "conversations-activity",
                    "flows-activity",
                    "routing-activity",
                    "teams-activity",
                    "users-activity",
                    "agents-status")
            .collect(Collectors.toMap(name -> name, name -> "/api/v2/analytics/" + name.replace('-', '/') + "/query"));
    private static final Map<String, String> JOBS = Map.of(
            "conversations-details-job", "/api/v2/analytics/conversations/details/jobs",
            "users-details-job", "/api/v2/analytics/users/details/jobs",
            "conversations-aggregates-job", "/api/v2/analytics/conversations/aggregates/jobs");

    @TempDir
    Path audit;

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return gateway(audit);
    }

    @BeforeEach
    void start() throws Exception {
        mocked("direct:gcx-upstream").whenAnyExchangeReceived(this::upstream);
        startGateway();
    }

    @Test
    void runsAReportOnceForAllWhoAsk() {
        answers.put("POST /api/v2/analytics/reports/sales/query", "{\"reportId\": \"7\", \"status\": \"processing\"}");
        answers.put("GET /api/v2/analytics/reports/7/fetch", "{\"status\": \"completed\", \"rows\": [1]}");

        Exchange first = ask("direct:gcx-report", "GcxReportId", "sales");
        Exchange second = ask("direct:gcx-report", "GcxReportId", "sales");

        assertThat(body(first)).isEqualTo("{\"status\": \"completed\", \"rows\": [1]}");
        assertThat(body(second)).isEqualTo(body(first));
        assertThat(second.getMessage().getHeader("Cache-Status", String.class)).startsWith("gcx; hit; ttl=");
        assertThat(calls)
                .containsExactly("POST /api/v2/analytics/reports/sales/query", "GET /api/v2/analytics/reports/7/fetch");
        assertThat(steps("gcx-fetch-job")).startsWith("open-job").endsWith("render-job");
    }

    @Test
    void neverServesOneReportForAnother() {
        answers.put("POST /api/v2/analytics/reports/sales/query", "{\"reportId\": \"7\"}");
        answers.put("GET /api/v2/analytics/reports/7/fetch", "{\"status\": \"completed\", \"of\": \"sales\"}");
        answers.put("POST /api/v2/analytics/reports/support/query", "{\"reportId\": \"8\"}");
        answers.put("GET /api/v2/analytics/reports/8/fetch", "{\"status\": \"completed\", \"of\": \"support\"}");

        Exchange sales = ask("direct:gcx-report", "GcxReportId", "sales");
        Exchange support = ask("direct:gcx-report", "GcxReportId", "support");

        assertThat(body(sales)).contains("\"sales\"");
        assertThat(body(support)).contains("\"support\"");
    }

    @Test
    void postsEveryQueryToItsOwnPathAndKeepsItsAnswer() {
        QUERIES.forEach((name, path) -> answers.put("POST " + path, "{\"of\": \"" + name + "\"}"));

        assertThat(QUERIES).allSatisfy((name, path) -> {
            Exchange first = ask("direct:gcx-query", "GcxQueryName", name);
            Exchange second = ask("direct:gcx-query", "GcxQueryName", name);

            assertThat(body(first)).isEqualTo("{\"of\": \"" + name + "\"}");
            assertThat(body(second)).isEqualTo(body(first));
            assertThat(calls).containsOnlyOnce("POST " + path);
            assertThat(steps("gcx-fetch-query")).endsWith("render-query");
        });
    }

    @Test
    void collectsTheResultsOfEveryJobAndDeletesIt() {
        JOBS.forEach((name, path) -> {
            answers.put("POST " + path, "{\"jobId\": \"9\"}");
            answers.put("GET " + path + "/9", "{\"state\": \"FULFILLED\"}");
            answers.put("GET " + path + "/9/results", "{\"conversations\": [], \"userDetails\": [], \"results\": []}");
            answers.put("DELETE " + path + "/9", "");
        });

        assertThat(JOBS).allSatisfy((name, path) -> {
            calls.clear();

            Exchange job = ask("direct:gcx-query", "GcxQueryName", name);

            assertThat(job.getException()).isNull();
            await().until(() -> calls.contains("DELETE " + path + "/9"));
            assertThat(calls)
                    .containsExactly(
                            "POST " + path,
                            "GET " + path + "/9",
                            "GET " + path + "/9/results",
                            "DELETE " + path + "/9");
            assertThat(steps("gcx-fetch-job")).endsWith("render-job");
        });
    }

    @Test
    void everyDeclaredQueryOfAnalyticsIsTested() {
        Catalogue shipped = Catalogue.of(
                ShippedFiles.resources(settings(audit)),
                List.of(),
                settings(audit).defaults());

        assertThat(shipped.all())
                .map(Resource::declaration)
                .filteredOn(declaration -> declaration.kind().word().equals("query")
                        && declaration.path().text().startsWith("/api/v2/analytics/"))
                .map(Declaration::name)
                .hasSize(QUERIES.size() + JOBS.size())
                .allMatch(name -> QUERIES.containsKey(name) || JOBS.containsKey(name));
    }

    private Exchange ask(String uri, String header, String name) {
        return template.send(uri, exchange -> {
            exchange.getMessage().setHeader(header, name);
            exchange.getMessage().setBody(QUERY.getBytes(StandardCharsets.UTF_8));
        });
    }

    private void upstream(Exchange exchange) {
        Message asked = exchange.getMessage();
        String call = asked.getHeader(GcxHeaders.METHOD) + " " + asked.getHeader(GcxHeaders.PATH);
        calls.add(call);
        assertThat(answers).as("answers of the stand-in").containsKey(call);
        asked.setBody(answers.get(call).getBytes(StandardCharsets.UTF_8));
    }

    private static String body(Exchange answer) {
        assertThat(answer.getException()).isNull();
        return answer.getMessage().getBody(String.class);
    }
}
