package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gcxcache.json.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TtlRulesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZonedDateTime END = ZonedDateTime.parse("2026-03-02T00:00Z");
    private static final AskedTime NO_DATE = new AskedTime(false, false, null, null);
    private static final AskedTime REAL_TIME = new AskedTime(true, true, null, null);
    private static final AskedTime PAST = new AskedTime(true, false, null, null);
    private static final String LIVE = "'view':{'type':'interval'},'metrics':['tHandle','realTime']";

    @ParameterizedTest(name = "{2} s: {0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "real-time       | 'view':{'type':'interval'},'metrics':['realTime']     | 10",
                "real-time PT1H  | 'view':{'type':'interval'},'metrics':'realTime'       | 10",
                "real-time P90D  | 'view':{'type':'interval'},'metrics':['a','realTime'] | 10",
                "real-time       | 'view':{'type':'summary'},'metrics':['realTime']      | 30",
                "real-time       | 'view':{'type':'interval'},'metrics':['a']            | 30",
                "real-time       | 'view':{'type':['Interval']},'metrics':['realTime']   | 30",
                "real-time       | 'view':'interval','metrics':['realTime']              | 30",
                "real-time P90D  | ``                                                    | 30",
                "past P30DT1S    | ``                                                    | 86400",
                "past P30D       | ``                                                    | 3600",
                "past P1DT1S     | ``                                                    | 3600",
                "past P1D        | ``                                                    | 300",
                "past PT0S       | ``                                                    | 300",
                "past            | ``                                                    | 60",
                "never           | 'view':{'type':'interval'},'metrics':['realTime']     | 60",
            })
    void theShippedRulesGiveTheDocumentedTable(String time, String fields, long seconds) throws IOException {
        TtlRules shipped = DeclaredResources.shippedRules();

        assertThat(ttl(shipped, "{" + fields + "}", time(time))).hasSeconds(seconds);
    }

    @Test
    void theFirstRuleThatFitsWins() {
        TtlRules rules = TtlRules.parse(List.of("1 span>P30D", " 2 span ", "3 span>P1D", "4"));

        assertThat(ttl(rules, "{}", time("past P366D"))).hasSeconds(1);
        assertThat(ttl(rules, "{}", time("past P4D"))).hasSeconds(2);
        assertThat(ttl(rules, "{}", PAST)).hasSeconds(4);
    }

    @Test
    void allConditionsOfARuleHaveToHold() {
        TtlRules rules = TtlRules.parse(List.of("1 real-time view.type=interval metrics=realTime", "2"));

        assertThat(ttl(rules, "{" + LIVE + "}", REAL_TIME)).hasSeconds(1);
        assertThat(ttl(rules, "{" + LIVE + "}", PAST)).hasSeconds(2);
    }

    @Test
    void aQueryWithoutDatesTakesTheLastRuleEvenIfAnotherWouldFit() {
        TtlRules rules = TtlRules.parse(List.of("1 metrics=realTime", "2 real-time", "3"));

        assertThat(ttl(rules, "{" + LIVE + "}", NO_DATE)).hasSeconds(3);
    }

    @ParameterizedTest
    @CsvSource({"size=5, 1", "flag=true, 1", "list=5, 1", "deep.er.est=x, 1", "text=a=b, 1", "gone=null, 2", "deep=x, 2"
    })
    void aFieldIsComparedAsText(String condition, long seconds) {
        TtlRules rules = TtlRules.parse(List.of("1 " + condition, "2"));
        String query = "{'size':5,'flag':true,'list':[4,5],'deep':{'er':{'est':'x'}},'text':'a=b'}";

        assertThat(ttl(rules, query, REAL_TIME)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "0",
                "-1",
                "604801",
                "99999999999999999999",
                "1.5",
                "30s",
                "real-time",
                "real-time 30",
                "30 realtime",
                "30 Real-Time",
                "30 real-time,span",
                "30 span>",
                "30 span>1D",
                "30 span<P1D",
                "30 span > P1D",
                "30 =interval",
                "30 view.type"
            })
    void aBadRuleIsRefusedAndQuoted(String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TtlRules.parse(List.of(rule, "60")))
                .withMessageStartingWith("\"" + rule + "\" is no TTL rule")
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-25T00:00, 2026-10-26T00:00, P1D, 2",
        "2026-03-29T00:00, 2026-03-30T00:00, P1D, 2",
        "2026-10-25T00:00, 2026-10-26T00:00:01, P1D, 1",
        "2026-10-25T00:00, 2026-10-26T00:00, PT24H, 1",
        "2026-02-01T00:00, 2026-03-01T00:00, P1M, 2",
        "2026-01-31T00:00, 2026-03-01T00:00, P1M, 1",
        "2026-10-25T00:00, 2026-10-26T02:00, P1DT2H, 2",
    })
    void aSpanIsMeasuredByTheCalendarOfItsZone(String from, String to, String limit, long seconds) {
        TtlRules rules = TtlRules.parse(List.of("1 span>" + limit, "2"));
        AskedTime time = new AskedTime(
                true,
                false,
                LocalDateTime.parse(from).atZone(BERLIN),
                LocalDateTime.parse(to).atZone(BERLIN));

        assertThat(ttl(rules, "{}", time)).hasSeconds(seconds);
    }

    @Test
    void theLastRuleFitsEverything() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TtlRules.parse(List.of("60", "30 real-time")))
                .withMessageContaining("the last TTL rule has no conditions");
    }

    @Test
    void noRulesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TtlRules.parse(List.of()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 604_800})
    void theRangeOfATtlIncludesItsEnds(long seconds) {
        assertThat(ttl(TtlRules.parse(List.of("" + seconds)), "{}", NO_DATE)).hasSeconds(seconds);
    }

    private static AskedTime time(String words) {
        if (words.equals("never")) {
            return NO_DATE;
        }
        String[] parts = words.split(" ");
        ZonedDateTime from = parts.length > 1 ? END.minus(Duration.parse(parts[1])) : null;
        return new AskedTime(true, parts[0].equals("real-time"), from, END);
    }

    private static Duration ttl(TtlRules rules, String query, AskedTime time) {
        return rules.fitting(CanonicalJson.read(query.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), time)
                .ttl();
    }
}
