package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.simulator.Call;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which questions share an entry, and which never do. Every test has a report of its own. */
class ReportKeyTest {
    @TempDir
    static Path audit;

    private static Gateway gateway;
    private static int reports;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
        gateway.genesys.rateLimit("analytics-run", 3_000, Duration.ofSeconds(60));
        gateway.genesys.rateLimit("analytics-fetch", 3_000, Duration.ofSeconds(60));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1, \"b\": {\"c\": 2, \"d\": 3}} | {\"b\": {\"d\": 3, \"c\": 2}, \"a\": 1}",
                "{\"a\": 1} | {\"a\": 1, \"b\": null}",
                "{\"a\": {\"b\": 1}} | {\"a\": {\"c\": null, \"b\": 1}}",
                "{\"a\": [1, 2]} | { \"a\" :[ 1,2 ]\t}",
                "{\"a\": 100} | {\"a\": 1e2}",
                "{\"a\": 1} | {\"a\": 1.0}",
                "{\"a\": 0.5} | {\"a\": 5E-1}",
                "{\"a\": \"é\"} | {\"a\": \"\\u00e9\"}",
                "{\"metrics\": [\"tHandle\", \"nOffered\"]} | {\"metrics\": [\"nOffered\", \"tHandle\"]}",
                "{\"groupBy\": [\"queueId\", \"userId\"]} | {\"groupBy\": [\"userId\", \"queueId\"]}",
                "{\"filter\": {\"predicates\": [{\"v\": 1}, {\"v\": 2}]}} | {\"filter\": {\"predicates\": [{\"v\": 2}, {\"v\": 1}]}}",
                "{\"dateFrom\": \"today\"} | {\"dateFrom\": \"today\", \"timeZone\": \"UTC\"}"
            })
    void twoSpellingsOfOneQuestionShareAnEntry(String one, String other) throws Exception {
        String report = report();

        HttpResponse<String> first = gateway.post(report, one);
        HttpResponse<String> second = gateway.post(report, other);

        assertOneEntry(report, first, second);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"filter\": {\"queueId\": \"a\"}} | {\"filter\": {\"queueId\": \"b\"}}",
                "{\"filter\": {\"queueId\": \"a\"}} | {\"filter\": {\"queueId\": \"A\"}}",
                "{\"filter\": {\"queueId\": \"a\"}} | {\"filter\": {\"queueId\": \"a \"}}",
                "{\"filter\": {\"queueId\": 1}} | {\"filter\": {\"queueId\": \"1\"}}",
                "{\"filter\": {\"active\": true}} | {\"filter\": {\"active\": \"true\"}}",
                "{\"a\": [1, 2]} | {\"a\": [2, 1]}",
                "{\"a\": [1, null]} | {\"a\": [1]}",
                "{\"a\": 9007199254740992} | {\"a\": 9007199254740993}",
                "{\"a\": 12345678901234567890123} | {\"a\": 12345678901234567890124}",
                "{\"a\": 0.1} | {\"a\": 0.10000000000000001}",
                "{\"metrics\": [\"tHandle\"]} | {\"metrics\": [\"tHandle\", \"nOffered\"]}",
                "{\"dateTo\": \"now\"} | {\"dateTo\": \"today\"}",
                "{\"dateFrom\": \"2024-01-01\"} | {\"dateFrom\": \"2024-01-02\"}"
            })
    void twoQuestionsNeverShareAnEntry(String one, String other) throws Exception {
        String report = report();

        CompletableFuture<HttpResponse<String>> first = gateway.postAsync(report, one);
        CompletableFuture<HttpResponse<String>> second = gateway.postAsync(report, other);

        assertTwoEntries(report, first.join(), second.join());
    }

    @Test
    void largeIntegersGoUpstreamExactly() throws Exception {
        HttpResponse<String> answer = gateway.post(report(), "{\"a\": 9007199254740993}");

        assertThat(answer.body()).contains("9007199254740993");
    }

    @Test
    void twoLanguagesAreTwoEntriesAndReachGenesys() throws Exception {
        String report = report();

        HttpResponse<String> german = gateway.post(report, "{}", "Accept-Language", "de-DE,en;q=0.5");
        HttpResponse<String> english = gateway.post(report, "{}");

        assertTwoEntries(report, german, english);
        assertThat(header(german, "Vary")).isEqualTo("Accept-Language");
        assertThat(gateway.genesys.calls().all())
                .filteredOn(call -> call.path().contains(name(report)))
                .extracting(call -> call.headers().get("accept-language"))
                .containsExactly("de-DE", "en-US");
    }

    @Test
    void theParameterLocaleGoesBeforeTheHeader() throws Exception {
        String report = report();

        HttpResponse<String> byHeader = gateway.post(report, "{}", "Accept-Language", "fr-FR");
        HttpResponse<String> byParameter = gateway.post(report + "?locale=fr-fr", "{}", "Accept-Language", "de");

        assertOneEntry(report, byHeader, byParameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?timeZone=Asia/Tokyo", "?reportVersion=2", "?locale=de"})
    void aParameterThatChangesTheAnswerMakesAnotherEntry(String parameter) throws Exception {
        String report = report();

        CompletableFuture<HttpResponse<String>> plain = gateway.postAsync(report, "{\"dateFrom\": \"2024-01-01\"}");
        CompletableFuture<HttpResponse<String>> other =
                gateway.postAsync(report + parameter, "{\"dateFrom\": \"2024-01-01\"}");

        assertTwoEntries(report, plain.join(), other.join());
    }

    @Test
    void theTimeZoneIsOneQuestionInTheBodyAndAsAParameterAndReachesGenesys() throws Exception {
        String report = report();

        HttpResponse<String> asParameter = gateway.post(report + "?timeZone=Asia/Tokyo", "{}");
        HttpResponse<String> inTheBody = gateway.post(report, "{\"timeZone\": \"Asia/Tokyo\"}");

        assertOneEntry(report, asParameter, inTheBody);
        assertThat(json(asParameter).at("/query/timeZone").asText()).isEqualTo("Asia/Tokyo");
    }

    @Test
    void aFieldOfTheQueryCannotPassForAParameter() throws Exception {
        String report = report();

        CompletableFuture<HttpResponse<String>> parameter = gateway.postAsync(report + "?reportVersion=2", "{}");
        CompletableFuture<HttpResponse<String>> field = gateway.postAsync(report, "{\"reportVersion\": \"2\"}");

        assertTwoEntries(report, parameter.join(), field.join());
    }

    @Test
    void aHeaderOfTheClientCannotChangeTheKey() throws Exception {
        String report = report();

        HttpResponse<String> plain = gateway.post(report, "{}");
        HttpResponse<String> tampered = gateway.post(
                report,
                "{}",
                "GcxLocale",
                "de",
                "GcxTimeZone",
                "Asia/Tokyo",
                "GcxReportVersion",
                "9",
                "GcxReportId",
                "x");

        assertOneEntry(report, plain, tampered);
    }

    @Test
    void twoReportsNeverShareAnEntry() throws Exception {
        String one = report();
        String other = report();

        String ofOne = gateway.post(one, "{}").body();
        String ofOther = gateway.post(other, "{}").body();

        assertThat(ofOne).isNotEqualTo(ofOther);
        assertThat(runs(one) + runs(other)).isEqualTo(2);
    }

    @Test
    void anEmbedderAsksWithTheSameKeyAsHttp() throws Exception {
        String report = report();
        String query = "{\"filter\": \"Zürich\"}";
        HttpResponse<String> overHttp =
                gateway.post(report + "?locale=de-CH&timeZone=Europe/Zurich&reportVersion=3", query);

        Message asText = ask(report, query);
        Message asBytes = ask(report, query.getBytes(StandardCharsets.UTF_8));

        assertThat(asText.getHeader("Cache-Status", String.class)).startsWith("gcx; hit; ttl=");
        assertThat(asBytes.getHeader("Cache-Status", String.class)).startsWith("gcx; hit; ttl=");
        assertThat(asBytes.getHeader("ETag", String.class)).isEqualTo(header(overHttp, "ETag"));
        assertThat(new String(asText.getBody(byte[].class), StandardCharsets.UTF_8))
                .isEqualTo(overHttp.body());
        assertThat(runs(report)).isEqualTo(1);
    }

    @Test
    void anEmbeddersWrongQuestionEndsInAProblem() {
        Exchange asked = gateway.template().request("direct:gcx-report", exchange -> {
            exchange.getMessage().setHeader("GcxReportId", "a/b");
            exchange.getMessage().setBody("{}");
        });

        assertThat(asked.getException()).hasMessageContaining("128 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"dateFrom\": \"yesterday\", \"dateTo\": \"yesterday\"}",
                "{\"interval\": \"yesterday/yesterday\"}",
                "{\"interval\": \"yesterday / yesterday\"}",
                "{\"interval\": \"yesterday/P1D\"}"
            })
    void relativeDaysAreAnotherQuestionAfterMidnightInTheirZone(String query) throws Exception {
        String report = report();
        untilTenInTheMorning();
        HttpResponse<String> utc = gateway.post(report, query);
        HttpResponse<String> east = gateway.post(report + "?timeZone=%2B10:00", query);

        gateway.clock.advance(Duration.ofHours(5));
        HttpResponse<String> utcLater = gateway.post(report, query);
        HttpResponse<String> eastAfterMidnight = gateway.post(report + "?timeZone=%2B10:00", query);

        assertThat(utcLater.body()).isEqualTo(utc.body());
        assertThat(header(utcLater, "Cache-Status")).startsWith("gcx; hit");
        assertThat(eastAfterMidnight.body()).isNotEqualTo(east.body());
        assertThat(header(eastAfterMidnight, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
    }

    @Test
    void theAuditNamesTheReportAndItsKey(TestInfo test) throws Exception {
        String report = report();

        HttpResponse<String> answer = gateway.post(report, "{}", "Prefer", "respond-async");
        String key = json(gateway.get(header(answer, "Location"))).path("key").asText();

        assertThat(key).as(test.getDisplayName()).matches("gcx:analytics:" + name(report) + ":[0-9a-f]{64}:en-US");
    }

    /** Half past midnight UTC is far away then, and midnight ten hours east is four hours away. */
    private static void untilTenInTheMorning() {
        Instant now = gateway.clock.instant();
        Duration past = Duration.between(
                LocalTime.of(10, 0), now.atOffset(ZoneOffset.UTC).toLocalTime());
        gateway.clock.advance(Duration.ofDays(past.isNegative() ? 0 : 1).minus(past));
    }

    private static Message ask(String report, Object query) throws Exception {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "GcxReportId", name(report),
                "GcxLocale", "de-CH",
                "GcxTimeZone", "Europe/Zurich",
                "GcxReportVersion", "3"));
        Exchange answer = gateway.template().request("direct:gcx-report", exchange -> {
            exchange.getMessage().setHeaders(headers);
            exchange.getMessage().setBody(query);
        });
        if (answer.getException() != null) {
            throw answer.getException();
        }
        return answer.getMessage();
    }

    private static void assertOneEntry(String report, HttpResponse<String> first, HttpResponse<String> second) {
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(header(second, "Cache-Status")).as(second.body()).startsWith("gcx; hit; ttl=");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(header(second, "ETag")).isEqualTo(header(first, "ETag"));
        assertThat(runs(report)).isEqualTo(1);
    }

    private static void assertTwoEntries(String report, HttpResponse<String> first, HttpResponse<String> second) {
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(header(first, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(header(second, "Cache-Status")).as(second.body()).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(second.body()).isNotEqualTo(first.body());
        assertThat(runs(report)).isEqualTo(2);
    }

    /** The path of a report that nobody asked for yet. */
    private static String report() {
        String name = "keyed-" + ++reports + "-";
        gateway.genesys.report(name).runTime(Duration.ZERO);
        return "/gcx/reports/" + name;
    }

    private static String name(String report) {
        return report.substring("/gcx/reports/".length());
    }

    private static int runs(String report) {
        return gateway.genesys.calls().count((Call call) -> call.path().endsWith("/" + name(report) + "/query"));
    }
}
