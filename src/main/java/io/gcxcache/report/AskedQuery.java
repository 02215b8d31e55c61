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
 * @param locale the language that the answer is to have
 * @param dates the time that it asks about, as of the moment of asking
 * @param rules how long its answer is good for
 */
record AskedQuery(JsonNode json, byte[] body, String locale, QueryDates dates, TtlRules rules) implements PostedQuery {
    /** Real-time answers are never served older than this. */
    static final Duration REAL_TIME_LIMIT = Duration.ofSeconds(60);

    /** What was real-time when it was asked is, however long the fill took. */
    @Override
    public Duration ttl(Duration fill, Instant asked) {
        Duration ttl = rules.ttl(json, dates.asOf(asked));
        return dates.isRealTime(asked) ? shorter(ttl, REAL_TIME_LIMIT.minus(fill)) : ttl;
    }

    /** An answer is as old as the beginning of its fill. */
    @Override
    public Duration staleWindow(Duration window, Duration fill, Instant asked) {
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
