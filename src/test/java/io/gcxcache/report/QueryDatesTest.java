package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.json.CanonicalJson;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryDatesTest {
    private static final Set<String> INTERVAL = Set.of("interval");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30Z");

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04Z, 2026-01-02T03:04:00Z",
        "2026-01-02T03:04:05.000Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.123456789Z, 2026-01-02T03:04:05.123456789Z",
        "2026-01-02T03:04:05+01:00, 2026-01-02T02:04:05Z",
        "2026-01-02T03:04:05-05:30, 2026-01-02T08:34:05Z",
        "2026-01-02T03:04:05+01, 2026-01-02T02:04:05Z",
        "2026-01-02T03:04:05, 2026-01-02T02:04:05Z",
        "2026-01-02T03:04, 2026-01-02T02:04:00Z",
        "2026-01-02, 2026-01-01T23:00:00Z",
        "2026-01-02T03:04:05+0100, 2026-01-02T02:04:05Z",
        "2026-01-02T03Z, 2026-01-02T03:00:00Z",
        "2026-01-02T03, 2026-01-02T02:00:00Z",
        "2026-01-02T24:00, 2026-01-02T23:00:00Z",
        "2026-01-02T24:00:00.000Z, 2026-01-03T00:00:00Z",
        "'2026-01-02T03:04:05,5Z', 2026-01-02T03:04:05.500Z",
        "2026-W48-1, 2026-11-22T23:00:00Z",
        "2026-W48-1T12:00Z, 2026-11-23T12:00:00Z",
        "2026-331, 2026-11-26T23:00:00Z",
        "2026-02-28T24:00Z, 2026-03-01T00:00:00Z",
        "yesterday, 2026-02-28T23:00:00Z",
        "today, 2026-03-01T23:00:00Z",
        "now, 2026-03-02T10:15:30Z",
    })
    void aBeginningIsReadInAllItsForms(String text, Instant from) {
        QueryDates dates = dates("{'dateFrom':'" + text + "','dateTo':'2027-01-01'}", BERLIN);
        QueryDates interval = dates("{'interval':'" + text + "/2027-01-01'}", BERLIN);

        assertThat(dates.from()).isEqualTo(from);
        assertThat(interval.from()).isEqualTo(from);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T00:00, 2026-01-01T23:00:00Z",
        "2026-01-02, 2026-01-02T23:00:00Z",
        "2026-W01-5, 2026-01-02T23:00:00Z",
        "yesterday, 2026-03-01T23:00:00Z",
        "today, 2026-03-02T23:00:00Z",
        "tomorrow, 2026-03-03T23:00:00Z",
        "now, 2026-03-02T10:15:30Z",
    })
    void aDayAsTheLastOneIsWhole(String text, Instant to) {
        assertThat(dates("{'dateFrom':'2025-01-01','dateTo':'" + text + "'}", BERLIN)
                        .to())
                .isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-01/2026-01-02, 2026-01-01T23:00:00Z",
        "yesterday/today, 2026-03-01T23:00:00Z",
        "today/tomorrow, 2026-03-02T23:00:00Z",
        "P7D/today, 2026-03-01T23:00:00Z",
        "today/2026-03-02T24:00, 2026-03-02T23:00:00Z"
    })
    void anIntervalEndsWhereItsLastDayBegins(String interval, Instant to) {
        assertThat(dates("{'interval':'" + interval + "'}", BERLIN).to()).isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T22:59:59.999Z, Europe/Berlin, 2026-03-01T23:00:00Z, 2026-03-02T23:00:00Z",
        "2026-03-02T23:00:00Z, Europe/Berlin, 2026-03-02T23:00:00Z, 2026-03-03T23:00:00Z",
        "2026-03-29T12:00:00Z, Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "2026-10-25T12:00:00Z, Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "2026-03-02T10:15:30Z, Pacific/Kiritimati, 2026-03-02T10:00:00Z, 2026-03-03T10:00:00Z",
        "2026-03-02T10:15:30Z, -12:00, 2026-03-01T12:00:00Z, 2026-03-02T12:00:00Z",
        "2026-09-06T12:00:00Z, America/Santiago, 2026-09-06T04:00:00Z, 2026-09-07T03:00:00Z",
    })
    void todayIsTheDayOfTheZoneHoweverLongItIs(Instant now, String zone, Instant from, Instant to) {
        QueryDates dates = QueryDates.of(
                json("{'dateFrom':'today','dateTo':'today'}"), INTERVAL, new Moments(ZoneId.of(zone), now));

        assertEnds(dates, from, to);
    }

    @Test
    void anotherFieldMayBeTheInterval() {
        JsonNode query = json("{'period':'2026-03-01T00:00:00Z/P1D','interval':'not read'}");

        QueryDates dates = QueryDates.of(query, Set.of("period"), new Moments(BERLIN, NOW));

        assertEnds(dates, Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-02T00:00:00Z"));
    }

    @Test
    void aMissingEndIsTheMomentOfAsking() {
        assertEnds(dates("{'dateFrom':'2026-03-01T00:00:00Z'}", BERLIN), Instant.parse("2026-03-01T00:00:00Z"), NOW);
        assertThat(dates("{'dateFrom':'2026-03-01T00:00:00Z','dateTo':null}", BERLIN)
                        .to())
                .isEqualTo(NOW);
    }

    @Test
    void aMissingBeginningIsOpen() {
        QueryDates dates = dates("{'dateTo':'2026-03-01T00:00:00Z'}", BERLIN);

        assertEnds(dates, null, Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(dates.isRealTime(NOW)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'dateFrom':null,'dateTo':null,'interval':null}",
                "{'view':{'dateTo':'now','interval':'x'}}"
            })
    void aQueryWithoutDatesCountsAsRealTime(String query) {
        QueryDates dates = dates(query, BERLIN);

        assertThat(dates.to()).isNull();
        assertThat(dates.isRealTime(NOW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01T00:00:00Z/", "2026-03-01T00:00:00Z/..", "2026-03-01T00:00:00Z/now"})
    void anIntervalsOpenEndIsTheMomentOfAsking(String interval) {
        assertEnds(dates("{'interval':'" + interval + "'}", BERLIN), Instant.parse("2026-03-01T00:00:00Z"), NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/2026-03-01T00:00:00Z", "../2026-03-01T00:00:00Z"})
    void anIntervalsOpenBeginningIsUnknown(String interval) {
        assertEnds(dates("{'interval':'" + interval + "'}", BERLIN), null, Instant.parse("2026-03-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z/P1M, 2026-01-31T12:00:00Z, 2026-02-28T12:00:00Z",
        "2026-01-01T00:00:00Z/P1W, 2026-01-01T00:00:00Z, 2026-01-08T00:00:00Z",
        "2026-01-01T00:00:00Z/PT1H30M, 2026-01-01T00:00:00Z, 2026-01-01T01:30:00Z",
        "2026-01-01T00:00:00Z/P1DT0.5S, 2026-01-01T00:00:00Z, 2026-01-02T00:00:00.500Z",
        "P1D/2026-01-02T00:00:00Z, 2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z",
        "PT15M/now, 2026-03-02T10:00:30Z, 2026-03-02T10:15:30Z",
        "P1D/, 2026-03-01T10:15:30Z, 2026-03-02T10:15:30Z",
        "PT1H/.., 2026-03-02T09:15:30Z, 2026-03-02T10:15:30Z",
        "P1D/2026-01-01, 2025-12-30T23:00:00Z, 2025-12-31T23:00:00Z",
        "2026-01-01/P1D, 2025-12-31T23:00:00Z, 2026-01-01T23:00:00Z",
        "2026-03-28T12:00/P1D, 2026-03-28T11:00:00Z, 2026-03-29T10:00:00Z",
        "2026-03-28T12:00/PT24H, 2026-03-28T11:00:00Z, 2026-03-29T11:00:00Z",
        "P1D/2026-10-25T12:00, 2026-10-24T10:00:00Z, 2026-10-25T11:00:00Z",
    })
    void anIntervalMayNameItsLengthInDaysOfTheCalendarAndHoursOfTheClock(String interval, Instant from, Instant to) {
        assertEnds(dates("{'interval':'" + interval + "'}", BERLIN), from, to);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-01",
                "2026-01-01/2026-01-02/2026-01-03",
                "a/b",
                "P1D/P1D",
                "../P1D",
                "2026-01-01/P",
                "P/now",
                "2026-01-01/PT",
                "2026-01-01/P1DT",
                "2026-01-01/P1.5D",
                "2026-01-01/-P1D",
                "2026-01-01/PT99999999999999999999H",
                "2026-01-01/P999999999Y",
                "P-2147483648D/now",
                "2026-01-01/+999999999-12-31",
                "2026-01-01T24:00:01Z/now",
                "10000-01-01T00:00:00Z/now",
                "2026-01-01/P8000Y",
                "2026-01-01T00:00:00.1234567890Z/now",
                "2026-01-01 2026-01-02"
            })
    void anIntervalThatCannotBeReadIsRefusedByItsName(String interval) {
        assertRefused("{'interval':'" + interval + "'}", "interval cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Today",
                " today",
                "today-1",
                "soon",
                "2026-02-30",
                "2026-13-01",
                "20260101",
                "2026-W54-1",
                "2026-W1-1",
                "2026-366",
                "2026-01-01T1:00Z",
                "2026-01-01T10:00:00+1",
                "01/02/2026",
                "2026-01-01 10:00",
                "2026-01-01T",
                "2026-01-01T25:00:00Z",
                "2026-01-01T10:00:00+19:00",
                "2026-01-01T10:00:00Europe/Berlin",
                "1767225600"
            })
    void aDateThatCannotBeReadIsRefusedByItsName(String text) {
        assertRefused("{'dateFrom':'" + text + "'}", "dateFrom cannot be read");
        assertRefused("{'dateTo':'" + text + "'}", "dateTo cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "true", "{}", "['today']"})
    void aDateThatIsNoTextIsRefusedByItsName(String value) {
        assertRefused("{'dateFrom':" + value + "}", "dateFrom is not a text");
        assertRefused("{'dateTo':" + value + "}", "dateTo is not a text");
        assertRefused("{'interval':" + value + "}", "interval is not a text");
    }

    @Test
    void aLongTextIsNotRepeatedInFull() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> dates("{'dateTo':'" + "x".repeat(100_000) + "'}", BERLIN))
                .satisfies(problem -> assertThat(problem.detail()).hasSizeLessThan(250));
    }

    @Test
    void anEndBeforeTheBeginningIsRefusedByItsName() {
        assertRefused("{'dateFrom':'tomorrow','dateTo':'yesterday'}", "dateFrom is after dateTo");
        assertRefused("{'dateFrom':'2026-01-01T00:00:00Z','dateTo':'2026-01-01T00:59:59+01:00'}", "dateFrom is after");
        assertRefused("{'interval':'2026-01-02/2026-01-01'}", "interval ends before it begins");
        assertRefused("{'interval':'2026-01-02/P-1D'}", "interval ends before it begins");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'interval':'2026-03-01/2026-03-02T00:00Z'}",
                "{'interval':'P1D/2026-03-02'}",
                "{'interval':'2026-03-01/P1D'}",
                "{'interval':'2026-03-01/2026-03-02','dateFrom':'2026-03-01','dateTo':7}",
                "{'dateFrom':'2026-03-01','dateTo':'2026-03-02'}",
                "{'dateTo':'2026-03-02'}"
            })
    void aQueryWithoutWordsStandsForTheSameDatesWheneverItIsAsked(String query) {
        assertThat(dates(query, BERLIN).standing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'interval':'2026-03-01/now'}",
                "{'interval':'2026-03-01/'}",
                "{'interval':'2026-03-01/today'}",
                "{'interval':'yesterday/2026-03-02'}",
                "{'interval':'P1D/now'}",
                "{'interval':'today/P1D'}",
                "{'interval':'2026-03-01/2026-03-02','dateFrom':'today'}",
                "{'interval':'2026-03-01/2026-03-02','dateTo':'tomorrow'}",
                "{'interval':'2026-03-01/2026-03-02','dateTo':'now'}",
                "{'dateFrom':'2026-03-01'}",
                "{'dateFrom':'today','dateTo':'2026-03-03'}",
                "{'dateFrom':'2026-03-01','dateTo':'today'}",
                "{'dateTo':'now'}"
            })
    void aQueryWithAWordStandsForOtherDatesLater(String query) {
        assertThat(dates(query, BERLIN).standing()).isFalse();
    }

    @Test
    void aMomentIsAnInterval() {
        assertEnds(dates("{'interval':'now/now'}", BERLIN), NOW, NOW);
    }

    @ParameterizedTest
    @CsvSource({"-301, false", "-300, false", "-299, true", "0, true", "1, true", "86400, true"})
    void whatEndedWithinFiveMinutesOrLaterIsRealTime(long seconds, boolean realTime) {
        QueryDates dates = new QueryDates(null, null, NOW.plusSeconds(seconds), false, false, true);

        assertThat(dates.isRealTime(NOW)).isEqualTo(realTime);
    }

    private static void assertEnds(QueryDates dates, Instant from, Instant to) {
        assertThat(dates.from()).isEqualTo(from);
        assertThat(dates.to()).isEqualTo(to);
    }

    private static void assertRefused(String query, String detail) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> dates(query, ZoneOffset.UTC))
                .withMessageStartingWith(detail)
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(422));
    }

    private static QueryDates dates(String query, ZoneId zone) {
        return QueryDates.of(json(query), INTERVAL, new Moments(zone, NOW));
    }

    private static JsonNode json(String query) {
        return CanonicalJson.read(query.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
