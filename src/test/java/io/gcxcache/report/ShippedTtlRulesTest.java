package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.TtlRules;
import io.gcxcache.json.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped TTL rules and the dates of a query together. */
class ShippedTtlRulesTest {
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
                "'interval':'yesterday/today'                                                                                | 300",
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
        TtlRules shipped = DeclaredResources.shippedRules();

        assertThat(ttl(shipped, "{" + fields + "}")).isEqualTo(Duration.ofSeconds(seconds));
    }

    private static Duration ttl(TtlRules rules, String query) {
        JsonNode json = CanonicalJson.read(query.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return TestQuery.of(json, NOW, rules).rule().ttl();
    }
}
