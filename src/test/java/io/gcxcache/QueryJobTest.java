package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.simulator.Fault;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Analytics jobs: started, polled, their pages read into one document, deleted. */
class QueryJobTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DETAILS = "/gcx/queries/conversations-details-job";
    private static final String AGGREGATES = "/gcx/queries/conversations-aggregates-job";
    private static final String JOBS = "/api/v2/analytics/conversations/details/jobs";

    @TempDir
    static Path audit;

    private static Gateway gateway;
    private static int asked;

    private final String query = "{\"interval\":\"2024-01-01T00:00:00.000Z/2024-01-02T00:00:00.000Z\","
            + "\"metrics\":[\"nOffered\"],\"n\":" + ++asked + "}";

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @BeforeEach
    void prepare() {
        gateway.genesys.clearFaults();
        await().until(() -> gateway.genesys.jobs().live() == 0);
        gateway.genesys.calls().clear();
        gateway.genesys.jobs().completes().items(3).runTime(Duration.ofMillis(100));
    }

    @Test
    void thePagesOfAJobAreOneDocumentInTheirOrder() throws Exception {
        gateway.genesys.jobs().items(2500);
        List<JsonNode> expected = readPageByPage();

        HttpResponse<String> answer = gateway.post(DETAILS, query);
        JsonNode document = json(answer);
        List<JsonNode> conversations = new ArrayList<>();
        document.path("conversations").forEach(conversations::add);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(conversations).hasSize(2500).isEqualTo(expected);
        assertThat(new HashSet<>(conversations)).hasSize(2500);
        assertThat(document.has("cursor")).isFalse();
        assertThat(document.path("dataAvailabilityDate").asText()).isNotEmpty();
    }

    @Test
    void aJobIsDeletedWhenItsResultsAreInAndServedFromTheCacheThen() throws Exception {
        gateway.genesys.jobs().items(1001);
        HttpResponse<String> first = gateway.post(DETAILS, query);
        HttpResponse<String> second = gateway.post(DETAILS, query);

        assertThat(header(first, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(header(second, "Cache-Status")).startsWith("gcx; hit; ttl=2");
        assertThat(second.body()).isEqualTo(first.body());
        await().until(() -> gateway.genesys.jobs().live() == 0);
        assertThat(gateway.genesys.calls().count("POST", JOBS)).isEqualTo(1);
        assertThat(gateway.genesys.calls().count("DELETE", JOBS + "/")).isPositive();
        assertThat(gateway.genesys.calls().count(call -> call.path().endsWith("/results")))
                .isEqualTo(2);
    }

    @Test
    void aJobThatFindsNothingIsAnEmptyDocument() throws Exception {
        gateway.genesys.jobs().items(0);

        HttpResponse<String> answer = gateway.post(DETAILS, query);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).path("conversations").isArray()).isTrue();
        assertThat(json(answer).path("conversations")).isEmpty();
    }

    @Test
    void aJobThatFailsTellsWhyAndIsNotStored() throws Exception {
        gateway.genesys.jobs().fails("The interval is too long");
        String detail = problem(gateway.post(DETAILS, query), 502);
        problem(gateway.post(DETAILS, query), 502);
        int started = gateway.genesys.calls().count("POST", JOBS);
        gateway.genesys.jobs().completes();

        gateway.clock.advance(Duration.ofMillis(5_100));
        HttpResponse<String> later = gateway.post(DETAILS, query);

        assertThat(detail).contains("FAILED", "The interval is too long");
        assertThat(started).isEqualTo(1);
        assertThat(later.statusCode()).isEqualTo(200);
    }

    @Test
    void aJobThatExpiresIsAnUpstreamError() throws Exception {
        gateway.genesys.jobs().expires();

        assertThat(problem(gateway.post(DETAILS, query), 502)).contains("EXPIRED");
    }

    @Test
    void resultsThatAreGoneAreAnUpstreamErrorAndNotAnUnknownResource() throws Exception {
        gateway.genesys.fault(Fault.status(404).on(JOBS).endingWith("/results").times(2));

        problem(gateway.post(DETAILS, query), 502);
    }

    @Test
    void resultsThatLeadBackToThemselvesAreAnUpstreamError() throws Exception {
        gateway.genesys.fault(Fault.wrongJson("{\"conversations\": [], \"cursor\": \"round\"}")
                .on(JOBS)
                .endingWith("/results")
                .times(Integer.MAX_VALUE));

        problem(gateway.post(DETAILS, query), 502);

        assertThat(gateway.genesys.calls().count(call -> call.path().endsWith("/results")))
                .isEqualTo(2);
    }

    @Test
    void resultsOfAnotherShapeAreAnUpstreamError() throws Exception {
        gateway.genesys.fault(Fault.wrongJson("{\"items\": []}").on(JOBS).endingWith("/results"));

        assertThat(problem(gateway.post(DETAILS, query), 502)).contains("conversations");
    }

    @Test
    void aJobOfAggregatesIsReadTheSameWay() throws Exception {
        gateway.genesys.jobs().items(1001);

        HttpResponse<String> answer = gateway.post(AGGREGATES, query);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).path("results")).hasSize(1001);
        await().until(() -> gateway.genesys.jobs().live() == 0);
    }

    @Test
    void twoJobsOfOneQueryAreTwoEntries() throws Exception {
        HttpResponse<String> details = gateway.post(DETAILS, query);
        HttpResponse<String> aggregates = gateway.post(AGGREGATES, query);

        assertThat(header(aggregates, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(json(details).has("conversations")).isTrue();
        assertThat(json(aggregates).has("conversations")).isFalse();
    }

    @Test
    void aTokenRevokedBetweenTwoPagesOfResultsIsRenewedOnce() throws Exception {
        gateway.genesys.jobs().items(1001);
        gateway.genesys.fault(
                Fault.revokeToken().on(JOBS).endingWith("/results").page(2));

        HttpResponse<String> answer = gateway.post(DETAILS, query);

        assertThat(json(answer).path("conversations")).hasSize(1001);
        assertThat(gateway.genesys.calls().count("POST", JOBS)).isEqualTo(1);
        assertThat(gateway.genesys.calls().tokens()).isEqualTo(1);
    }

    /** The job's results as a client of Genesys reads them. */
    private List<JsonNode> readPageByPage() throws Exception {
        String id = call("POST", JOBS, null, query).path("jobId").asText();
        gateway.clock.advance(Duration.ofSeconds(1));
        List<JsonNode> read = new ArrayList<>();
        String cursor = "";
        do {
            String after = cursor.isEmpty() ? "" : "&cursor=" + cursor;
            JsonNode page = call("GET", JOBS + "/" + id + "/results", "pageSize=1000" + after, null);
            page.path("conversations").forEach(read::add);
            cursor = page.path("cursor").asText("");
        } while (!cursor.isEmpty());
        call("DELETE", JOBS + "/" + id, null, null);
        return read;
    }

    private JsonNode call(String method, String path, String query, String body) throws Exception {
        Map<String, Object> headers = new HashMap<>(Map.of("GcxMethod", method, "GcxPath", path));
        if (query != null) {
            headers.put("GcxQuery", query);
        }
        if (body != null) {
            headers.put(Exchange.CONTENT_TYPE, "application/json");
        }
        Exchange answer = gateway.template().request("direct:gcx-upstream", exchange -> {
            exchange.getMessage().setHeaders(headers);
            exchange.getMessage().setBody(body);
        });
        if (answer.getException() != null) {
            throw answer.getException();
        }
        byte[] bytes = answer.getMessage().getBody(byte[].class);
        return JSON.readTree(bytes == null ? new byte[0] : bytes);
    }
}
