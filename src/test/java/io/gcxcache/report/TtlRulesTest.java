package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.cache.CanonicalJson;
import io.gcxcache.catalogue.TtlRules;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TtlRulesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30Z");
    private static final String LIVE = "'view':{'type':'interval'},'metrics':['tHandle','realTime']";

    @ParameterizedTest(name = "{1} s: {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'dateFrom':'today','dateTo':'now',                        'view':{'type':'interval'},'metrics':['realTime'] | 10",
                "'interval':'PT1H/now',                                    'view':{'type':'interval'},'metrics':'realTime'   | 10",
                "'interval':'P90D/now',                                    'view':{'type':'interval'},'metrics':['a','realTime'] | 10",
                "'dateFrom':'today','dateTo':'now',                        'view':{'type':'summary'},'metrics':['realTime']  | 30",
                "'dateFrom':'today','dateTo':'now',                        'view':{'type':'interval'},'metrics':['a']        | 30",
                "'dateFrom':'today','dateTo':'now',                        'view':{'type':['Interval']},'metrics':['realTime'] | 30",
                "'dateFrom':'today','dateTo':'now',                        'view':'interval','metrics':['realTime']          | 30",
                "'dateFrom':'today'                                                                                          | 30",
                "'dateFrom':'today','dateTo':'tomorrow'                                                                      | 30",
                "'interval':'2020-01-01/2026-03-02T10:10:31Z'                                                                | 30",
                "'dateTo':'today'                                                                                            | 30",
                "'interval':'2020-01-01/2026-03-02T10:10:30Z'                                                                | 86400",
                "'interval':'2026-01-01T00:00:00Z/2026-01-31T00:00:01Z'                                                      | 86400",
                "'interval':'2026-01-01T00:00:00Z/2026-01-31T00:00:00Z'                                                      | 3600",
                "'dateFrom':'2026-01-01','dateTo':'2026-01-02'                                                               | 3600",
                "'interval':'2026-01-01T00:00:00Z/2026-01-02T00:00:01Z'                                                      | 3600",
                "'interval':'2026-01-01T00:00:00Z/P1D'                                                                       | 300",
                "'dateFrom':'2026-01-01','dateTo':'2026-01-01'                                                               | 300",
                "'dateFrom':'yesterday','dateTo':'yesterday'                                                                 | 300",
                "'interval':'PT0S/2026-01-01'                                                                                | 300",
                "'dateTo':'yesterday'                                                                                        | 60",
                "'interval':'../2026-01-01'                                                                                  | 60",
                "'view':{'type':'interval'},'metrics':['realTime']                                                           | 60",
                "'interval':null                                                                                             | 60",
            })
    void theShippedRulesGiveTheDocumentedTable(String fields, long seconds) throws IOException {
        TtlRules shipped = shipped();

        assertThat(ttl(shipped, "{" + fields + "}")).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void theFirstRuleThatFitsWins() {
        TtlRules rules = rules("1 span>P30D; 2 span ; 3 span>P1D;4");

        assertThat(ttl(rules, "{'interval':'2020-01-01/2021-01-01'}")).hasSeconds(1);
        assertThat(ttl(rules, "{'interval':'2020-01-01/2020-01-05'}")).hasSeconds(2);
        assertThat(ttl(rules, "{'dateTo':'2020-01-05'}")).hasSeconds(4);
    }

    @Test
    void allConditionsOfARuleHaveToHold() {
        TtlRules rules = rules("1 real-time view.type=interval metrics=realTime;2");

        assertThat(ttl(rules, "{'dateTo':'now'," + LIVE + "}")).hasSeconds(1);
        assertThat(ttl(rules, "{'dateTo':'2020-01-01'," + LIVE + "}")).hasSeconds(2);
    }

    @Test
    void aQueryWithoutDatesTakesTheLastRuleEvenIfAnotherWouldFit() {
        TtlRules rules = rules("1 metrics=realTime;2 real-time;3");

        assertThat(ttl(rules, "{" + LIVE + "}")).hasSeconds(3);
    }

    @ParameterizedTest
    @CsvSource({"size=5, 1", "flag=true, 1", "list=5, 1", "deep.er.est=x, 1", "text=a=b, 1", "gone=null, 2", "deep=x, 2"
    })
    void aFieldIsComparedAsText(String condition, long seconds) {
        TtlRules rules = rules("1 " + condition + ";2");
        String query = "{'dateTo':'now','size':5,'flag':true,'list':[4,5],'deep':{'er':{'est':'x'}},'text':'a=b'}";

        assertThat(ttl(rules, query)).hasSeconds(seconds);
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
                "30 span>P1M",
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
    @ValueSource(strings = {"60 span", "60;30 real-time"})
    void theLastRuleFitsEverything(String rules) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules(rules))
                .withMessageContaining("the last TTL rule has no conditions");
    }

    @Test
    void noRulesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TtlRules.parse(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> rules(""));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 604_800})
    void theRangeOfATtlIncludesItsEnds(long seconds) {
        assertThat(ttl(rules("" + seconds), "{}")).hasSeconds(seconds);
    }

    private static TtlRules shipped() throws IOException {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("config", "application.properties"))) {
            settings.load(file);
        }
        List<String> names = settings.stringPropertyNames().stream()
                .filter(name -> name.startsWith("gcx.report.ttl."))
                .toList();
        assertThat(names).hasSize(6);
        return TtlRules.parse(IntStream.rangeClosed(1, 6)
                .mapToObj(number -> settings.getProperty("gcx.report.ttl." + number))
                .toList());
    }

    private static Duration ttl(TtlRules rules, String query) {
        JsonNode json = CanonicalJson.read(query.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return rules.ttl(json, QueryDates.of(json, ZoneOffset.UTC, NOW).asOf(NOW));
    }

    /** Rules with semicolons between. */
    private static TtlRules rules(String text) {
        return TtlRules.parse(List.of(text.split(";")));
    }
}
