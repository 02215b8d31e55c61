package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.simulator.Fault;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused of a posted question, and that nobody upstream hears of it. */
class ReportBadInputTest {
    private static final String REPORT = "/gcx/reports/queue-performance";
    private static final String QUERIES = "/gcx/queries/queues-observations";
    private static final int LONGEST = 512_000;

    @TempDir
    static Path audit;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
        gateway.genesys.report("queue-performance").runTime(Duration.ZERO);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @AfterEach
    void heal() {
        gateway.genesys.clearFaults();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "7",
                "\"text\"",
                "[]",
                "[{}]",
                "{",
                "{} {}",
                "{\"a\": NaN}",
                "{'a': 1}",
                "{\"a\": 1, \"a\": 2}",
                "{\"filter\": {\"b\": 1, \"b\": 1}}",
                "{\"a\": \"\\ud800\"}"
            })
    void aBodyThatIsNotOneJsonObjectIsRefusedAndNotSentOn(String body) throws Exception {
        int before = callsToTheApi();

        problem(gateway.post(REPORT, body), 400);
        problem(gateway.post(QUERIES, body), 400);

        assertThat(callsToTheApi()).isEqualTo(before);
    }

    @Test
    void aBodyNestedDeeperThan64IsRefusedAndOneOf64IsNot() throws Exception {
        int before = callsToTheApi();

        String refused = problem(gateway.post(REPORT, nested(65)), 400);
        int afterRefusal = callsToTheApi();
        HttpResponse<String> read = gateway.post(QUERIES, nested(64));

        assertThat(refused).contains("64");
        assertThat(afterRefusal).isEqualTo(before);
        assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
    }

    @Test
    void aBodyOf512000BytesIsReadAndALongerOneIsTooLarge() throws Exception {
        int before = callsToTheApi();

        String refused = problem(gateway.post(REPORT, padded(LONGEST + 1)), 413);
        int afterRefusal = callsToTheApi();
        HttpResponse<String> read = gateway.post(REPORT, padded(LONGEST));

        assertThat(refused).contains("512000");
        assertThat(afterRefusal).isEqualTo(before);
        assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "application/jsonp"})
    void anotherContentTypeIsUnsupported(String type) throws Exception {
        int before = callsToTheApi();

        HttpResponse<String> refused = send("POST", REPORT, "{}", "Content-Type", type);

        assertThat(problem(refused, 415)).contains("application/json");
        assertThat(callsToTheApi()).isEqualTo(before);
    }

    @Test
    void aMissingContentTypeIsUnsupported() throws Exception {
        assertThat(problem(send("POST", REPORT, "{}"), 415)).contains("application/json");
    }

    @Test
    void theContentTypeMayNameItsCharacterSet() throws Exception {
        HttpResponse<String> answer =
                send("POST", REPORT, "{\"charset\": 1}", "Content-Type", "Application/JSON; charset=utf-8");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /gcx/reports/queue-performance",
        "PUT, /gcx/reports/queue-performance",
        "DELETE, /gcx/reports/queue-performance",
        "GET, /gcx/queries/queues-observations"
    })
    void anotherMethodIsNotAllowed(String method, String path) throws Exception {
        HttpResponse<String> refused = send(method, path, "{}", "Content-Type", "application/json");

        problem(refused, 405);
        assertThat(header(refused, "Allow")).isEqualTo("POST, QUERY");
    }

    @ParameterizedTest
    @ValueSource(strings = {REPORT, QUERIES})
    void theMethodQueryAsksTheSameAsPost(String path) throws Exception {
        String query = "{\"metrics\": [\"oOnQueueUsers\"], \"filter\": {\"type\": \"and\"}}";

        HttpResponse<String> posted = gateway.post(path, query);
        HttpResponse<String> queried = send("QUERY", path, query, "Content-Type", "application/json");

        assertThat(queried.statusCode()).as(queried.body()).isEqualTo(200);
        assertThat(header(queried, "Cache-Status")).startsWith("gcx; hit; ttl=");
        assertThat(queried.body()).isEqualTo(posted.body());
    }

    @Test
    void theMethodQueryStartsARunToo() throws Exception {
        gateway.genesys.report("queried").runTime(Duration.ZERO);

        HttpResponse<String> answer = send("QUERY", "/gcx/reports/queried", "{}", "Content-Type", "application/json");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(gateway.genesys.report("queried").runs()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dateFrom | {\"dateFrom\": \"last week\", \"dateTo\": \"2024-01-02\"}",
                "dateFrom | {\"dateFrom\": \"\"}",
                "dateFrom | {\"dateFrom\": 20240101}",
                "dateFrom | {\"dateFrom\": \"2024-02-30\"}",
                "dateTo   | {\"dateFrom\": \"2024-01-01\", \"dateTo\": \"2024-13-01\"}",
                "dateTo   | {\"dateTo\": [\"2024-01-01\"]}",
                "dateTo   | {\"dateTo\": \"2024-01-01T25:00:00Z\"}",
                "dateFrom | {\"dateFrom\": \"2024-01-02\", \"dateTo\": \"2023-12-31\"}",
                "dateFrom | {\"dateFrom\": \"tomorrow\", \"dateTo\": \"yesterday\"}",
                "interval | {\"interval\": \"2024-01-01\"}",
                "interval | {\"interval\": \"2024-01-02/2023-12-31\"}",
                "interval | {\"interval\": \"2024-01-01/P1X\"}",
                "interval | {\"interval\": \"2024-01-01/2024-01-02/2024-01-03\"}",
                "interval | {\"interval\": \"2024-01-01/P999999999Y\"}",
                "interval | {\"interval\": 5}"
            })
    void datesThatMakeNoSenseAreUnprocessableAndNamed(String field, String query) throws Exception {
        int before = callsToTheApi();

        HttpResponse<String> refused = gateway.post(REPORT, query);

        assertThat(problem(refused, 422)).contains(field);
        assertThat(callsToTheApi()).isEqualTo(before);
    }

    @Test
    void anUnknownTimeZoneIsUnprocessable() throws Exception {
        int before = callsToTheApi();

        HttpResponse<String> asParameter = gateway.post(REPORT + "?timeZone=Mars/Olympus", "{}");
        HttpResponse<String> inTheBody = gateway.post(REPORT, "{\"timeZone\": \"Mars/Olympus\"}");
        HttpResponse<String> asNumber = gateway.post(REPORT, "{\"timeZone\": 1}");

        assertThat(problem(asParameter, 422)).contains("timeZone");
        assertThat(problem(inTheBody, 422)).contains("timeZone");
        assertThat(problem(asNumber, 422)).contains("timeZone");
        assertThat(callsToTheApi()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"de_DE", "C", "de%3bq=2", "x", "%2e%2e%2f", "de-DE%0d%0aX:1", ",%20de"})
    void anUnreadableLocaleCountsAsNotSent(String locale) throws Exception {
        gateway.post(REPORT, "{}");
        int before = callsToTheApi();

        HttpResponse<String> answer = gateway.post(REPORT + "?locale=" + locale, "{}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(callsToTheApi()).isEqualTo(before);
    }

    @Test
    void aLocaleIsNotLongerThanLocalesAre() throws Exception {
        int before = callsToTheApi();

        for (int i = 0; i < 20; i++) {
            String locale = "de-" + i + "aaaa-bbbb-cccc-dddd".repeat(400);
            assertThat(problem(gateway.post(REPORT, "{}", "Accept-Language", locale), 400))
                    .contains("locale");
            assertThat(problem(gateway.post(REPORT + "?locale=" + locale.substring(0, 60), "{}"), 400))
                    .contains("locale");
        }
        assertThat(callsToTheApi()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "..%2fx", "%2e%2e", "a%3fb", "a%00"})
    void aNameThatCannotStandInAPathIsRefusedAndNotSentOn(String id) throws Exception {
        int before = callsToTheApi();

        int status = gateway.post("/gcx/reports/" + id, "{}").statusCode();

        assertThat(status).isIn(400, 404);
        assertThat(callsToTheApi()).isEqualTo(before);
    }

    @Test
    void anUnknownReportIsToldAsSuchNotAskedAgainAndRememberedForSeconds() throws Exception {
        String unknown = "/gcx/reports/no-such-report";
        String path = "/api/v2/analytics/reports/no-such-report/query";

        String detail = problem(gateway.post(unknown, "{}"), 404);
        problem(gateway.post(unknown, "{}"), 404);
        int atFirst = gateway.genesys.calls().count("POST", path);
        gateway.clock.advance(Duration.ofMillis(5_100));
        problem(gateway.post(unknown, "{}"), 404);

        assertThat(detail).contains("No such report");
        assertThat(atFirst).isEqualTo(1);
        assertThat(gateway.genesys.calls().count("POST", path)).isEqualTo(2);
    }

    @Test
    void aMissingScopeIsNamedWhenARunStarts() throws Exception {
        gateway.genesys.report("scope-of-start");
        gateway.genesys.fault(Fault.missingScope("something").on("/api/v2/analytics/reports/scope-of-start/"));

        HttpResponse<String> refused = gateway.post("/gcx/reports/scope-of-start", "{}");

        assertThat(problem(refused, 502)).contains("analytics:report:read");
        assertThat(gateway.genesys.calls().count("/api/v2/analytics/reports/scope-of-start/"))
                .isEqualTo(1);
    }

    @Test
    void aMissingScopeIsNamedWhenARunIsPolled() throws Exception {
        gateway.genesys.report("scope-of-poll").runTime(Duration.ZERO);
        gateway.genesys.fault(Fault.missingScope("something").on("/api/v2/analytics/reports/run-"));

        HttpResponse<String> refused = gateway.post("/gcx/reports/scope-of-poll", "{}");

        assertThat(problem(refused, 502)).contains("analytics:report:read");
        assertThat(gateway.genesys.report("scope-of-poll").runs()).isEqualTo(1);
    }

    @Test
    void anUnknownQueryIsNotFound() throws Exception {
        int before = callsToTheApi();

        problem(gateway.post("/gcx/queries/no-such-query", "{}"), 404);
        problem(gateway.post("/gcx/queries/conversations-aggregates-cached", "{}"), 404);

        assertThat(callsToTheApi()).isEqualTo(before);
    }

    private static int callsToTheApi() {
        return gateway.genesys.calls().count("/api/");
    }

    private static String nested(int depth) {
        int arrays = depth - 1;
        return "{\"metrics\": [\"oWaiting\"], \"filter\": {\"type\": \"and\"}, \"deep\": " + "[".repeat(arrays)
                + "]".repeat(arrays) + "}";
    }

    private static String padded(int length) {
        String body = "{\"padded\": true}";
        return body + " ".repeat(length - body.length());
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.url(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
