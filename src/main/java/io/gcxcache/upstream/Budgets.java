package io.gcxcache.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The budgets of all families. Thread-safe; nothing here blocks. */
public interface Budgets {
    /** The state of a family now; a family never seen has a whole budget. */
    Budget budget(String family);

    Budget.Mode mode(String family);

    /** What replies tell of a family's budget. */
    RateLimitFields fields(String family);

    /** Every family that was asked for so far, in alphabetical order. */
    Collection<Budget> all();

    /**
     * What a call has to do before it may be sent. Reserves a slot while DEGRADED, but counts nothing: that is
     * {@link #take}.
     *
     * @param patient whether it can wait for the reset, and so takes no slot: what is left stays for others
     */
    Admission admit(String family, boolean patient);

    /** The most calls of a family that may be sent within a time, by what is known now and if nobody else sends any. */
    long capacity(String family, Duration within);

    /**
     * @param delay how long to wait: not at all while NORMAL, for a slot or the reset while DEGRADED, until it reopens while
     *     BLOCKED
     * @param granted whether the call may be sent after that; otherwise the budget is to be asked again
     */
    record Admission(Duration delay, boolean granted) {}

    /** Counts a call that is about to be sent; false if nothing is left, and then it must not be sent. */
    boolean take(String family);

    /** How many calls of a family may be on their way at once, at least 1. */
    int concurrency(String family);

    /** Corrects a family by what an answer said. */
    void correct(String family, List<RateWindow> seen);

    /** Sends nothing to a family until then. */
    void block(String family, Instant until);
}
