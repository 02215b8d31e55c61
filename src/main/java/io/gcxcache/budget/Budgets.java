package io.gcxcache.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The budgets of all families, and of the OAuth client, on which every call draws too. Thread-safe; nothing here blocks.
 */
public interface Budgets {
    /** In the place of a family: the OAuth client's own budget, over all families. */
    String CLIENT = "*";

    /** The family of what names none. */
    String OTHER = "other";

    /** How budgets are kept, as it is set now. */
    BudgetPolicy policy();

    /** The state of a family now; a family never seen has a whole budget. */
    Budget budget(String family);

    /** How freely a family may be asked, by its own budget and the client's. */
    Budget.Mode mode(String family);

    /** What replies tell of a family's budget. */
    RateLimitFields fields(String family);

    /**
     * The same for who has looked at the clock.
     *
     * @param now by the steady clock
     */
    RateLimitFields fields(String family, Instant now);

    /** Every family that was asked for so far, in alphabetical order. */
    Collection<Budget> all();

    /**
     * What a call has to do before it may be sent. Reserves a slot while DEGRADED, but counts nothing: that is
     * {@link #take}.
     *
     * @param patient whether it can wait for the reset, and so takes no slot: what is left stays for others
     */
    Admission admit(String family, boolean patient);

    /** How many calls may wait for a family's limit or that of the {@link #CLIENT}, at least 1; as many as there are while it is NORMAL. */
    long mayWait(String family);

    /** The most calls of a family that may be sent within a time, by what is known now and if nobody else sends any. */
    long capacity(String family, Duration within);

    /**
     * @param delay how long to wait: not at all while NORMAL, for a slot or the reset while DEGRADED, until it reopens while
     *     BLOCKED
     * @param grant what may be done after that
     */
    record Admission(Duration delay, Grant grant) {}

    /** What a call may do once it has waited. */
    enum Grant {
        /** Nothing; the budget is to be asked again. */
        NONE,
        /** Be sent, as others at the same time. */
        OPEN,
        /** Be sent, as the only one for a while: it is kept until it is used. */
        SLOT,
        /** Be sent although nothing else is, to find out whether that is still right. */
        PROBE
    }

    /**
     * Counts a call that is about to be sent; false if nothing is left, and then it must not be sent.
     *
     * @param probe whether it was admitted as one
     */
    boolean take(String family, boolean probe);

    /** A probe got through: nothing that was told blocks its family any more. */
    void reopen(String family);

    /** How long nothing is sent to a family; zero if something may be sent. */
    Duration closedFor(String family);

    /** How many calls of a family may be on their way at once, at least 1. */
    int concurrency(String family);

    /** Corrects a family by what an answer said. */
    void correct(String family, List<RateWindow> seen);

    /** Sends nothing to a family until then. */
    void block(String family, Instant until);
}
