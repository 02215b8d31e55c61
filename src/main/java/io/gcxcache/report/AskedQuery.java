package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.ask.PostedQuery;
import io.gcxcache.catalogue.TtlRules;
import java.time.Duration;
import java.time.Instant;

/**
 * A query as it was asked.
 *
 * @param json the query
 * @param body what is sent upstream
 * @param locale the language that the answer is to have, or null if it has none
 * @param dates the time that it asks about, as of the moment of asking
 * @param asked the time of day when it was asked
 * @param rules how long its answer is good for
 */
record AskedQuery(JsonNode json, byte[] body, String locale, QueryDates dates, Instant asked, TtlRules rules)
        implements PostedQuery {
    /** Real-time answers are never served older than this, counted from the beginning of their fill. */
    static final Duration REAL_TIME_LIMIT = Duration.ofSeconds(60);

    /** What was real-time when it was asked is, however long the fill took. */
    @Override
    public Duration ttl() {
        return rules.ttl(json, dates.asOf(asked));
    }

    /** A TTL beyond the limit is its author's word: then it is the bound, and nothing is served stale. */
    @Override
    public Duration staleWindow(Duration window) {
        if (!dates.isRealTime(asked)) {
            return window;
        }
        Duration left = REAL_TIME_LIMIT.minus(ttl());
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(window) < 0 ? left : window;
    }
}
