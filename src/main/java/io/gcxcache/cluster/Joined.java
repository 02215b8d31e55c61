package io.gcxcache.cluster;

import io.vertx.redis.client.Response;

/**
 * What a replica found that took part again, and where it goes on reading.
 *
 * @param epoch names the history
 * @param previous the one before, as far as is known; empty if nothing is
 * @param raised how far that was when this one began
 * @param raisedAt when that was, in milliseconds of Redis
 * @param seq how far it is now
 * @param now in milliseconds of Redis
 * @param first the oldest event that is still there; 0 if there is none
 * @param mine what names the event that stands where this replica was
 * @param last what names the newest
 */
record Joined(
        String epoch,
        String previous,
        long raised,
        long raisedAt,
        long seq,
        long now,
        long first,
        String mine,
        String last) {

    static Joined of(Response reply) {
        return new Joined(
                reply.get(1).toString(),
                reply.get(2).toString(),
                reply.get(3).toLong(),
                reply.get(4).toLong(),
                reply.get(5).toLong(),
                reply.get(6).toLong(),
                Event.seq(reply.get(7).toString()),
                reply.get(8).toString(),
                reply.get(9).toString());
    }

    /** How far a replica is: in which history, how many events, and what names the last of them, if that is known. */
    record Position(String epoch, long seq, String event) {
        /** Of who never took part: what he has may be older than anything. */
        static final Position NEW = new Position("", 0, "");
    }

    /**
     * How a replica goes on.
     *
     * @param from where it goes on reading
     * @param forgets whether something may have been marked that it will never hear of
     * @param doubts whether what it keeps may not count as fresh
     */
    record Resumption(Position from, boolean forgets, boolean doubts) {}

    Resumption resume(Position was) {
        Position end = new Position(epoch, seq, last);
        if (was.epoch().isEmpty()) {
            return new Resumption(end, true, false);
        }
        boolean same = was.epoch().equals(epoch);
        if (same && (was.seq() > seq || !was.event().isEmpty() && !mine.isEmpty() && !mine.equals(was.event()))) {
            // The log says otherwise than it did, and nobody knows since when.
            return new Resumption(end, true, true);
        }
        long from = same ? was.seq() : Math.min(was.seq(), raised);
        boolean unheard = !same && !previous.equals(was.epoch()) && raised > 0;
        boolean trimmed = from < seq && (first == 0 || first > from + 1);
        return unheard || trimmed
                ? new Resumption(end, true, !same)
                : new Resumption(new Position(epoch, from, same ? was.event() : ""), false, !same);
    }
}
