package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies as clients write them. */
class BodySpellingTest {
    private static final String AGGREGATES = "/gcx/queries/conversations-aggregates";
    private static final String UPSTREAM = "/api/v2/analytics/conversations/aggregates/query";

    @TempDir
    static Path audit;

    private static Gateway gateway;
    private static int year = 2000;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @BeforeEach
    void anotherQuestion() {
        year++;
        gateway.genesys.calls().clear();
    }

    @Test
    void fourClientsAskOneQuestionInOneCall() {
        List<String> spellings = List.of(
                // JavaScript: what is not set is null.
                """
                {"interval":"%1$d-01-01T00:00:00.000Z/%1$d-01-02T00:00:00.000Z","granularity":"PT30M","timeZone":null,\
                "groupBy":null,"filter":{"type":"and","clauses":null,"predicates":[{"type":"dimension",\
                "dimension":"queueId","operator":null,"value":"q1","range":null},{"type":"dimension",\
                "dimension":"mediaType","operator":"matches","value":"voice","range":null}]},\
                "metrics":["nOffered","tHandle"],"flattenMultivaluedDimensions":null,"views":null,\
                "alternateTimeDimension":null}""",
                // Java: lists that are not set are empty.
                """
                {"interval":"%1$d-01-01T00:00:00Z/%1$d-01-02T00:00:00Z","granularity":"PT30M","groupBy":[],\
                "filter":{"type":"and","clauses":[],"predicates":[{"type":"dimension","dimension":"mediaType",\
                "operator":"matches","value":"voice"},{"type":"dimension","dimension":"queueId","operator":"matches",\
                "value":"q1"}]},"metrics":["tHandle","nOffered"],"flattenMultivaluedDimensions":false,"views":[]}""",
                // Python: what is not set is left out.
                """
                {"metrics": ["nOffered", "tHandle"], "filter": {"predicates": [{"value": "q1", "dimension": "queueId", \
                "type": "dimension"}, {"value": "voice", "dimension": "mediaType", "type": "dimension"}], \
                "type": "and"}, "granularity": "PT30M", \
                "interval": "%1$d-01-01T00:00:00Z/%1$d-01-02T00:00:00Z"}""",
                // .NET: indented, with a mark at the beginning if it went through a StreamWriter.
                "\uFEFF" + """
                {
                  "interval": "%1$d-01-01T00:00:00Z/%1$d-01-02T00:00:00Z",
                  "granularity": "PT30M",
                  "timeZone": "UTC",
                  "filter": {
                    "type": "and",
                    "predicates": [
                      { "type": "dimension", "dimension": "queueId", "value": "q1" },
                      { "type": "dimension", "dimension": "mediaType", "value": "voice" }
                    ]
                  },
                  "metrics": [ "nOffered", "tHandle" ],
                  "queryType": "groupBy"
                }
                """);

        List<HttpResponse<String>> answers = spellings.stream()
                .map(spelling -> gateway.post(AGGREGATES, spelling.formatted(year)))
                .toList();

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(answers.get(0).body());
        });
        assertThat(gateway.genesys.calls().count("POST", UPSTREAM)).isEqualTo(1);
    }

    @Test
    void theLanguageIsNoPartOfAQuery() {
        HttpResponse<String> german = gateway.post(AGGREGATES, query(), "Accept-Language", "de-DE");
        HttpResponse<String> english = gateway.post(AGGREGATES + "?locale=en-GB", query());

        assertThat(header(english, "Cache-Status")).startsWith("gcx; hit");
        assertThat(header(german, "Vary")).isEmpty();
        assertThat(header(english, "Vary")).isEmpty();
        assertThat(gateway.genesys.calls().all())
                .filteredOn(call -> call.path().equals(UPSTREAM))
                .hasSize(1)
                .allSatisfy(call -> assertThat(call.headers()).doesNotContainKey("accept-language"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void aBodyThatIsNotInUtf8IsABadRequest(String charset) throws Exception {
        byte[] body = query().getBytes(Charset.forName(charset));

        HttpResponse<String> answer = gateway.post(AGGREGATES, body);

        assertThat(problem(answer, 400)).contains("UTF-8");
        assertThat(gateway.genesys.calls().count("POST", UPSTREAM)).isZero();
    }

    @Test
    void halfASurrogatePairIsABadRequest() throws Exception {
        String query = query().replace("nOffered", "\\ud83d");

        assertThat(problem(gateway.post(AGGREGATES, query), 400)).contains("surrogate");
        assertThat(gateway.genesys.calls().count("POST", UPSTREAM)).isZero();
    }

    @Test
    void aHugeExponentInAFilterIsAnsweredLikeAnyNumber() {
        String query = query().replace("}]", "},{\"dimension\":\"x\",\"range\":{\"gt\":1e400000,\"lt\":-1E-400000}}]");

        HttpResponse<String> answer = assertTimeout(Duration.ofSeconds(5), () -> gateway.post(AGGREGATES, query));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String query() {
        return "{\"interval\":\"%1$d-01-01T00:00:00Z/%1$d-01-02T00:00:00Z\",\"metrics\":[\"nOffered\"],".formatted(year)
                + "\"filter\":{\"type\":\"and\",\"predicates\":[{\"dimension\":\"queueId\",\"value\":\"q1\"}]}}";
    }
}
