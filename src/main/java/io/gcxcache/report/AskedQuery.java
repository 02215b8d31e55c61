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

    /**
     * How long its answer is fresh.
     *
     * @param fill how long the fill took
     * @param asked the moment of asking: what was real-time then is, however long the fill took
     */
    Duration ttl(Duration fill, Instant asked) {
        Duration ttl = rules.ttl(json, dates, asked);
        return dates.isRealTime(asked) ? shorter(ttl, REAL_TIME_LIMIT.minus(fill)) : ttl;
    }

    /**
     * How much longer than its TTL an answer may be served.
     *
     * @param window what the profile allows
     * @param fill how long the fill took; an answer is as old as the beginning of its fill
     * @param asked the moment of asking
     */
    Duration staleWindow(Duration window, Duration fill, Instant asked) {
        if (!dates.isRealTime(asked)) {
            return window;
        }
        return shorter(window, REAL_TIME_LIMIT.minus(fill).minus(ttl(fill, asked)));
    }

    private static Duration shorter(Duration wanted, Duration left) {
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(wanted) < 0 ? left : wanted;
    }
}
