package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code schedule}: what it says, and what is refused. */
class DeclaredSchedulesTest {
    private static final String CRON =
            " is not a cron expression of Quartz (seconds, minutes, hours, day of the month, month,"
                    + " day of the week, and perhaps a year; ? for the day that does not count), for example 0 30 6 ? * MON-FRI";

    @Test
    void aCronExpressionAloneIsInUtc() {
        assertThat(schedules("lists: {x: {path: /api/v2/x, schedule: 0 30 6 ? * MON-FRI}}"))
                .containsExactly(new Schedule("0 30 6 ? * MON-FRI", ZoneId.of("UTC"), null, null, null));
    }

    @Test
    void aReportMayBeAskedForSeveralTimesWithAllThatAClientSays() {
        assertThat(schedules("""
                reports:
                  report:
                    path: /api/v2/reports/{reportId}
                    schedule:
                      - cron: 0 30 6 ? * MON-FRI
                        timeZone: Europe/Berlin
                        id: queue-performance
                        query: {dateFrom: yesterday, dateTo: today, size: 7, nothing: null}
                        locale: de-DE
                      - {cron: 0 0 7 ? * SAT, id: sales, query: {}}
                """))
                .containsExactly(
                        new Schedule(
                                "0 30 6 ? * MON-FRI",
                                ZoneId.of("Europe/Berlin"),
                                "queue-performance",
                                "{\"dateFrom\":\"yesterday\",\"dateTo\":\"today\",\"size\":7,\"nothing\":null}",
                                "de-DE"),
                        new Schedule("0 0 7 ? * SAT", ZoneId.of("UTC"), "sales", "{}", null));
    }

    @Test
    void javaSaysItAsYamlDoes() {
        Catalogue catalogue = Declared.inJava(QueryResource.of("x")
                .path("/api/v2/x")
                .set("schedule", Map.of("cron", "0 0 6 * * ?", "query", Map.of("size", 7))));

        assertThat(catalogue.all().get(0).declaration().schedules())
                .containsExactly(new Schedule("0 0 6 * * ?", ZoneId.of("UTC"), null, "{\"size\":7}", null));
    }

    @Test
    void whenItIsAskedForMakesNoOtherAnswer() {
        assertThat(fingerprint(", schedule: 0 0 6 * * ?")).isEqualTo(fingerprint(""));
        assertThat(fingerprint(", ttl: 77")).isNotEqualTo(fingerprint(""));
    }

    @ParameterizedTest
    @CsvSource({
        // 02:30 is there twice on the day when the clock is set back, and fires once.
        "0 30 6 ? * MON-FRI, 2026-03-27T06:00:00Z, 2026-03-30T04:30:00Z",
        "0 30 6 ? * MON-FRI, 2026-03-26T06:00:00Z, 2026-03-27T05:30:00Z",
        "0 30 2 * * ?, 2026-10-24T23:00:00Z, 2026-10-25T01:30:00Z",
        "0 30 2 * * ?, 2026-10-25T01:30:00Z, 2026-10-26T01:30:00Z",
        "0 0 6 1 1 ? 2026, 2025-12-31T00:00:00Z, 2026-01-01T05:00:00Z"
    })
    void itsTimesAreThoseOfItsZone(String cron, Instant moment, Instant due) {
        assertThat(new Schedule(cron, ZoneId.of("Europe/Berlin"), null, null, null).after(moment))
                .contains(due);
    }

