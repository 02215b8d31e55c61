package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.ask.Ask;
import io.gcxcache.catalogue.Align;
import io.gcxcache.catalogue.Dates;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.QueryResource;
import io.gcxcache.catalogue.Reading;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.CanonicalJson;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that are wrong or at the edge of what can be written: refused by their field, or sent on as they are meant. */
class BadTimesTest {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final Resource QUERY =
            DeclaredResources.resource(QueryResource.of("things").path("/api/v2/things/query"));
    private static final Reading READING = reading(Dates.INSTANTS);

    private final List<Spelling.Rule> rules = new ArrayList<>();
    private final Instant now = Instant.parse("2026-03-02T10:15:30.250Z");

    @AfterAll
    static void close() throws Exception {
        CONTEXT.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "now/yesterday",
                "tomorrow/now",
                "tomorrow/today",
                "tomorrow/..",
                "tomorrow/",
                "P-1D/now",
                "PT-1S/now",
                "PT-5M/2026-03-02T10:15:30.250Z",
                "now/PT-1S",
                "today/P-1D",
                "2026-03-02/2026-03-01",
                "2026-03-02T10:15:30.250Z/2026-03-02T10:15:30.249Z",
                "2026-03-02T10:15:30.250000001Z/2026-03-02T10:15:30.250Z",
                "2026-03-02T10:00Z/2026-03-02T10:59+01:00",
                "2026-03-02T10:00/2026-03-02T08:59Z",
                "2026-03-02T24:00/2026-03-02T23:59:59.999",
                "2026-W10-2/2026-W10-1",
                "2026-062/2026-061",
                "2026-10-25T02:30+01:00/2026-10-25T02:45"
            })
    void anIntervalThatEndsBeforeItBeginsIsRefused(String interval) {
        assertRefused(interval(interval), "interval ends before it begins");
    }

    @ParameterizedTest
    @CsvSource({
        "now, yesterday",
        "tomorrow, now",
        "tomorrow,",
        "2026-03-03, 2026-03-01",
        "2026-03-02T10:00Z, 2026-03-02T10:59+01:00",
        "2026-03-02T24:00, 2026-03-02T23:59:59.999"
    })
    void aDateToBeforeItsDateFromIsRefused(String from, String to) {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("dateFrom", from);

        assertRefused(to == null ? query : query.put("dateTo", to), "dateFrom is after dateTo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01",
                "now",
                "P1D",
                "2026-03-01--2026-03-02",
                "2026-03-01/2026-03-02/",
                "/2026-03-01/2026-03-02",
                "2026-03-01//2026-03-02",
                "2026-03-01/P1D/now",
                "//"
            })
    void anIntervalHasOneSlash(String interval) {
        assertRefused(interval(interval), "interval cannot be read: " + interval);
    }

    @Test
    void anEndThreeYearsAheadIsAskedForAsItIsWritten() {
        AskedQuery asked = read(interval("2026-03-02/2029-03-02T10:15:30.250Z"));

        assertThat(sent(asked)).isEqualTo("2026-03-02T00:00:00.000+01:00/2029-03-02T11:15:30.250+01:00");
        assertThat(rules).containsExactly(Spelling.Rule.NOT_NOW);
        assertThat(asked.rule().ttl()).hasSeconds(30);
        assertThat(asked.longestAge(now)).hasSeconds(60);
    }

    @ParameterizedTest
    @CsvSource({
        "P1M/2026-04-15T12:00, 2026-03-15T12:00:00.000+01:00/2026-04-15T12:00:00.000+02:00",
        "2026-10-15T12:00/P1M, 2026-10-15T12:00:00.000+02:00/2026-11-15T12:00:00.000+01:00",
        "P1M/2026-04-29T02:30, 2026-03-29T03:30:00.000+02:00/2026-04-29T02:30:00.000+02:00",
        "2026-02-28T02:30/P1M1D, 2026-02-28T02:30:00.000+01:00/2026-03-29T03:30:00.000+02:00",
        "2026-09-25T02:30/P1M, 2026-09-25T02:30:00.000+02:00/2026-10-25T02:30:00.000+02:00",
        "P1M/2026-11-25T02:30, 2026-10-25T02:30:00.000+01:00/2026-11-25T02:30:00.000+01:00",
        "2026-03-28T12:00/P1DT12H, 2026-03-28T12:00:00.000+01:00/2026-03-30T00:00:00.000+02:00",
        "P1M/2026-03-31, 2026-02-28T00:00:00.000+01:00/2026-03-31T00:00:00.000+02:00",
    })
    void monthsAreThoseOfTheCalendarWhenTheClocksAreSetToo(String interval, String sent) {
        assertThat(sent(read(interval(interval)))).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "P0D/now, 2026-03-02T11:15:30.250+01:00, WINDOW",
        "PT0S/.., 2026-03-02T11:15:30.250+01:00, WINDOW",
        "now/P0D, 2026-03-02T11:15:30.250+01:00, UNALIGNED",
        "today/P0D, 2026-03-02T00:00:00.000+01:00, NOT_NOW",
        "P0D/2026-03-02T10:00Z, 2026-03-02T11:00:00.000+01:00, NOT_NOW"
    })
    void noTimeAtAllIsAnInterval(String interval, String moment, Spelling.Rule rule) {
        assertThat(sent(read(interval(interval)))).isEqualTo(moment + '/' + moment);
        assertThat(rules).containsExactly(rule);
    }

    @Test
    void nanosecondsAreSentAsTheyWereWritten() {
        String interval = "2026-03-01T00:00:00.123456789Z/2026-03-02T00:00:00.1234567Z";

        assertThat(sent(read(interval(interval))))
                .isEqualTo("2026-03-01T01:00:00.123456789+01:00/2026-03-02T01:00:00.1234567+01:00");
        assertRefused(interval("2026-03-01T00:00:00.1234567891Z/now"), "interval cannot be read");
    }

    @Test
    void questionsThatDifferByANanosecondAreNotTheSame() {
        String first = key("2026-03-01T00:00:00.000000001Z/2026-03-02T00:00Z");
        String second = key("2026-03-01T00:00:00.000000002Z/2026-03-02T00:00Z");

        assertThat(first).isNotEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-02/10000-01-01T00:00:00Z",
                "2026-03-02/+10000-01-01T00:00:00Z",
                "2026-03-02/P7974Y",
                "-0001-01-01T00:00Z/now",
                "P2027Y/now",
                "2026-03-02/9999-W52-7",
                "2026-03-02/9999-W52-6T10:00Z"
            })
    void aYearHasFourDigits(String interval) {
        assertRefused(interval(interval), "interval cannot be read");
    }

    @Test
    void theLastDayThatCanBeWrittenMayBeTheLastOfAQuery() {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("dateFrom", "2026-03-02");

        AskedQuery asked = read(query.put("dateTo", "9999-12-30"));

        assertThat(CanonicalJson.read(asked.body()).path("dateTo").textValue())
                .isEqualTo("9999-12-31T00:00:00.000+01:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-02/9999-12-31T24:00",
                "2026-03-02/9999-12-31T23:00-02:00",
                "9999-12-31/P1D",
                "0000-01-01T00:00+02:00/now",
                "0000-01-01/now"
            })
    void whatWouldBeSentWithAnotherNumberOfDigitsIsRefused(String interval) {
        assertRefused(interval(interval), "interval is beyond the years of four digits");
    }

    @Test
    void theDayAfterTheLastThatCanBeWrittenIsNoEnd() {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("dateTo", "9999-12-31");

        assertRefused(query, "dateTo is beyond the years of four digits");
    }

    @ParameterizedTest
    @CsvSource({
        // no summer time since 2019
        "America/Sao_Paulo, 2018-11-15, 2018-11-15T00:00:00.000-02:00/2018-11-16T00:00:00.000-02:00",
        "America/Sao_Paulo, 2026-11-15, 2026-11-15T00:00:00.000-03:00/2026-11-16T00:00:00.000-03:00",
        // an hour farther west since a midnight in 2024
        "Asia/Almaty, 2024-02-29, 2024-02-29T00:00:00.000+06:00/2024-03-01T00:00:00.000+05:00",
        // across the date line: a day that never was
        "Pacific/Apia, 2011-12-29, 2011-12-29T00:00:00.000-10:00/2011-12-31T00:00:00.000+14:00",
        "Pacific/Apia, 2011-12-30, 2011-12-31T00:00:00.000+14:00/2011-12-31T00:00:00.000+14:00",
        // by the sun, in seconds
        "Europe/Berlin, 1890-01-01, 1889-12-31T23:06:32.000Z/1890-01-01T23:06:32.000Z"
    })
    void aDayIsThatOfTheRulesThatHeldThen(String zone, String day, String sent) {
        ObjectNode query = interval(day + "/" + LocalDate.parse(day).plusDays(1));

        assertThat(sent(read(query.put("timeZone", zone)))).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-02/9999-12-31T24:00",
                "2026-03-02/9999-12-31T23:00-02:00",
                "9999-12-31/P1D",
                "0000-01-01T00:00+02:00/now"
            })
    void whatIsSentInWordsHasFourDigitsToo(String interval) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> read(new DefaultExchange(CONTEXT), interval(interval), reading(Dates.WORDS)))
                .withMessageStartingWith("interval is beyond the years of four digits")
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(422));
    }

    @Test
    void theLastDayThatCanBeWrittenIsSentInWordsAsItIs() {
        Exchange exchange = new DefaultExchange(CONTEXT);
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("dateTo", "9999-12-31");

        read(exchange, query, reading(Dates.WORDS));

        assertThat(CanonicalJson.read(Ask.of(exchange).posted().body())
                        .path("dateTo")
                        .textValue())
                .isEqualTo("9999-12-31");
    }

    private void assertRefused(ObjectNode query, String detail) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> read(query))
                .withMessageStartingWith(detail)
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(422));
    }

    private String key(String interval) {
        Exchange exchange = new DefaultExchange(CONTEXT);
        read(exchange, interval(interval));
        return Ask.of(exchange).question().key();
    }

    private AskedQuery read(ObjectNode query) {
        Exchange exchange = new DefaultExchange(CONTEXT);
        read(exchange, query);
        return (AskedQuery) Ask.of(exchange).posted();
    }

    private void read(Exchange exchange, ObjectNode query) {
        read(exchange, query, READING);
    }

    private void read(Exchange exchange, ObjectNode query, Reading reading) {
        exchange.getMessage().setHeader(GcxHeaders.QUERY_NAME, "things");
        exchange.getMessage().setBody(query.toString().getBytes(StandardCharsets.UTF_8));
        Ask.about(exchange, QUERY, null);
        new QueryReader(reading, Duration.ofSeconds(10), rules::add, () -> now, () -> now).read(exchange);
    }

    private static Reading reading(Dates dates) {
        return new Reading(
                Set.of(),
                Map.of(),
                Set.of(),
                Set.of("interval"),
                Align.LIVE,
                dates,
                false,
                ZoneId.of("Europe/Berlin"),
                DeclaredResources.rules("30 real-time", "3600 span>P1D", "300 span", "60"));
    }

    private static ObjectNode interval(String interval) {
        return JsonNodeFactory.instance.objectNode().put("interval", interval);
    }

    private static String sent(AskedQuery asked) {
        return CanonicalJson.read(asked.body()).path("interval").textValue();
    }
}
