package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.TtlRules;
import io.gcxcache.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;

/** Queries as they would have been read, in UTC and with a skew of 10 s; the clock that never steps shows the time of day. */
final class TestQuery {
    private static final Set<String> INTERVAL = Set.of("interval");
    private static final ZoneId UTC = ZoneId.of("UTC");

    private TestQuery() {}

    static AskedQuery of(JsonNode json, Instant now, TtlRules rules) {
        return asked(json, QueryDates.of(json, INTERVAL, new Moments(UTC, now)), now, rules);
    }

    static AskedQuery ofInterval(String interval, Instant now, String... rules) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("interval", interval);
        return of(json, now, DeclaredResources.rules(rules));
    }

    /** @param to null for a query without dates */
    static AskedQuery ofDates(Instant from, Instant to, Instant now, String... rules) {
        return asked(
                JsonNodeFactory.instance.objectNode(),
                new QueryDates(null, from, to, false, false, true),
                now,
                DeclaredResources.rules(rules));
    }

    static AskedQuery withBody(String body, Instant now, String... rules) {
        JsonNode json = CanonicalJson.read(body.getBytes(StandardCharsets.UTF_8));
        return asked(json, QueryDates.of(json, INTERVAL, new Moments(UTC, now)), now, DeclaredResources.rules(rules));
    }

    private static AskedQuery asked(JsonNode json, QueryDates dates, Instant now, TtlRules rules) {
        Spelling spelling = Spelling.of(dates, now, new Spelling.Liberty(Duration.ofSeconds(10), true, false));
        Moments moments = new Moments(UTC, now);
        return new AskedQuery(
                () -> json, "en-US", dates, spelling, moments, now, rules.fitting(json, dates.asked(moments)));
    }
}
