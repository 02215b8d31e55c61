package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /gcx/explanations}: how a question would be read. */
class ExplanationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path audit;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @BeforeEach
    void forgetCalls() {
        gateway.genesys.calls().clear();
    }

    @Test
    void aQuestionIsExplainedWithoutBeingAsked() throws Exception {
        String query = "{\"interval\":\"PT30M/now\",\"metrics\":[\"tHandle\",\"nOffered\"],\"groupBy\":[]}";

        JsonNode explanation = explain("{\"query\":\"conversations-aggregates\",\"body\":" + query + "}");

        assertThat(explanation.path("resource").asText()).isEqualTo("queries.conversations-aggregates");
        assertThat(explanation.path("key").asText()).startsWith("gcx:query:conversations-aggregates:");
        assertThat(explanation.path("canonical").asText())
                .isEqualTo("{\"query\":{\"interval\":\"PT30M/now\",\"metrics\":[\"nOffered\",\"tHandle\"]},"
                        + "\"timeZone\":\"UTC\"}");
        assertThat(explanation.at("/spelling/rule").asText()).isEqualTo("window");
        assertThat(explanation.at("/spelling/from").asText()).isEqualTo("PT30M");
        assertThat(explanation.at("/ttl/rule").asText()).isEqualTo("30 real-time");
        assertThat(explanation.at("/ttl/seconds").asLong()).isEqualTo(30);
        assertThat(explanation.has("entry")).isFalse();
        assertThat(explanation.at("/budget/mode").asText()).isEqualTo("NORMAL");
        assertThat(gateway.genesys.calls().count("/api/")).isZero();
    }

    @Test
    void theKeyIsTheOneThatAskingHas() throws Exception {
        String query = "{\"interval\":\"2024-01-01T00:00Z/P1D\",\"metrics\":[\"nOffered\"]}";
        gateway.post("/gcx/queries/conversations-aggregates", query);

        JsonNode explanation = explain("{\"query\":\"conversations-aggregates\",\"body\":" + query + "}");

        assertThat(explanation.at("/entry/key").asText())
                .isEqualTo(explanation.path("key").asText());
        assertThat(explanation.at("/entry/freshness").asText()).isEqualTo("fresh");
        assertThat(explanation.at("/spelling/rule").asText()).isEqualTo("not-now");
    }

    @Test
    void theEntryOfALiveQuestionTellsItsMoments() throws Exception {
        String query = "{\"interval\":\"PT20M/now\",\"metrics\":[\"nOffered\"]}";
        HttpResponse<String> answer = gateway.post("/gcx/queries/conversations-aggregates", query);

        JsonNode explanation = explain("{\"query\":\"conversations-aggregates\",\"body\":" + query + "}");

        assertThat(explanation.at("/entry/interval").asText()).isEqualTo(Gateway.header(answer, "GCX-Interval"));
    }

    @Test
    void whoseClockIsOffIsToldSo() throws Exception {
        Instant end =
                Instant.now().plusSeconds(14).truncatedTo(ChronoUnit.SECONDS).plusMillis(123);
        String interval = end.minus(Duration.ofMinutes(30)) + "/" + end;

        JsonNode explanation = explain("{\"query\":\"conversations-aggregates\",\"body\":{\"interval\":\"" + interval
                + "\",\"metrics\":[\"nOffered\"]}}");

        assertThat(explanation.at("/spelling/rule").asText()).isEqualTo("skewed");
        assertThat(explanation.at("/spelling/why").asText()).contains("gcx.live.skew");
    }

    @Test
    void aReportIsExplainedInItsLanguageAndZone() throws Exception {
        JsonNode explanation = explain("{\"report\":\"queues\",\"body\":{\"dateFrom\":\"2024-01-01\",\"dateTo\":"
                + "\"2024-01-02\"},\"locale\":\"de\",\"timeZone\":\"Europe/Berlin\"}");

        assertThat(explanation.path("key").asText()).matches("gcx:analytics:queues:[0-9a-f]{64}:de");
        assertThat(explanation.at("/spelling/from").asText()).isEqualTo("2023-12-31T23:00:00Z");
        assertThat(explanation.at("/spelling/to").asText()).isEqualTo("2024-01-02T23:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v2/routing/queues, gcx:list:routing-queues, 300",
        "/api/v2/routing/directories/internal_agents/entries, gcx:directory:internal_agents, 120",
        "/api/v2/users/u-1, gcx:api:GET:/api/v2/users/u-1, 600",
        "/api/v2/teams, gcx:api:GET:/api/v2/teams, 600",
    })
    void whatIsReadIsExplainedByItsPath(String path, String key, long seconds) throws Exception {
        JsonNode explanation = explain("{\"path\":\"" + path + "\"}");

        assertThat(explanation.path("key").asText()).isEqualTo(key);
        assertThat(explanation.at("/ttl/seconds").asLong()).isEqualTo(seconds);
        assertThat(explanation.has("spelling")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                  | 400 | one of query",
                "[]                                                  | 400 | not an object",
                "{'query':'a','path':'b'}                            | 400 | one of query",
                "{'query':5}                                         | 400 | query is not allowed or no text",
                "{'query':'conversations-aggregates','x':'y'}        | 400 | x is not allowed",
                "{'query':'conversations-aggregates'}                | 400 | one JSON object",
                "{'query':'unknown','body':{}}                       | 404 | No query of this name",
                "{'report':'..','body':{}}                           | 400 | The id of a report",
                "{'path':'/api/v2/unknown'}                          | 404 | No declaration has this path",
                "{'path':'/api/v2/users/%zz'}                        | 404 | No declaration has this path",
                "{'path':'no path'}                                  | 404 | No declaration has this path",
                "{'query':'conversations-aggregates','body':{'interval':'a/b'}} | 422 | interval cannot be read",
            })
    void whatCannotBeExplainedSaysWhy(String asked, int status, String detail) throws Exception {
        HttpResponse<String> reply = gateway.post("/gcx/explanations", asked.replace('\'', '"'));

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.body()).contains(detail);
    }

    @Test
    void anExplanationIsNoQuestionToTheMeter() throws Exception {
        double before = questions();

        explain("{\"query\":\"conversations-aggregates\",\"body\":{\"interval\":\"PT30M/now\"}}");

        assertThat(questions()).isEqualTo(before);
    }

    @Test
    void theMeterCountsQuestionsBySpelling() throws Exception {
        double before = questions();

        gateway.post(
                "/gcx/queries/conversations-aggregates", "{\"interval\":\"PT45M/now\",\"metrics\":[\"nOffered\"]}");

        assertThat(questions()).isEqualTo(before + 1);
    }

    private static double questions() throws Exception {
        return gateway.get("/observe/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("gcx_questions_total") && line.contains("spelling=\"window\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static JsonNode explain(String asked) throws IOException, InterruptedException {
        HttpResponse<String> reply = gateway.post("/gcx/explanations", asked);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return JSON.readTree(reply.body());
    }
}
