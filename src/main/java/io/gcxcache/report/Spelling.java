package io.gcxcache.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How the time that a question asks about is spelled in its key.
 *
 * <p>Most clients build it from their clock, to the millisecond, so that every poll would be another question. An end that is
 * now is spelled {@code now}, and a beginning that moves with it as a length; only where question and clock show that whoever
 * asks so again asks the very same of another moment. Everything else is literal: the same moments, the same key.
 *
 * @param rule which rule fitted
 * @param from the beginning's spelling; null if it is open
 * @param to the end's spelling; null if the query names no date
 */
record Spelling(Rule rule, String from, String to) {
    /** How far a length may be from whole minutes: a client reads its clock twice. */
    static final Duration CLOSE = Duration.ofMillis(25);

    private static final long MINUTE = 60;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    /** Why a time is spelled as it is. */
    enum Rule {
        UNDATED("names no date"),
        WINDOW("a length up to now"),
        SINCE("since a moment, up to now"),
        NOT_NOW("literal: it does not end now"),
        WHOLE_MINUTE("literal: its end is on a whole minute, which is meant as it is written"),
        SKEWED("literal: its end is farther from the gateway's clock than gcx.live.skew; is the client's clock right?"),
        UNALIGNED("literal: its beginning neither stands still nor moves with its end by whole minutes"),
        DECLARED("literal: its declaration says align: none"),
        EXACT("literal: Prefer: exact");

        private final String why;

        Rule(String why) {
            this.why = why;
        }

        String why() {
            return why;
        }

        /** As meters and documents tell it. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Which ends may be taken for now.
     *
     * @param skew how far a client's clock may be from the gateway's
     * @param declared whether the declaration lets ends be taken for now
     * @param exact whether the client wants its own moments, even for the word {@code now}
     */
    record Liberty(Duration skew, boolean declared, boolean exact) {}

    static Spelling of(QueryDates dates, Instant now, Liberty liberty) {
        return of(dates, fixed(dates, now, liberty));
    }

    /** @param fixed why the end is not now; null if it is */
    static Spelling of(QueryDates dates, Rule fixed) {
        if (fixed == Rule.UNDATED) {
            return new Spelling(fixed, null, null);
        }
        if (fixed != null) {
            return literally(fixed, dates);
        }
        Instant from = dates.from();
        if (dates.byLength()) {
            return window(Duration.between(from, dates.to()));
        }
        if (from == null || isWholeMinute(from) || dates.toNow()) {
            return since(from);
        }
        Duration length = Duration.between(from, dates.to());
        long minutes = length.plus(CLOSE).toMinutes();
        boolean close = length.minusMinutes(minutes).abs().compareTo(CLOSE) <= 0;
        if (minutes >= 1 && close && isWholeSecond(from) == isWholeSecond(dates.to())) {
            return window(Duration.ofMinutes(minutes));
        }
        return isWholeSecond(from) ? since(from) : literally(Rule.UNALIGNED, dates);
    }

    /** Whether the end is spelled as now. */
    boolean isLive() {
        return rule == Rule.WINDOW || rule == Rule.SINCE;
    }

    /** Why the end is not now; null if it is. */
    static Rule fixed(QueryDates dates, Instant now, Liberty liberty) {
        if (dates.to() == null) {
            return Rule.UNDATED;
        }
        if (liberty.exact()) {
            return Rule.EXACT;
        }
        if (dates.toNow()) {
            return null;
        }
        if (isFarther(now, dates.to(), QueryDates.RECENT)) {
            return Rule.NOT_NOW;
        }
        if (!liberty.declared()) {
            return Rule.DECLARED;
        }
        if (isMeant(dates)) {
            return Rule.WHOLE_MINUTE;
        }
        return isFarther(now, dates.to(), liberty.skew()) ? Rule.SKEWED : null;
    }

    private static boolean isFarther(Instant now, Instant end, Duration most) {
        return end.isAfter(now.plus(most)) || end.isBefore(now.minus(most));
    }

    /** Who writes whole minutes means them; who writes the last moment before one, however fine, means its day or hour. */
    private static boolean isMeant(QueryDates dates) {
        Instant to = dates.to();
        Instant inAMillisecond = to.plus(MILLISECOND);
        boolean last = minute(inAMillisecond) != minute(to);
        boolean lastSecond = isWholeMinute(to.plus(SECOND)) && dates.from() != null && isWholeMinute(dates.from());
        return isWholeMinute(to) || last || lastSecond;
    }

    private static long minute(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), MINUTE);
    }

    private static Spelling window(Duration length) {
        boolean whole = length.getNano() == 0 && length.toSeconds() % MINUTE == 0;
        String spelled = whole
                ? "PT" + length.toMinutes() + 'M'
                : "PT"
                        + BigDecimal.valueOf(length.toSeconds())
                                .add(BigDecimal.valueOf(length.getNano(), 9))
                                .stripTrailingZeros()
                                .toPlainString()
                        + 'S';
        return new Spelling(Rule.WINDOW, spelled, Moments.NOW);
    }

    private static Spelling since(Instant from) {
        return new Spelling(Rule.SINCE, from == null ? ".." : from.toString(), Moments.NOW);
    }

    private static Spelling literally(Rule rule, QueryDates dates) {
        return new Spelling(
                rule,
                dates.from() == null ? ".." : dates.from().toString(),
                dates.to().toString());
    }

    private static boolean isWholeMinute(Instant moment) {
        return isWholeSecond(moment) && Math.floorMod(moment.getEpochSecond(), MINUTE) == 0;
    }

    private static boolean isWholeSecond(Instant moment) {
        return moment.getNano() == 0;
    }
}
