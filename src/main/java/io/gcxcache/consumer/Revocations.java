package io.gcxcache.consumer;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokens that were revoked and have not expired, in memory only. Who logs in and revokes over and over is refused at
 * some number: none of them is forgotten before its time.
 *
 * <p>Safe for use by several threads; some that add at once may go beyond the number.
 */
final class Revocations {
    private final int most;
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    Revocations(int most) {
        this.most = most;
    }

    boolean contains(TokenOwner owner) {
        return ends.containsKey(owner.tokenId());
    }

    /** Whether there was room for it. */
    boolean add(TokenOwner owner, Instant now) {
        if (ends.size() >= most) {
            ends.values().removeIf(end -> !now.isBefore(end));
        }
        if (ends.size() >= most) {
            return false;
        }
        ends.put(owner.tokenId(), owner.ends());
        return true;
    }
}
