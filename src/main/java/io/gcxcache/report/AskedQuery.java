package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;

/**
 * A query as it was asked.
 *
 * @param json the query
 * @param body what is sent upstream
 * @param dates the time that it asks about, as of the moment of asking
 * @param rules how long its answer is good for
 */
record AskedQuery(JsonNode json, byte[] body, QueryDates dates, TtlRules rules) {
    /** Real-time answers are never served older than this. */
    static final Duration REAL_TIME_LIMIT = Duration.ofSeconds(60);

    private static final String PROPERTY = "GcxAskedQuery";

    static AskedQuery of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, AskedQuery.class);
    }

    void putOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    Duration ttl(Instant now) {
        return rules.ttl(json, dates, now);
    }

    /**
     * How much longer than its TTL an answer may be served.
     *
     * @param window what the profile allows
     * @param fill how long the fill took; an answer is as old as the beginning of its fill
     */
    Duration staleWindow(Duration window, Duration fill, Instant now) {
        if (!dates.isRealTime(now)) {
            return window;
        }
        Duration left = REAL_TIME_LIMIT.minus(ttl(now)).minus(fill);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(window) < 0 ? left : window;
    }
}
