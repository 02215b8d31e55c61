package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.ask.PostedQuery;
import io.gcxcache.catalogue.TtlRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * A query as it was asked.
 *
 * @param sent makes the query as it is sent upstream
 * @param locale the language that the answer is to have, or null if it has none
 * @param dates the time that it asks about, as of the moment of asking
 * @param spelling how its key spells that time
 * @param moments the query's zone, and the time of day when it was asked
 * @param steady the same moment by the clock that never steps
 * @param rule the rule that says how long its answer is fresh
 */
record AskedQuery(
        Supplier<JsonNode> sent,
        String locale,
        QueryDates dates,
        Spelling spelling,
        Moments moments,
        Instant steady,
        TtlRules.Rule rule)
        implements PostedQuery {
    /** Real-time answers are never served older than this, counted from how far they reach. */
    static final Duration REAL_TIME_LIMIT = Duration.ofSeconds(60);

    /** An exporter that asks for the last minute each minute would meet its own last answer. */
    static final Duration LIMIT_OF_A_MINUTE = Duration.ofSeconds(30);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Override
    public Duration ttl() {
        return rule.ttl();
    }

    /** Written when a fill sends it; a hit has no use for it. */
    @Override
    public byte[] body() {
        return sent.get().toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Duration longestAge(Instant fillStarted) {
        Duration longest = null;
        if (isRealTime()) {
            longest = bound().minus(lag(fillStarted));
        }
        longest = until(dates.from(), fillStarted, longest);
        if (!spelling.isLive()) {
            longest = until(dates.to(), fillStarted, longest);
        }
        return longest == null || !longest.isNegative() ? longest : Duration.ZERO;
    }

    @Override
    public Instant earliestFill() {
        Instant earliest = isRealTime() ? steady.minus(bound()) : null;
        earliest = later(earliest, dates.from());
        return spelling.isLive() ? earliest : later(earliest, dates.to());
    }

    @Override
    public String interval() {
        return spelling.isLive() && dates.from() != null
                ? moments.sent(dates.from()) + '/' + moments.sent(dates.to())
                : null;
    }

    /** A TTL beyond the limit is its author's word: then it is the bound, and nothing is served stale. */
    private Duration bound() {
        Duration ttl = rule.ttl();
        if (ttl.compareTo(REAL_TIME_LIMIT) > 0) {
            return ttl;
        }
        boolean ofAMinute = spelling.rule() == Spelling.Rule.WINDOW
                && Duration.between(dates.from(), dates.to()).compareTo(MINUTE.plus(Spelling.CLOSE)) <= 0;
        return ofAMinute ? LIMIT_OF_A_MINUTE : REAL_TIME_LIMIT;
    }

    /** By how much the data ends before the fill began. */
    private Duration lag(Instant fillStarted) {
        if (!spelling.isLive()) {
            return Duration.ZERO;
        }
        Duration lag = Duration.between(steadily(dates.to()), fillStarted);
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    /** What was filled before a moment of the question is no answer after it. */
    private Duration until(Instant moment, Instant fillStarted, Duration longest) {
        if (moment == null) {
            return longest;
        }
        Duration left = Duration.between(fillStarted, steadily(moment));
        boolean comes = !left.isNegative() && !left.isZero();
        return comes && (longest == null || left.compareTo(longest) < 0) ? left : longest;
    }

    /** A moment of the question, if it has come and is later. */
    private Instant later(Instant earliest, Instant moment) {
        if (moment == null || moment.isAfter(moments.now())) {
            return earliest;
        }
        Instant come = steadily(moment);
        return earliest == null || come.isAfter(earliest) ? come : earliest;
    }

    private Instant steadily(Instant moment) {
        return steady.plus(Duration.between(moments.now(), moment));
    }

    private boolean isRealTime() {
        return dates.isRealTime(moments.now());
    }
}
