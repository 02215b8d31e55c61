package io.gcxcache.cluster;

import java.time.Instant;
import java.util.List;

/**
 * How a replica takes part, as others than its event loop see it. Immutable.
 *
 * @param up whether it does
 * @param since when that changed last
 * @param reason why it does not; null if it does
 * @param offset what the time of Redis is ahead of the steady clock, in milliseconds; of the last time that it answered
 * @param position how far in history it is
 * @param seq how far history is
 * @param raisedAt when it began, in milliseconds of Redis
 * @param redis what the server says of itself; null if it never answered
 * @param unconfirmed how many marks of this replica are not known to be applied everywhere
 */
record LinkState(
        boolean up,
        Instant since,
        String reason,
        long offset,
        Joined.Position position,
        long seq,
        long raisedAt,
        RedisInfo redis,
        List<Member> members,
        int unconfirmed) {

    static LinkState lost(String reason, Instant since) {
        return new LinkState(false, since, reason, 0, Joined.Position.NEW, 0, 0, null, List.of(), 0);
    }

    LinkState at(long ahead) {
        return new LinkState(up, since, reason, ahead, position, seq, raisedAt, redis, members, unconfirmed);
    }

    LinkState up(RedisInfo server, Joined.Position now, long raised, Instant at) {
        return new LinkState(true, at, null, offset, now, now.seq(), raised, server, members, unconfirmed);
    }

    LinkState down(String why, Joined.Position now, int waiting, Instant at) {
        return new LinkState(false, up ? at : since, why, offset, now, seq, raisedAt, redis, members, waiting);
    }

    LinkState beaten(Joined.Position now, long history, long raised, List<Member> seen, int waiting) {
        return new LinkState(up, since, reason, offset, now, history, raised, redis, List.copyOf(seen), waiting);
    }

    long redisMillis(long steadyMillis) {
        return steadyMillis + offset;
    }

    long steadyMillis(long redisMillis) {
        return redisMillis - offset;
    }

    long lag() {
        return Math.max(0, seq - position.seq());
    }
}
