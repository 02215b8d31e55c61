package io.gcxcache.cluster;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * A replica as Redis knows it.
 *
 * @param beat when it was there last, in milliseconds of Redis
 * @param epoch in which history, and
 * @param applied how far in it, it has dropped what was marked
 */
record Member(String node, long beat, String epoch, long applied) {
    /** @param all nodes and what is known of each, in turns */
    static List<Member> all(Response all) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i + 1 < all.size(); i += 2) {
            String[] known = all.get(i + 1).toString().split(" ");
            members.add(
                    new Member(all.get(i).toString(), Long.parseLong(known[1]), known[2], Long.parseLong(known[3])));
        }
        return members;
    }

    boolean hasApplied(String history, long seq) {
        return epoch.equals(history) && applied >= seq;
    }

    boolean isSilent(long now) {
        return now - beat > Cluster.SILENT_MILLIS;
    }
}
