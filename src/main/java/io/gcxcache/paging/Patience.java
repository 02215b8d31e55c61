package io.gcxcache.paging;

import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How long one walk may wait for the rate limit with its pages, which its caller is told of: as long as that wants an
 * answer, and within the memory that all walks that wait share. Not thread-safe.
 */
final class Patience {
    private final Caller caller;
    private final ListSizes.OfList size;
    private final int pageSize;
    private final WaitingPages.Share share;
    private final InstantSource steady;
    private boolean waited;
    private boolean again;

    /** @param pageSize how many entries a page is asked for with */
    Patience(Caller caller, ListSizes.OfList size, int pageSize, WaitingPages.Share share, InstantSource steady) {
        this.caller = caller;
        this.size = size;
        this.pageSize = pageSize;
        this.share = share;
        this.steady = steady;
    }

    /**
     * Learns from a first page how long the walk will be, if it tells.
     *
     * @throws Problem (503) if it would be too long
     */
    void begin(Page first) {
        long pages = first.countFromFirst();
        if (pages == 0) {
            long perPage = Math.max(pageSize, first.count());
            pages = first.total() / perPage + (first.total() % perPage > 0 ? 1 : 0);
        }
        if (pages > 1) {
            size.has(pages);
        }
    }

    /**
     * Begins a wait, and answers when it ends.
     *
     * @param pages how many the walk has
     * @param bytes how many these have
     * @throws Problem (503) if that would be too long or too much
     */
    Instant waitFor(Duration delay, int pages, long bytes) {
        Instant reopens = after(delay);
        if (reopens.isAfter(caller.endsAt())) {
            if (!again) {
                size.isTooLong(pages);
            }
            throw size.tooLate(delay);
        }
        share.hold(bytes);
        waited = true;
        return reopens;
    }

    Instant after(Duration delay) {
        return steady.instant().plus(delay);
    }

    /** Tells the caller of a wait. */
    void tell(Instant reopens) {
        caller.waitsUntil(reopens);
    }

    /**
     * Has more pages than before.
     *
     * @throws Problem (503) if these are too many bytes
     */
    void hold(long bytes) {
        if (waited) {
            share.hold(bytes);
        }
    }

    /** The list is read anew: what came is gone, and how long it took tells nothing of its length. */
    void startOver() {
        again = true;
        share.hold(0);
    }

    /** The walk is over. */
    void end() {
        share.hold(0);
    }
}
