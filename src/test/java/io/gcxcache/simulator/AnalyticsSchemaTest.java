package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What queries and jobs must be like to be answered, and what reports need not be like. */
class AnalyticsSchemaTest {
    private static final String ANALYTICS = "/api/v2/analytics/";
    private static final List<String> WITH_INTERVAL = List.of(
            "conversations/aggregates/query",
            "conversations/details/query",
            "conversations/aggregates/jobs",
            "conversations/details/jobs");

    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().clock(new SettableClock()).start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z",
                "2026-03-01T00:00Z/2026-03-02T00:00:00.123456789Z",
                "2026-03-01T00:00:00+01:00/2026-03-02T00:00:00-03:30",
                "2026-03-01T00:00:00+0100/2026-03-02T00:00:00+01",
                "2026-03-01T00:00:00Z/2026-03-01T01:00:00+01:00",
                "2026-03-01T00:00:00Z/2028-03-01T00:00:00Z"
            })
    void twoPointsInTimeAreAnInterval(String interval) throws Exception {
        for (String path : WITH_INTERVAL) {
            assertThat(client.post(ANALYTICS + path, about(interval)).statusCode())
                    .as(path)
                    .isIn(200, 202);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "today/now",
                "yesterday/today",
                "2026-03-01/2026-03-02",
                "2026-03-01/now",
                "2026-03-01T00:00:00Z/now",
                "2026-03-01T00:00:00Z/P1D",
                "PT1H/2026-03-01T00:00:00Z",
                "2026-03-01T00:00:00Z",
                "2026-03-01T00:00:00Z/",
                "2026-03-01T00:00:00Z/..",
                "/2026-03-01T00:00:00Z",
                "2026-03-01T00:00:00Z/2026-03-02T00:00:00Z/",
                "2026-03-01T00:00:00Z/2026-03-02T00:00:00Z/2026-03-03T00:00:00Z",
                "2026-03-01T00:00:00Z--2026-03-02T00:00:00Z",
                "2026-03-01T00:00:00/2026-03-02T00:00:00",
                " 2026-03-01T00:00:00Z/2026-03-02T00:00:00Z",
                "2026-03-01T00:00:00Z / 2026-03-02T00:00:00Z",
                "2026-03-01T24:00:00Z/2026-03-03T00:00:00Z",
                "2026-02-29T00:00:00Z/2026-03-02T00:00:00Z",
                "2026-03-02T00:00:00Z/2026-03-01T23:59:59.999Z",
                "2026-03-01T00:00:00Z/2026-03-01T00:30:00+01:00"
            })
    void whatIsNoIntervalOfTwoPointsInTimeIsRefused(String interval) throws Exception {
        for (String path : WITH_INTERVAL) {
            refused(path, about(interval));
        }
        assertThat(simulator.jobs().live()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "today/2026-03-01T00:00:00Z, 'The beginning of interval must be a date with a time and Z or an offset, "
                + "such as 2026-03-01T00:00:00.000Z, not: today'",
        "2026-03-01T00:00:00Z/2026-03-02, 'The end of interval must be a date with a time and Z or an offset, "
                + "such as 2026-03-01T00:00:00.000Z, not: 2026-03-02'",
        "2026-03-01T00:00:00Z, 'interval must be two ends with one slash between, not: 2026-03-01T00:00:00Z'",
        "2026-03-02T00:00:00Z/2026-03-01T00:00:00Z, 'interval must not end before it begins: "
                + "2026-03-02T00:00:00Z/2026-03-01T00:00:00Z'"
    })
    void theRefusalSaysWhatIsWrongWithTheInterval(String interval, String message) throws Exception {
        JsonNode error = refused("conversations/details/query", about(interval));

        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("status").asInt()).isEqualTo(400);
        assertThat(error.path("contextId").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "conversations/aggregates/query, interval",
        "conversations/aggregates/query, metrics",
        "conversations/aggregates/jobs, interval",
        "conversations/aggregates/jobs, metrics",
        "conversations/details/query, interval",
        "conversations/details/jobs, interval",
        "queues/observations/query, filter",
        "queues/observations/query, metrics",
        "users/observations/query, filter",
        "users/observations/query, metrics"
    })
    void aRequiredFieldMustBeThereAndOfItsType(String path, String field) throws Exception {
        String whole = about("2026-03-01T00:00:00Z/2026-03-02T00:00:00Z");
        String named = "\"" + field + "\":";

        assertThat(client.post(ANALYTICS + path, whole).statusCode()).isIn(200, 202);
        assertThat(refused(path, whole.replace(named, "\"other\":"))
                        .path("message")
                        .asText())
                .isEqualTo(field + " is required");
        assertThat(refused(path, whole.replace(named, named + "null,\"other\":"))
                        .path("message")
                        .asText())
                .isEqualTo(field + " is required");
        assertThat(refused(path, whole.replace(named, named + "5,\"other\":"))
                        .path("message")
                        .asText())
                .startsWith(field + " must be of type ");
    }

    @Test
    void observationsHaveNoIntervalThatCouldBeWrong() throws Exception {
        assertThat(client.post(ANALYTICS + "queues/observations/query", about("today/now"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"dateFrom\":\"yesterday\",\"dateTo\":\"tomorrow\"}",
                "{\"dateFrom\":\"today\",\"dateTo\":\"now\"}",
                "{\"dateFrom\":\"2026-03-01\",\"dateTo\":\"2026-03-01T12:00:00.000Z\"}",
                "{\"interval\":\"today/now\"}",
                "{\"interval\":\"2026-03-01/2026-03-02\"}",
                "{\"interval\":\"2026-03-01T00:00:00Z/2026-03-02T00:00:00+01:00\"}"
            })
    void reportsTakeWordsDatesAndPointsInTime(String query) throws Exception {
        assertThat(client.post(ANALYTICS + "reports/queue-performance/query", query)
                        .statusCode())
                .isEqualTo(200);
    }

    private static String about(String interval) {
        return "{\"interval\":\"" + interval + "\",\"metrics\":[\"nOffered\"],\"filter\":{\"type\":\"and\"}}";
    }

    private JsonNode refused(String path, String query) throws Exception {
        HttpResponse<String> answer = client.post(ANALYTICS + path, query);
        assertThat(answer.statusCode()).as(path + " " + query).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("bad.request");
        return json(answer);
    }
}