    @Test
    void aYearThatIsOverIsNeverDueAgain() {
        assertThat(new Schedule("0 0 6 1 1 ? 2026", ZoneId.of("UTC"), null, null, null)
                        .after(Instant.parse("2026-01-01T06:00:00Z")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lists   | 30 6 * * 1-5                     | \"30 6 * * 1-5\" + CRON",
                "lists   | 0 30 6 * * MON-FRI               | \"0 30 6 * * MON-FRI\" + CRON",
                "lists   | 0 30 6 ? * MON-FRI 2026 x        | \"0 30 6 ? * MON-FRI 2026 x\" + CRON",
                "lists   | 0 0 0 30 2 ?                     | \"0 0 0 30 2 ?\" + CRON",
                "lists   | 0 0 25 * * ?                     | \"0 0 25 * * ?\" + CRON",
                "lists   | ''                               | \"\" + CRON",
                "lists   | [0 0 6 * * ?, daily]             | in the list, \"daily\" + CRON",
                "lists   | {cron: daily}                    | cron \"daily\" + CRON",
                "lists   | {cron: 0 0 6 * * ?, timeZone: Mars/Base} | timeZone \"Mars/Base\" is not a time zone, for example Europe/Berlin or +01:00",
                "lists   | {cron: 0 0 6 * * ?, timezone: UTC} | timezone is no part of a schedule; the nearest one is timeZone",
                "lists   | {cron: 0 0 6 * * ?, id: a}       | has an id, but the path has none",
                "queries | {cron: 0 0 6 * * ?}              | has no query; allowed is a mapping with cron, query and perhaps timeZone, locale; or a list of these",
                "queries | 0 0 6 * * ?                      | \"0 0 6 * * ?\" is not a mapping with cron, query and perhaps timeZone, locale; or a list of these",
                "jobs    | [{cron: 0 0 6 * * ?, query: []}] | in the list, query [] is not a mapping, for example {interval: yesterday/today, metrics: [tHandle]}",
                "pages   | 0 0 6 * * ?                      | is no property of pages; the nearest one is shareable out of path, permission, tags, subject, family, fetch, staleWindow, timeLimit, shareable, writtenBy, ttl, drop, arrays, live",
            })
    void whatCannotBeAskedForIsRefusedWithItsLine(String section, String schedule, String refusal) {
        String yaml = section + ":\n  x:\n    path: /api/v2/x\n    schedule: " + schedule;

        assertThat(Declared.refusals(yaml))
                .containsExactly("x.yaml:4: " + section + ".x.schedule: " + refusal.replace(" + CRON", CRON));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lists   | /api/v2/x/{a}     | 0 0 6 * * ?          | has no id, which the path needs for {a}; allowed is a mapping with cron and id, or a list of these, one an id",
                "lists   | /api/v2/x/{a}     | {cron: 0 0 6 * * ?, id: ..} | id \"..\" is not an id: 1 to 128 out of A-Z a-z 0-9 . _ ~ -",
                "objects | /api/v2/x/{a}     | 0 0 6 * * ?          | has no id, which the path needs for {a}; allowed is a mapping with cron and id, or a list of these, one an id",
                "objects | /api/v2/{a}/x/{b} | {cron: 0 0 6 * * ?, id: c}  | is not possible: the path has several ids, and a schedule asks for one",
            })
    void whatHasAnIdIsAskedForWithOne(String section, String path, String schedule, String refusal) {
        String yaml = section + ":\n  x:\n    path: " + path + "\n    schedule: " + schedule;

        assertThat(Declared.refusals(yaml)).containsExactly("x.yaml:4: " + section + ".x.schedule: " + refusal);
    }

    @Test
    void theReportIsAskedForWithItsId() {
        assertThat(Declared.refusals(
                        "reports: {report: {path: '/api/{id}', schedule: {cron: 0 0 6 * * ?, query: {}}}}"))
                .containsExactly(
                        "x.yaml:1: reports.report.schedule: has no id; allowed is a mapping with cron, id, query and"
                                + " perhaps timeZone, locale; or a list of these");
    }

    private static String fingerprint(String more) {
        return Declared.in("lists: {x: {path: /api/v2/x" + more + "}}")
                .all()
                .get(0)
                .declaration()
                .fingerprint();
    }

    private static List<Schedule> schedules(String yaml) {
        return Declared.in(yaml).all().get(0).declaration().schedules();
    }
}
